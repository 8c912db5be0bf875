import { replaceIn } from "@posthorn/fakes/imap/deeds";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSession, type Session } from "./testing.ts";

describe("a server without STARTTLS", () => {
  let server: FakeImap;
  let session: Session;
  beforeEach(async () => {
    server = await startFakeImap();
  });
  afterEach(async () => {
    await session.close();
    await server.stop();
  });

  it("never gets to see credentials that ask for it", async () => {
    session = await openSession(server, { imap: { requireTLS: true } });
    expect(await session.watch().ended).toMatchObject({
      name: "ConnectFailure",
      reason: "connection",
      message: "Server does not support STARTTLS",
    });
    await expect(session.listInbox()).rejects.toMatchObject({
      kind: "unavailable",
      code: "IMAPUnavailable",
      message: "Server does not support STARTTLS",
    });
    expect(server.commands().filter((name) => /LOGIN|AUTHENTICATE/.test(name))).toEqual([]);
  });

  it("nor does one that offers it and refuses", async () => {
    server.on("CAPABILITY", replaceIn(/IDLE/, "IDLE STARTTLS"));
    session = await openSession(server, { imap: { requireTLS: true } });
    expect(await session.watch().ended).toMatchObject({ name: "ConnectFailure", reason: "connection" });
    expect(server.commands()).toContain("STARTTLS");
    expect(server.commands().filter((name) => /LOGIN|AUTHENTICATE/.test(name))).toEqual([]);
  });

  it("is good enough for an account that says so", async () => {
    session = await openSession(server, { imap: { requireTLS: false } });
    expect((await session.listInbox()).messages).toEqual([]);
  });
});
