import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mail, openSession, type Session } from "./testing.ts";

describe("a server that lists a mailbox and refuses to open it", () => {
  let server: FakeImap;
  let session: Session;
  beforeEach(async () => {
    server = await startFakeImap();
    server.store.create("Locked");
    server.store.deliver("Locked", mail("hidden"));
    server.store.deliver("INBOX", mail("one"));
    server.on("SELECT", (call) => (call.line.includes("Locked") ? call.no("[NOPERM] Not yours") : call.answer()));
    session = await openSession(server);
  });
  afterEach(async () => {
    await session.close();
    await server.stop();
  });

  const tries = () => server.received.filter(({ command, line }) => command === "SELECT" && line.includes("Locked"));

  it("does not fail the account, and is left alone after three refusals", async () => {
    const watcher = session.watch();
    await watcher.inSync();
    for (let i = 0; i < 4; i++) await session.backend.sync({});
    expect(tries()).toHaveLength(3);
    const faults = watcher.of("syncError").map(({ error }) => error);
    expect(faults).toContainEqual(
      expect.objectContaining({ path: "Locked", responseStatus: "NO", responseText: expect.any(String) as string }),
    );
    server.store.deliver("INBOX", mail("two"));
    await watcher.until(({ subjects }) => subjects.includes("two"));
    expect(watcher.of("mailboxDeleted")).toEqual([]);
    await watcher.stop();
  });

  it("tells a caller why", async () => {
    await expect(session.backend.listMessages("Locked", { page: 0, pageSize: 5 })).rejects.toMatchObject({
      kind: "refused",
      code: "NOPERM",
      message: expect.stringContaining("Not yours") as string,
    });
  });
});
