/** `npm run bench`: the table of budgets, measured on this machine. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { build } from "./build.mjs";
import { endWithNpm } from "./end-with-npm.mjs";
import { root } from "./root.mjs";
import { runCommand } from "./run-command.mjs";
import { PlainError, runScript } from "./run-script.mjs";
import { setUp } from "./setup.mjs";

await runScript(import.meta.url, async (args) => {
  endWithNpm();
  await setUp();
  await build();
  const program = ["bench/run.mjs", "bench/src/run.ts"].find((file) => existsSync(join(root, file)));
  if (!program) throw new PlainError("There is no benchmark in bench/ yet.");
  // The program that is measured is the built one; the benchmark, and parts of the server that it calls, run from their sources.
  const { code } = await runCommand(
    process.execPath,
    ["--conditions=source", "--import=tsx", join(root, program), ...args],
    { show: true },
  );
  process.exitCode = code;
});
