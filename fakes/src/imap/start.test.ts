import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ImapFlow, type ImapFlowOptions } from "imapflow";
import { afterEach, describe, expect, it } from "vitest";
import type { FakeImapOptions } from "./options.ts";
import { MODERN } from "./options.ts";
import { type FakeImap, startFakeImap } from "./start.ts";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function serve(options?: FakeImapOptions): Promise<FakeImap> {
  const server = await startFakeImap(options);
  cleanUps.push(() => server.stop());
  return server;
}

async function connect(server: FakeImap, options: Partial<ImapFlowOptions> = {}): Promise<ImapFlow> {
  const client = new ImapFlow({
    host: server.host,
    port: server.port,
    secure: false,
    auth: { user: "someone", pass: "secret" },
    logger: false,
    disableAutoIdle: true,
    ...options,
  });
  client.on("error", () => undefined);
  cleanUps.push(() => client.close());
  await client.connect();
  return client;
}

const mail = (subject: string, body = "Hello\r\n") =>
  `From: Ann <ann@example.test>\r\nTo: Bob <bob@example.test>, carol@example.test\r\nSubject: ${subject}\r\nDate: Tue, 1 Jul 2025 10:00:00 +0000\r\nMessage-ID: <${subject}@example.test>\r\n\r\n${body}`;

const NESTED = [
  "From: ann@example.test",
  "Subject: Nested",
  'Content-Type: multipart/mixed; boundary="x"',
  "",
  "--x",
  "Content-Type: multipart/alternative; boundary=y",
  "",
  "--y",
  "Content-Type: text/plain; charset=utf-8",
  "",
  "plain",
  "--y",
  "Content-Type: text/html",
  "",
  "<b>html</b>",
  "--y--",
  "--x",
  "Content-Type: application/pdf; name=a.pdf",
  "Content-Disposition: attachment; filename=a.pdf",
  "Content-Transfer-Encoding: base64",
  "",
  "JVBERg==",
  "--x",
  "Content-Type: message/rfc822",
  "",
  "Subject: Inner",
  "",
  "inner",
  "--x--",
  "",
].join("\r\n");

