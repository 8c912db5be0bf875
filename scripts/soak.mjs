/**
 * `npm run soak`: the test of state tracking for minutes instead of seconds, on every server, by another
 * seed each time. `-- --minutes 30` says how long on each server, `-- --seed 7` repeats a run; everything
 * else goes to Vitest and narrows the run, such as `-t Cyrus`.
 */
import { runForMinutes } from "./run-for-minutes.mjs";
import { runScript } from "./run-script.mjs";

await runScript(import.meta.url, (args) =>
  runForMinutes(args, { file: "e2e/state-tracking.test.ts", what: "activity on each server", command: "soak" }),
);
