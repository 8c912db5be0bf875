/** Runs one test for as long as somebody wishes, from a seed that makes it again. */
import { randomInt } from "node:crypto";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { bringServers } from "./bring-servers.mjs";
import { build } from "./build.mjs";
import { endWithNpm } from "./end-with-npm.mjs";
import { startPostgres } from "./postgres.mjs";
import { root } from "./root.mjs";
import { PlainError, say } from "./run-script.mjs";
import { setUp } from "./setup.mjs";

const DEFAULT_MINUTES = 5;

/**
 * Sets up, builds, brings the servers, and runs `file` with `POSTHORN_TEST_SECONDS` and
 * `POSTHORN_TEST_SEED` as `--minutes` and `--seed` say; other arguments go to Vitest. `what` is what is
 * done for minutes, `command` how it is called.
 */
export async function runForMinutes(args, { file, what, command }) {
  endWithNpm();
  const { minutes, seed, narrowing } = read(args);
  for (const prepare of [setUp, build, bringServers]) await prepare();
  say(`${minutes} minutes of ${what}; this run again: npm run ${command} -- --minutes ${minutes} --seed ${seed}`);
  const postgres = await startPostgres();
  try {
    const env = {
      ...process.env,
      POSTHORN_TEST_POSTGRES_URL: postgres.url,
      POSTHORN_TEST_SECONDS: String(minutes * 60),
      POSTHORN_TEST_SEED: String(seed),
    };
    const vitest = [join(root, "node_modules/vitest/vitest.mjs"), "run", file, ...narrowing];
    const child = spawn(process.execPath, vitest, { cwd: root, stdio: "inherit", env });
    for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
    const [code] = await once(child, "exit");
    process.exitCode = code ?? 1;
  } finally {
    await postgres.stop();
  }
}

function read(args) {
  const options = { minutes: { type: "string" }, seed: { type: "string" } };
  const { values, tokens } = parseArgs({ args, options, strict: false, tokens: true });
  const minutes = Number(values.minutes ?? DEFAULT_MINUTES);
  const seed = Number(values.seed ?? randomInt(1_000_000));
  if (!(minutes > 0) || !Number.isInteger(seed)) throw new PlainError("Say --minutes and --seed as numbers.");
  const ours = tokens.filter(({ kind, name }) => kind === "option" && name in options);
  const taken = new Set(ours.flatMap(({ index, inlineValue }) => (inlineValue ? [index] : [index, index + 1])));
  return { minutes, seed, narrowing: args.filter((_, index) => !taken.has(index)) };
}