describe("the fake IMAP server", () => {
  it("tells mailboxes, counters and special uses", async () => {
    const server = await serve();
    server.store.create("Sent Items", { attributes: ["\\Sent"] });
    server.store.create("Entwürfe/Älter", { subscribed: false });
    server.store.deliver("INBOX", mail("one"));
    server.store.deliver("INBOX", mail("two"), { flags: ["\\Seen"] });
    for (const without of [[], ["LIST-EXTENDED"], ["LIST-STATUS"], ["UTF8=ACCEPT"]]) {
      const client = await connect(server);
      for (const name of without) client.capabilities.delete(name);
      const list = await client.list({ statusQuery: { messages: true, unseen: true } });
      expect(list.map(({ path, specialUse, subscribed }) => [path, specialUse, subscribed ?? false])).toEqual([
        ["INBOX", "\\Inbox", true],
        ["Sent Items", "\\Sent", true],
        ["Entwürfe/Älter", undefined, false],
      ]);
      expect(list[0]?.status).toMatchObject({ messages: 2, unseen: 1 });
    }
  });

  it("describes messages and their parts", async () => {
    const server = await serve();
    server.store.deliver("INBOX", mail("one"), { internalDate: new Date("2025-07-01T10:00:00Z") });
    server.store.deliver("INBOX", NESTED, { flags: ["\\Flagged"] });
    const client = await connect(server);
    await client.mailboxOpen("INBOX");
    const one = await client.fetchOne("1", { uid: true, envelope: true, flags: true, internalDate: true, size: true });
    expect(one).toMatchObject({
      uid: 1,
      internalDate: new Date("2025-07-01T10:00:00Z"),
      size: mail("one").length,
      envelope: {
        subject: "one",
        messageId: "<one@example.test>",
        from: [{ name: "Ann", address: "ann@example.test" }],
        to: [{ name: "Bob", address: "bob@example.test" }, { address: "carol@example.test" }],
      },
    });
    const two = await client.fetchOne("2", {
      bodyStructure: true,
      headers: ["subject"],
      source: true,
      bodyParts: ["1.1", "1.2", "2", "2.mime", "3.header", "3.text", { key: "1.1", start: 1, maxLength: 3 }],
    });
    if (!two) throw new Error("No second message");
    expect(two.source?.toString()).toBe(NESTED);
    expect(two.headers?.toString()).toBe("Subject: Nested\r\n\r\n");
    expect(two.bodyStructure).toMatchObject({
      type: "multipart/mixed",
      childNodes: [
        { type: "multipart/alternative", childNodes: [{ type: "text/plain", part: "1.1" }, { type: "text/html" }] },
        { type: "application/pdf", disposition: "attachment", encoding: "base64", size: 8 },
        { type: "message/rfc822", envelope: { subject: "Inner" }, childNodes: [{ type: "text/plain" }] },
      ],
    });
    const part = (key: string) => two.bodyParts?.get(key)?.toString();
    expect([part("1.2"), part("2"), part("3.text")]).toEqual(["<b>html</b>", "JVBERg==", "inner"]);
    expect(part("2.mime")).toContain("Content-Disposition: attachment");
    expect(part("3.header")).toBe("Subject: Inner\r\n\r\n");
    expect(await client.download("2", "1.1")).toBeTruthy();
  });

  it("changes, searches, copies, moves and expunges", async () => {
    const server = await serve();
    server.store.create("Archive");
    for (const subject of ["one", "two", "three", "four"]) server.store.deliver("INBOX", mail(subject));
    const client = await connect(server);
    await client.mailboxOpen("INBOX");
    await client.messageFlagsAdd("2", ["\\Flagged", "$work"]);
    expect([...(server.store.at("INBOX").messages[1]?.flags ?? [])]).toEqual(["\\Flagged", "$work"]);
    const searches: [Parameters<ImapFlow["search"]>[0], number[]][] = [
      [{ flagged: true }, [2]],
      [{ subject: "THRE" }, [3]],
      [{ or: [{ subject: "one" }, { uid: "4" }] }, [1, 4]],
      [{ not: { keyword: "$work" }, from: "ann@" }, [1, 3, 4]],
      [{ since: new Date(0), sentBefore: new Date("2025-07-02") }, [1, 2, 3, 4]],
      [{ larger: 1_000_000 }, []],
      [{ body: "hello", before: new Date("2000-01-01") }, []],
    ];
    for (const [query, uids] of searches) expect(await client.search(query, { uid: true })).toEqual(uids);
    const copied = await client.messageCopy("1", "Archive", { uid: true });
    expect(copied && copied.uidMap).toEqual(new Map([[1, 1]]));
    const moved = await client.messageMove("2", "Archive", { uid: true });
    expect(moved && moved.uidMap).toEqual(new Map([[2, 2]]));
    expect(client.mailbox && client.mailbox.exists).toBe(3);
    await client.messageDelete("3", { uid: true });
    expect(server.store.at("INBOX").messages.map(({ uid }) => uid)).toEqual([1, 4]);
    expect(await client.append("Archive", mail("five"), ["\\Seen"], new Date("2024-01-01"))).toMatchObject({ uid: 3 });
    expect(server.store.at("Archive").messages[2]).toMatchObject({
      raw: Buffer.from(mail("five")),
      internalDate: new Date("2024-01-01"),
    });
    expect(await client.mailboxCreate("New/Below")).toMatchObject({ created: true });
    await client.mailboxRename("New", "Old").catch(() => undefined);
    await client.mailboxRename("New/Below", "Old");
    await client.mailboxDelete("Old");
    expect([...server.store.mailboxes.keys()]).toEqual(["INBOX", "Archive"]);
  });

  it("pushes what happens behind a client's back while it idles", async () => {
    const server = await serve();
    server.store.deliver("INBOX", mail("one"));
    server.store.deliver("INBOX", mail("two"));
    const client = await connect(server);
    const told: unknown[] = [];
    client.on("exists", ({ count }) => told.push(["exists", count]));
    client.on("expunge", ({ seq }) => told.push(["expunge", seq]));
    client.on("flags", ({ seq, flags }) => told.push(["flags", seq, [...flags]]));
    await client.mailboxOpen("INBOX");
    const idling = client.idle();
    await expect.poll(() => server.commands()).toContain("IDLE");
    server.store.flag("INBOX", 2, ["\\Seen"]);
    server.store.expunge("INBOX", 1);
    server.store.deliver("INBOX", mail("three"));
    await expect
      .poll(() => told)
      .toEqual([
        ["flags", 2, ["\\Seen"]],
        ["expunge", 1],
        ["exists", 2],
      ]);
    await client.noop();
    await idling;
  });

  it("keeps CONDSTORE and QRESYNC", async () => {
    const server = await serve();
    for (const subject of ["one", "two", "three"]) server.store.deliver("INBOX", mail(subject));
    const first = await connect(server, { qresync: true });
    const { uidValidity, highestModseq = 0n } = await first.mailboxOpen("INBOX");
    first.close();
    server.store.expunge("INBOX", 2);
    server.store.flag("INBOX", 3, ["\\Seen"]);
    const again = await connect(server, { qresync: true });
    const told: unknown[] = [];
    again.on("expunge", ({ uid, vanished }) => told.push(["vanished", uid, vanished]));
    again.on("flags", ({ uid, flags }) => told.push(["flags", uid, [...flags]]));
    await again.mailboxOpen("INBOX", { uidValidity, changedSince: highestModseq } as never);
    expect(told).toEqual([
      ["vanished", 2, true],
      ["flags", 3, ["\\Seen"]],
    ]);
    const changed = await again.fetchAll("1:*", { uid: true, flags: true }, { changedSince: highestModseq });
    expect(changed.map(({ uid }) => uid)).toEqual([3]);
  });

  it("tells of other mailboxes with NOTIFY", async () => {
    const server = await serve({ capabilities: [...MODERN, "NOTIFY"] });
    server.store.create("Lists");
    const client = await connect(server);
    const told: string[] = [];
    const lowLevel = client as unknown as {
      exec(command: string, attributes: unknown[]): Promise<{ next(): void }>;
      untaggedHandlers: Record<string, (response: { attributes: { value: string }[] }) => Promise<void>>;
    };
    lowLevel.untaggedHandlers.STATUS = async ({ attributes }) => void told.push(attributes[0]?.value ?? "");
    await client.mailboxOpen("INBOX");
    const word = (value: string) => ({ type: "ATOM", value });
    const events = [word("MessageNew"), word("MessageExpunge"), word("FlagChange")];
    const answer = await lowLevel.exec("NOTIFY", [
      word("SET"),
      word("STATUS"),
      [word("selected-delayed"), [word("MessageNew"), word("MessageExpunge")]],
      [word("personal"), events],
    ]);
    answer.next();
    expect(told).toEqual(["Lists"]);
    server.store.deliver("Lists", mail("one"));
    await expect.poll(() => told).toEqual(["Lists", "Lists"]);
    server.store.deliver("INBOX", mail("two"));
    await expect.poll(() => client.mailbox && client.mailbox.exists).toBe(1);
  });

  it("speaks Gmail's dialect", async () => {
    const server = await serve({ capabilities: [...MODERN, "X-GM-EXT-1"] });
    server.store.create("[Gmail]/All Mail", { attributes: ["\\All"] });
    server.store.deliver("[Gmail]/All Mail", mail("one"), {
      emailId: "17",
      threadId: "16",
      labels: ["\\Inbox", "a b"],
    });
    const client = await connect(server);
    await client.mailboxOpen("[Gmail]/All Mail");
    const one = await client.fetchOne("1", { uid: true, labels: true, threadId: true });
    expect(one).toMatchObject({ emailId: "17", threadId: "16", labels: new Set(["\\Inbox", "a b"]) });
    await client.messageFlagsAdd("1", ["Work"], { uid: true, useLabels: true });
    expect(server.store.at("[Gmail]/All Mail").messages[0]?.labels).toContain("Work");
    expect(await client.search({ gmraw: "subject one" } as never, { uid: true })).toEqual([]);
    expect(await client.search({ threadId: "16" }, { uid: true })).toEqual([1]);
  });

  it("lets in only whom it knows, by password and by token", async () => {
    const server = await serve({ users: { someone: "secret" } });
    await expect(connect(server, { auth: { user: "someone", pass: "wrong" } })).rejects.toMatchObject({
      authenticationFailed: true,
      serverResponseCode: "AUTHENTICATIONFAILED",
    });
    await connect(server);
    await connect(server, { auth: { user: "someone", accessToken: "secret" } });
    const plain = await serve({ users: { someone: "secret" }, capabilities: ["IMAP4rev1"] });
    await connect(plain);
    expect(plain.commands()).toContain("LOGIN");
  });

  it("speaks TLS, from the first byte or by STARTTLS", async () => {
    const folder = mkdtempSync(join(tmpdir(), "fake-imap-"));
    cleanUps.push(() => rmSync(folder, { recursive: true }));
    const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem"), "-subj", "/CN=localhost"];
    const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    execFileSync("openssl", ["req", "-x509", ...kind, ...files], { stdio: "ignore" });
    const pair = { key: readFileSync(join(folder, "key.pem")), cert: readFileSync(join(folder, "cert.pem")) };
    for (const mode of ["implicit", "starttls"] as const) {
      const server = await serve({ tls: { mode, ...pair } });
      server.store.deliver("INBOX", mail("one"));
      const how = mode === "implicit" ? { secure: true } : { doSTARTTLS: true };
      const client = await connect(server, { ...how, tls: { rejectUnauthorized: false } });
      expect(client.secureConnection).toBe(true);
      expect((await client.mailboxOpen("INBOX")).exists).toBe(1);
    }
  });
});
