/** Runs all benchmarks, or those that are named, and tells the table. It reports; it never asserts. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { api } from "./api.ts";
import { dashboard } from "./dashboard.ts";
import { exporting } from "./exporting.ts";
import { firstSync } from "./first-sync.ts";
import { imapProxy } from "./imap-proxy.ts";
import { liveness } from "./liveness.ts";
import { memory } from "./memory.ts";
import { newMail } from "./new-mail.ts";
import { organising } from "./organising.ts";
import { reading } from "./reading.ts";
import { busyness, page, table } from "./report.ts";
import { ROOT } from "./root.ts";
import type { Benchmark, Row } from "./row.ts";
import { endScopes, withScope } from "./scope.ts";
import { reconnect } from "./reconnect.ts";
import { sendingCrashes } from "./sending-crashes.ts";
import { start } from "./start.ts";
import { submits } from "./submits.ts";
import { userFunctions } from "./user-functions.ts";
import { webhookLedger } from "./webhook-ledger.ts";
import { webhooks } from "./webhooks.ts";

const ALL: Benchmark[] = [
  reading,
  organising,
  exporting,
  firstSync,
  reconnect,
  newMail,
  submits,
  sendingCrashes,
  webhooks,
  webhookLedger,
  userFunctions,
  memory,
  imapProxy,
  api,
  start,
  liveness,
  dashboard,
];

let isInterrupted = false;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => {
    isInterrupted = true;
    void endScopes().finally(() => process.exit(130));
  });

const names = process.argv.slice(2);
const unknown = names.filter((name) => !ALL.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no benchmark ${unknown.join(", ")}; there are ${ALL.map(({ name }) => name).join(", ")}.\n`,
  );
  process.exit(2);
}

const busyBefore = busyness();
const results: { benchmark: Benchmark; rows: Row[] }[] = [];
for (const benchmark of ALL.filter(({ name }) => names.length === 0 || names.includes(name))) {
  process.stderr.write(`${benchmark.name}\n`);
  const rows = await withScope(benchmark.name, (scope) => benchmark.run(scope)).catch(async (error: unknown) => {
    // The handler of the signal ends the process.
    if (isInterrupted) await new Promise(() => {});
    process.stderr.write(`  ${benchmark.name} could not be measured: ${String(error)}\n`);
    process.exitCode = 1;
    return [];
  });
  results.push({ benchmark, rows });
}
process.stdout.write(`\n${table(results.flatMap(({ rows }) => rows))}\n`);
// A page that tells of one machine at one time has to come from one whole run.
if (names.length === 0) {
  await writeFile(join(ROOT, "docs", "benchmarks.md"), page(results, busyBefore));
  process.stdout.write("\nWritten to docs/benchmarks.md\n");
}
// A library may hold a timer; everything of ours has ended.
process.exit();
