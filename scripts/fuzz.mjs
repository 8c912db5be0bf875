/**
 * `npm run fuzz`: the test of the API by input of every kind for minutes instead of seconds, on each
 * database, by another seed each time. `-- --minutes 30` says how long on each, `-- --seed 7` repeats the
 * choices of a run; everything else goes to Vitest and narrows the run, such as `-t sqlite`.
 */
import { runForMinutes } from "./run-for-minutes.mjs";
import { runScript } from "./run-script.mjs";

await runScript(import.meta.url, (args) =>
  runForMinutes(args, { file: "e2e/api-fuzz.test.ts", what: "calls on each database", command: "fuzz" }),
);
