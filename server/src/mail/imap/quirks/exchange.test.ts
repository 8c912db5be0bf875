import { reject } from "@posthorn/fakes/imap/deeds";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { MODERN } from "@posthorn/fakes/imap/options";
import { afterEach, describe, expect, it } from "vitest";
import { mail, openSession, type Session, type SessionOptions } from "./testing.ts";

const throttled = (ms: number) => reject(`Request is throttled. Suggested Backoff Time: ${ms} milliseconds`);

let server: FakeImap;
let session: Session;
afterEach(async () => {
  await session.close();
  await server.stop();
});

async function open(capabilities: readonly string[] = MODERN, options: SessionOptions = {}) {
  server = await startFakeImap({ capabilities });
  server.store.deliver("INBOX", mail("one"));
  session = await openSession(server, options);
}

describe("Exchange that asks for a pause", () => {
  it("gets it, and then the answer to a FETCH", async () => {
    await open();
    server.on("FETCH", throttled(30), { times: 1 });
    const { messages } = await session.listInbox();
    expect(messages).toMatchObject([{ subject: "one" }]);
    expect(server.commands().filter((name) => name === "FETCH")).toHaveLength(2);
  });

  it("gets it, and then the command has failed for now", async () => {
    await open();
    let isOver = false;
    server.on("SELECT", (call) => {
      setTimeout(() => (isOver = true), 30);
      return throttled(30)(call);
    });
    await expect(session.listInbox()).rejects.toMatchObject({ kind: "limited", code: "Throttled", temporary: true });
    expect(isOver).toBe(true);
    server.behave();
    expect((await session.listInbox()).messages).toHaveLength(1);
  });

  it("does not hold up who stops waiting", async () => {
    await open();
    server.on("SELECT", throttled(92_415));
    const abort = new AbortController();
    const listing = session.backend.listMessages("INBOX", { page: 0, pageSize: 5, signal: abort.signal });
    await expect.poll(() => server.commands()).toContain("SELECT");
    abort.abort();
    await expect(listing).rejects.toMatchObject({ kind: "timeout" });
    await expect.poll(() => server.connections).toBe(0);
  });

  it("has not refused anyone's credentials", async () => {
    await open(["IMAP4rev1"]);
    server.on("LOGIN", throttled(20));
    expect(await session.watch().ended).toMatchObject({
      name: "ConnectFailure",
      reason: "connection",
      response: expect.stringContaining("Request is throttled") as string,
    });
  });

  it("gets it even where that takes longer than a login may", async () => {
    await open(["IMAP4rev1"], { timeouts: { setupMs: 2000 } });
    server.on("LOGIN", throttled(2500));
    expect(await session.watch().ended).toMatchObject({
      reason: "connection",
      response: expect.stringContaining("Request is throttled") as string,
    });
  });

  it("is caught up with by the watch after the pause", async () => {
    await open();
    const watcher = session.watch();
    await watcher.inSync();
    server.on("FETCH", throttled(20), { times: 2 });
    server.store.deliver("INBOX", mail("two"));
    await watcher.until(({ subjects }) => subjects.includes("two"));
    await watcher.stop();
  });
});

describe("a server whose IMAP4rev2 is broken", () => {
  it("is spoken to in IMAP4rev1 when the account says so", async () => {
    for (const disableIMAP4rev2 of [false, true]) {
      await open([...MODERN, "IMAP4rev2"], { imap: { disableIMAP4rev2 } });
      // In the new version it tells nothing.
      server.on("FETCH", (call) =>
        call.connection.enabled.has("IMAP4REV2") ? call.answer((line) => leaveOutRows(line)) : call.answer(),
      );
      const { messages } = await session.listInbox();
      expect(messages).toHaveLength(disableIMAP4rev2 ? 1 : 0);
      const enables = server.received.filter(({ command }) => command === "ENABLE").map(({ line }) => line);
      expect(enables.some((line) => /IMAP4rev2/i.test(line))).toBe(!disableIMAP4rev2);
      if (!disableIMAP4rev2) {
        await session.close();
        await server.stop();
      }
    }
  });
});

const leaveOutRows = (line: string) => (/^\* \d+ FETCH/.test(line) ? undefined : line);
