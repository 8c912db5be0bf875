import { idleInSilence } from "@posthorn/fakes/imap/deeds";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mail, openSession, type Session } from "./testing.ts";

/** As at the provider, only sooner. */
const SOON = { pollMs: 50, renewIdleMs: 50 };

describe("a provider that needs to be listened to in its own way", () => {
  let server: FakeImap;
  let session: Session;
  beforeEach(async () => {
    server = await startFakeImap();
    server.store.deliver("INBOX", mail("one"));
  });
  afterEach(async () => {
    await session.close();
    await server.stop();
  });

  const count = (command: string) => server.commands(1).filter((name) => name === command).length;

  for (const host of ["imap.rambler.ru", "imap.mail.yahoo.com"])
    it(`is ${host}, where IDLE is renewed before it is forgotten`, async () => {
      // Pushes are lost; only who asks again hears of new mail.
      server.on("IDLE", idleInSilence());
      session = await openSession(server, { host, timeouts: SOON });
      const watcher = session.watch();
      await watcher.inSync();
      await expect.poll(() => count("IDLE")).toBeGreaterThan(2);
      server.store.deliver("INBOX", mail("two"));
      await watcher.until(({ subjects }) => subjects.includes("two"));
      await watcher.stop();
    });

  it("is imap.163.com, which is asked for STATUS and never idles", async () => {
    session = await openSession(server, { host: "imap.163.com", timeouts: SOON });
    const watcher = session.watch();
    await watcher.inSync();
    const before = count("STATUS");
    await expect.poll(() => count("STATUS")).toBeGreaterThan(before + 2);
    server.store.deliver("INBOX", mail("two"));
    await watcher.until(({ subjects }) => subjects.includes("two"));
    expect(count("IDLE")).toBe(0);
    await watcher.stop();
  });
});
