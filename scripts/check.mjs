/** `npm run check`: everything that can be told without running the program, in seconds, side by side. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkAudit } from "./check-audit.mjs";
import { root } from "./root.mjs";
import { runCommand, tool } from "./run-command.mjs";
import { runScript } from "./run-script.mjs";
import { setUp } from "./setup.mjs";

const sourceFolders = ["contracts", "client", "server", "dashboard", "fakes", "e2e", "bench"];

const checks = [
  // One program looks at both, since to know all types takes most of the time.
  { name: "types and lint", run: () => tool("oxlint/bin/oxlint", ["--type-aware", "--type-check"]) },
  { name: "format", run: () => tool("oxfmt/bin/oxfmt", ["--list-different"]) },
  { name: "rooms", run: checkRooms },
  { name: "unused", run: () => tool("knip/bin/knip.js", ["--no-progress", "--no-config-hints"]) },
  { name: "documents", run: () => runCommand(process.execPath, [join(root, "scripts/check-docs.mjs")]) },
  { name: "audit", run: checkAudit },
  { name: "configuration page", file: "scripts/configuration-page.ts", run: checkGenerated },
  { name: "openapi.json", file: "contracts/src/write-openapi.ts", run: checkGenerated },
  { name: "compatibility tables", file: "scripts/compatibility-tables.ts", run: checkGenerated },
];

/** Runs all checks and prints a line for each; answers whether all is well. */
async function check() {
  const present = checks.filter(({ file }) => file === undefined || existsSync(join(root, file)));
  const results = await Promise.all(present.map(measure));
  for (const { name, output } of results.filter(({ code }) => code !== 0)) console.log(`\n${name}:\n${output.trim()}`);
  return results.every(({ code }) => code === 0);
}

async function measure({ name, run, file }) {
  const started = performance.now();
  const { code, output, note } = await run(file);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(
    `${code === 0 ? "ok    " : "FAILED"}  ${name.padEnd(20)} ${seconds.padStart(5)} s${note ? `  ${note}` : ""}`,
  );
  return { name, code, output };
}

/** A run that read no file would find nothing wrong, so the number of modules counts as a result. */
async function checkRooms() {
  const present = sourceFolders.filter((folder) => existsSync(join(root, folder)));
  const args = ["--config", ".dependency-cruiser.cjs", "--output-type", "err-long", ...present];
  const result = await tool("dependency-cruiser/bin/dependency-cruise.mjs", args);
  const modules = Number(/(\d+) modules/.exec(result.output)?.[1] ?? 0);
  return modules > 0 ? result : { code: 1, output: `${result.output}\nNo module was read.` };
}

/** A generated file that is committed has to be what its generator writes now. */
function checkGenerated(file) {
  return runCommand(process.execPath, ["--conditions=source", "--import=tsx", join(root, file), "--check"]);
}

await runScript(import.meta.url, async () => {
  await setUp();
  if (!(await check())) process.exitCode = 1;
});
