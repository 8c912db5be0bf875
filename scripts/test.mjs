/**
 * `npm test`: sets up, builds, brings the servers that tests need, and runs every test on both
 * databases, after the check. Arguments go to Vitest and narrow the run; the check is left out then, and a test that fails gets no second try.
 * The last line is the count.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statfsSync } from "node:fs";
import { freemem, tmpdir } from "node:os";
import { join } from "node:path";
import { bringServers } from "./bring-servers.mjs";
import { build } from "./build.mjs";
import { startPostgres } from "./postgres.mjs";
import { endWithNpm } from "./end-with-npm.mjs";
import { root } from "./root.mjs";
import { runCommand } from "./run-command.mjs";
import { PlainError, runScript, say } from "./run-script.mjs";
import { setUp } from "./setup.mjs";

let stoppedBy;
let vitest;
const stopping = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.on(signal, () => {
    stoppedBy = signal;
    stopping.abort();
    vitest?.kill(signal);
  });
}

await runScript(import.meta.url, async (args) => {
  endWithNpm();
  const checking = prepare().then(() => (args.length > 0 ? undefined : check()));
  const [checked] = await Promise.all([checking, bringServers()]);
  stopIfAsked();
  const folder = temporaryFolder();
  process.env.TMPDIR = folder;
  let postgres;
  try {
    postgres = await startPostgres();
    stopIfAsked();
    const report = join(folder, "report.json");
    const code = await runVitest(args, report, { POSTHORN_TEST_POSTGRES_URL: postgres.url });
    stopIfAsked();
    conclude(readCounts(report), code, checked === undefined || checked.code === 0);
  } finally {
    await postgres?.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
});

async function prepare() {
  for (const part of [setUp, build]) {
    await part();
    stopIfAsked();
  }
}

/**
 * Its findings are told at once, and do not keep the tests from running. Beside the tests, even with the least priority, it
 * would cost them more time than it takes by itself.
 */
async function check() {
  const checked = await runCommand(process.execPath, [join(root, "scripts/check.mjs")], { signal: stopping.signal });
  console.log(checked.output.trim());
  return checked;
}

/**
 * Where the run and the servers it starts keep what is gone afterwards: in memory where there is plenty, since nobody
 * pulls the plug here and thousands of small databases are written. The servers run as users of their own.
 */
function temporaryFolder() {
  const inMemory = "/dev/shm";
  const isRoomy = existsSync(inMemory) && freeBytes(inMemory) >= 4 * 2 ** 30 && freemem() >= 8 * 2 ** 30;
  const folder = mkdtempSync(join(isRoomy ? inMemory : tmpdir(), "posthorn-test-"));
  chmodSync(folder, 0o1777);
  return folder;
}

function freeBytes(folder) {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

function stopIfAsked() {
  if (stoppedBy) throw new PlainError(`stopped by ${stoppedBy}`);
}

async function runVitest(args, report, more) {
  const reporters = ["default", "json", "./scripts/second-tries.ts"].map((name) => `--reporter=${name}`);
  // Among thousands of tests on a busy machine one may meet an hour that nobody thought of. A run of a few stays strict.
  const tries = args.length > 0 ? [] : ["--retry=1"];
  const given = [...reporters, `--outputFile.json=${report}`, ...tries, ...args];
  const program = [join(root, "node_modules/vitest/vitest.mjs"), "run", ...given];
  vitest = spawn(process.execPath, program, { cwd: root, stdio: "inherit", env: { ...process.env, ...more } });
  const [code] = await once(vitest, "exit");
  return code;
}

function readCounts(report) {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(readFileSync(report, "utf8"));
    return { passed: numPassedTests, failed: numFailedTests, skipped: numPendingTests + numTodoTests };
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function conclude(counts, code, isChecked) {
  if (!counts) throw new PlainError("Vitest ended without a report.");
  if (!isChecked) say("the check found faults, listed above");
  const { passed, failed, skipped } = counts;
  // Errors outside of tests (a file that does not load, a rejection nobody handled) fail the run too.
  if (code !== 0 && failed === 0) say("the run failed outside of the tests, see above");
  if (code !== 0 || failed > 0 || passed === 0 || !isChecked) process.exitCode = 1;
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
}
