import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCommandLine } from "./command-line.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "posthorn-config-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function run(env: Record<string, string>, ...argv: string[]) {
  let out = "";
  let err = "";
  const output = { out: (text: string) => (out += text), err: (text: string) => (err += text) };
  const code = await runCommandLine(env, ["config", ...argv], output);
  return { code, out, err };
}

describe("posthorn config", () => {
  it("tells what is set, where it comes from, and no secret", async () => {
    const secret = join(folder, "secret");
    await writeFile(secret, "hunter2\n");
    const file = join(folder, "posthorn.toml");
    await writeFile(file, '[cors]\norigin = "https://app.example"\n[smtp]\nport = 2600\n');
    const { code, out, err } = await run(
      {
        EENGINE_PORT: "4000",
        POSTHORN_SECRET_FILE: secret,
        POSTHORN_QUEUE_KEEP_FAILED: "7",
        POSTHORN_SETTINGS: '{"serviceUrl":"https://hunter2.example"}',
        EENGINE_REDIS: "redis://x",
      },
      `--config=${file}`,
    );
    expect(out.split("\n").map((line) => line.replace(/ {2,}/g, " | "))).toEqual([
      "VARIABLE | VALUE | FROM",
      "POSTHORN_PORT | 4000 | EENGINE_PORT",
      `POSTHORN_CORS_ORIGIN | ["https://app.example"] | cors.origin in ${file}`,
      "POSTHORN_SECRET | ****** | POSTHORN_SECRET_FILE",
      "POSTHORN_SETTINGS | ****** | POSTHORN_SETTINGS",
      `POSTHORN_SMTP_PORT | 2600 | smtp.port in ${file} (first value of the setting smtpServerPort)`,
      "POSTHORN_QUEUE_KEEP_FAILED | 7 | POSTHORN_QUEUE_KEEP_FAILED (decides the setting queueKeepFailed)",
      "",
      "Settings that are written at each start: serviceUrl",
      "",
    ]);
    expect({ code, err }).toEqual({
      code: 0,
      err: expect.stringMatching(/^posthorn: EENGINE_REDIS has no effect: .*\n$/),
    });
  });

  it("tells everything, for programs, too", async () => {
    const { out } = await run({}, "--all", "--json");
    const { options } = JSON.parse(out) as { options: Record<string, unknown>[] };
    expect(options.find(({ key }) => key === "api.port")).toEqual({
      variable: "POSTHORN_PORT",
      key: "api.port",
      value: 3000,
      source: null,
      setting: null,
    });
    expect((await run({}, "--all")).out).toMatch(/^POSTHORN_DATABASE_URL +\(SQLite in the data folder\) +default$/m);
    expect(await run({})).toMatchObject({ code: 0, out: "", err: expect.stringContaining("Nothing is configured") });
  });

  it("names faults, without what is secret in them", async () => {
    const { code, err } = await run({ POSTHORN_PORT: "many", POSTHORN_SETTINGS: "hunter2" });
    expect(code).toBe(1);
    expect(err).toContain('POSTHORN_PORT must be a whole number from 0 to 65535, not "many".');
    expect(err).not.toContain("hunter2");
  });
});
