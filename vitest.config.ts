import { defineConfig } from "vitest/config";
import { SlowFirst } from "./scripts/slow-first.ts";

// "source" makes every workspace package resolve to its TypeScript, so a test never sees a stale build.
const conditions = ["source", "module", "node", "development|production"];

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    pool: "forks",
    // One more than a small machine has processors: many tests wait for servers, or for leases that run out.
    maxWorkers: 3,
    // Files follow each other in one process: a gateway takes a second to be loaded, and nearly all of them load it.
    isolate: false,
    sequence: { sequencer: SlowFirst },
    // Many times what they take: a machine may be a slow one, and busy with other things.
    testTimeout: 120_000,
    hookTimeout: 240_000,
    expect: { poll: { timeout: 30_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: ["{contracts,client,server,dashboard,fakes,bench}/src/**/*.test.ts", "scripts/**/*.test.mjs"],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // Meets the built program from outside, so it runs when everything else has had its turn.
        extends: true,
        test: {
          name: "e2e",
          include: ["e2e/**/*.test.ts"],
          testTimeout: 240_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
