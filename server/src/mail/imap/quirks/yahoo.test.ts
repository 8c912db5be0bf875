import { bye, refuse } from "@posthorn/fakes/imap/deeds";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mail, openSession, type Session } from "./testing.ts";

describe("Yahoo, with its few connections", () => {
  let server: FakeImap;
  let session: Session;
  beforeEach(async () => {
    server = await startFakeImap({ capabilities: ["IMAP4rev1", "ID", "MOVE", "NAMESPACE", "UIDPLUS", "IDLE"] });
    server.store.deliver("INBOX", mail("one"));
    session = await openSession(server, { maxRequestConnections: 3 });
  });
  afterEach(async () => {
    await session.close();
    await server.stop();
  });

  for (const text of ["[LIMIT] Connection limit reached", "[INUSE] Mailbox in use", "[UNAVAILABLE] Server error"])
    it(`is not taken to have refused the credentials: ${text}`, async () => {
      server.on("LOGIN", refuse(text));
      expect(await session.watch().ended).toMatchObject({
        name: "ConnectFailure",
        reason: "connection",
        serverResponseCode: /\[(\w+)\]/.exec(text)?.[1],
      });
      await expect(session.listInbox()).rejects.toMatchObject({ code: "IMAPUnavailable", temporary: true });
    });

  it.each([
    "[LIMIT] Number of connections exceeds the limit",
    "[INUSE] Mailbox in use",
    "[UNAVAILABLE] Try again later",
    "Too many simultaneous connections",
  ])("serves all calls over as many as it grants: %s", async (text) => {
    server.on("LOGIN", (call) => (server.users > 0 ? call.no(text) : call.answer()));
    const pages = await Promise.all(Array.from({ length: 10 }, () => session.listInbox()));
    expect(pages.map(({ messages }) => messages.length)).toEqual(Array.from({ length: 10 }, () => 1));
    expect(server.users).toBe(1);
  });

  it("may say so before anyone logs in", async () => {
    await session.listInbox();
    server.on("GREETING", bye("Too many connections from your IP address"));
    const pages = await Promise.all(Array.from({ length: 10 }, () => session.listInbox()));
    expect(pages).toHaveLength(10);
    // Two were tried besides.
    expect(() => server.connection(4)).toThrow("no connection 4");
  });
});
