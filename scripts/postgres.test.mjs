import { existsSync } from "node:fs";
import { createConnection } from "node:net";
import { once } from "node:events";
import { expect, it } from "vitest";
import { postgresBinaries, startPostgres } from "./postgres.mjs";
import { runCommand } from "./run-command.mjs";

it("starts a private PostgreSQL that takes its password, and leaves nothing behind", async () => {
  const postgres = await startPostgres();
  const psql = `${postgresBinaries()}/psql`;
  const ask = (url) => runCommand(psql, ["--no-psqlrc", "--no-password", "-tAc", "show data_directory", url]);
  const { code, output } = await ask(postgres.url);
  expect(code).toBe(0);
  const refused = await ask(postgres.url.replace(/:[0-9a-f]+@/, ":wrong@"));
  expect(refused.output).toContain("password authentication failed");
  await postgres.stop();
  expect(existsSync(output.trim())).toBe(false);
  const socket = createConnection({ host: "127.0.0.1", port: postgres.port });
  const [error] = await once(socket, "error");
  expect(error.code).toBe("ECONNREFUSED");
});
