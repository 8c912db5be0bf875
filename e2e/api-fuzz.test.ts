import { describe, expect, it } from "vitest";
import { fuzzApi } from "./api-fuzz/run-fuzz.ts";
import { ENGINES } from "./installation.ts";

/** How often everything is called about, unless `npm run fuzz` says for how long. */
const ROUNDS = { sqlite: 1, postgres: 1 };
const SECONDS = process.env["POSTHORN_TEST_SECONDS"];
const SEED = Number(process.env["POSTHORN_TEST_SEED"] ?? 20_261_126);

describe.each(ENGINES)("the API, on %s", (engine) => {
  it(
    "keeps what its document promises, whatever it is asked",
    async () => {
      const { summary, faults, neverDone, comparisons } = await fuzzApi({
        engine,
        seed: SEED,
        rounds: ROUNDS[engine],
        ...(SECONDS !== undefined && { seconds: Number(SECONDS) }),
      });
      console.log([...summary, ...faults].join("\n"));
      expect({ faults: faults.length, neverDone }, `POSTHORN_TEST_SEED=${SEED}`).toEqual({ faults: 0, neverDone: [] });
      expect(comparisons).toBeGreaterThan(0);
    },
    Number(SECONDS ?? 0) * 1000 + 300_000,
  );
});
