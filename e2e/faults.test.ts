import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FakeSentry, startFakeSentry } from "@posthorn/fakes/sentry";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { install } from "./installation.ts";

/** Breaks the process from within as soon as there is a file that says how. */
const BREAKER = `
import { existsSync } from "node:fs";
setInterval(() => {
  if (existsSync("throw")) throw new Error("Nobody caught me");
  if (existsSync("reject")) Promise.reject(new Error("Nobody handled me"));
}, 20).unref();`;

/** Without blanks and quotes, which NODE_OPTIONS has a meaning for. */
const PRELOAD = `--import=data:text/javascript;base64,${Buffer.from(BREAKER).toString("base64")}`;

describe("a fault that nothing caught", () => {
  let sentry: FakeSentry;
  beforeAll(async () => {
    sentry = await startFakeSentry();
  });
  afterAll(() => sentry.close());

  it.concurrent.each([
    ["throw", 1, "Nobody caught me"],
    ["reject", 2, "Nobody handled me"],
  ])("ends the process and is reported first (%s)", async (how, code, message) => {
    const posthorn = await install("sqlite", { NODE_OPTIONS: PRELOAD, SENTRY_DSN: sentry.dsn });
    try {
      const settings = await posthorn.call("GET", "/v1/settings?sentryEnabled=true&sentryDsn=true");
      expect(settings.body).toEqual({ sentryEnabled: true, sentryDsn: sentry.dsn.replace("publickey", "******") });
      await writeFile(join(posthorn.dataDir, how), "");
      await vi.waitFor(() => expect(sentry.received.some(({ text }) => text.includes(message))).toBe(true), {
        timeout: 40_000,
        interval: 20,
      });
      const event = sentry.received.find(({ text }) => text.includes(message))?.items[0]?.payload;
      expect(event).toMatchObject({ level: "fatal", exception: { values: [{ type: "Error" }] } });
      expect(await posthorn.ended).toBe(code);
      expect(posthorn.log.some((line) => line.includes('"level":60') && line.includes(message))).toBe(true);
      expect(posthorn.log.join("\n") + posthorn.terminal).not.toContain("publickey");
    } finally {
      await posthorn.remove();
    }
  });
});
