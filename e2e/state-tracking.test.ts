import { startDovecot } from "@posthorn/fakes/dovecot";
import { startCyrus } from "@posthorn/fakes/cyrus";
import { describe, expect, it } from "vitest";
import { type Engine, ENGINES } from "./installation.ts";
import type { MailServer } from "./state-tracking/mail-server.ts";
import { trackState } from "./state-tracking/track-state.ts";

/** Seconds of activity per server; `npm run soak` asks for minutes. */
const SECONDS = Number(process.env["POSTHORN_TEST_SECONDS"] ?? 7);
const SEED = Number(process.env["POSTHORN_TEST_SEED"] ?? 20_261_126);
const STRETCH_SECONDS = 4;
const KILL_EVERY_SECONDS = 10;

const SERVERS: { name: string; engine: Engine; start(): Promise<MailServer>; isQuietAboutFlags?: boolean }[] = [
  { name: "Dovecot with QRESYNC", engine: "sqlite", start: () => startDovecot() },
  { name: "Dovecot with QRESYNC", engine: "postgres", start: () => startDovecot() },
  { name: "Dovecot with CONDSTORE", engine: "sqlite", start: () => startDovecot({ without: ["QRESYNC"] }) },
  {
    name: "Dovecot without CONDSTORE",
    engine: "sqlite",
    start: () => startDovecot({ without: ["CONDSTORE"] }),
    isQuietAboutFlags: true,
  },
  {
    name: "Dovecot without IDLE and NOTIFY",
    engine: "sqlite",
    start: () => startDovecot({ without: ["IDLE", "NOTIFY"] }),
  },
  { name: "Cyrus", engine: "sqlite", start: startCyrus },
];

describe("state tracking", () => {
  for (const { name, engine, start, isQuietAboutFlags = false } of SERVERS.filter(({ engine }) =>
    ENGINES.includes(engine),
  ))
    it(
      `misses nothing and invents nothing on ${name}, ${engine}`,
      async () => {
        const server = await start();
        try {
          const { summary, faults } = await trackState(server, name, {
            engine,
            seed: SEED,
            activityMs: SECONDS * 1000,
            checkpoints: Math.max(2, Math.round(SECONDS / STRETCH_SECONDS)),
            kills: Math.max(1, Math.round(SECONDS / KILL_EVERY_SECONDS)),
            isQuietAboutFlags,
          });
          console.log([summary, ...faults].join("\n"));
          expect(faults.length, `POSTHORN_TEST_SEED=${SEED}`).toBe(0);
        } finally {
          await server.stop();
        }
      },
      SECONDS * 5000 + 600_000,
    );
});
