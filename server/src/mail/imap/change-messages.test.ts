import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { replaceIn } from "@posthorn/fakes/imap/deeds";
import { MODERN } from "@posthorn/fakes/imap/options";
import { afterEach, describe, expect, it } from "vitest";
import { mail, openSession, type Session } from "./quirks/testing.ts";

describe("moving a message", () => {
  let server: FakeImap;
  let session: Session;
  const start = async (...without: string[]) => {
    server = await startFakeImap({ capabilities: MODERN.filter((name) => !without.includes(name)) });
    session = await openSession(server);
    server.store.create("Archive");
    server.store.deliver("INBOX", mail("one"));
    const [message] = (await session.listInbox()).messages;
    return message?.id ?? "";
  };
  afterEach(async () => {
    await session.close();
    await server.stop();
  });

  const SERVERS: [string, string[]][] = [
    ["MOVE and UIDPLUS", []],
    ["MOVE and no QRESYNC", ["QRESYNC"]],
    ["MOVE and no UIDPLUS", ["UIDPLUS", "QRESYNC"]],
    ["UIDPLUS alone", ["MOVE"]],
    ["neither", ["MOVE", "UIDPLUS"]],
  ];

  it.each(SERVERS)("on a server with %s tells a move from one of a message that is gone", async (_, without) => {
    const id = await start(...without);
    expect((await session.backend.moveMessage(id, "Archive", {})).path).toBe("Archive");
    expect(server.store.at("Archive").messages).toHaveLength(1);
    await expect(session.backend.moveMessage(id, "Archive", {})).rejects.toMatchObject({ code: "MessageNotFound" });
    expect(server.store.at("Archive").messages).toHaveLength(1);
  });

  it.each(["QRESYNC", "MOVE"])(
    "is not denied by a server without %s that keeps the new UIDs to itself",
    async (without) => {
      const id = await start(without);
      server.on("*", replaceIn(/\[COPYUID [^\]]+\] /, ""));
      expect(await session.backend.moveMessage(id, "Archive", {})).toEqual({ path: "Archive" });
      expect(server.store.at("INBOX").messages).toEqual([]);
    },
  );
});
