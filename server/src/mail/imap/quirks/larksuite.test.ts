import { replaceIn } from "@posthorn/fakes/imap/deeds";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSession, type Session } from "./testing.ts";

const MAIL = [
  'From: "Ötto, the \\"Great\\"" <otto@example.test>',
  "To: =?utf-8?Q?B=C3=B6b?= <bob@example.test>, Team: ann@example.test, carl@example.test;",
  "Cc: dora@example.test",
  "Subject: Hello",
  "Message-ID: <1@example.test>",
  "",
  "Hi",
].join("\r\n");

const ENVELOPE = / ENVELOPE \(NIL "Hello" .* NIL "<1@example\.test>"\)/s;
const NAMES_ONLY =
  ' ENVELOPE (NIL "Hello" (("Otto" NIL NIL NIL)) NIL NIL (("Bob" NIL NIL NIL)) NIL NIL NIL "<1@example.test>")';

const EXPECTED = {
  subject: "Hello",
  from: { name: 'Ötto, the "Great"', address: "otto@example.test" },
  to: [
    { name: "Böb", address: "bob@example.test" },
    { name: "", address: "ann@example.test" },
    { name: "", address: "carl@example.test" },
  ],
  cc: [{ name: "", address: "dora@example.test" }],
};

describe("larksuite.com, whose ENVELOPE holds no addresses", () => {
  let server: FakeImap;
  let session: Session;
  beforeEach(async () => {
    server = await startFakeImap();
    server.store.deliver("INBOX", MAIL);
    server.on("FETCH", replaceIn(ENVELOPE, NAMES_ONLY));
  });
  afterEach(async () => {
    await session.close();
    await server.stop();
  });

  it("is listed with the addresses of the headers", async () => {
    session = await openSession(server, { host: "imap.larksuite.com" });
    expect((await session.listInbox()).messages[0]).toMatchObject(EXPECTED);
    expect(server.received.find(({ command }) => command === "FETCH")?.line).toContain(
      "BODY.PEEK[HEADER.FIELDS (From To Cc)]",
    );
    // What is known of a message is not asked for again.
    expect((await session.listInbox()).messages[0]).toMatchObject(EXPECTED);
    expect(server.received.filter(({ line }) => line.includes("HEADER.FIELDS"))).toHaveLength(1);
  });

  it("is read with the addresses of the headers, and so is any server like it", async () => {
    session = await openSession(server);
    const { messages } = await session.listInbox();
    expect(messages[0]).toMatchObject({ from: { name: "Otto", address: "" } });
    expect(await session.backend.getMessage(messages[0]?.id ?? "", {})).toMatchObject(EXPECTED);
  });
});
