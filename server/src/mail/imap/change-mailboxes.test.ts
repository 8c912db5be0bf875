import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { cut, leaveOut, refuse, reject } from "@posthorn/fakes/imap/deeds";
import { MODERN } from "@posthorn/fakes/imap/options";
import { afterEach, describe, expect, it } from "vitest";
import { openSession, type Session } from "./quirks/testing.ts";

let server: FakeImap;
let session: Session;
afterEach(async () => {
  await session.close();
  await server.stop();
});

async function open(options: Parameters<typeof startFakeImap>[0] = {}) {
  server = await startFakeImap(options);
  session = await openSession(server);
}

const create = (...names: string[]) => session.backend.createMailbox(names, {});
const rename = (path: string, ...newPath: string[]) => session.backend.modifyMailbox(path, { newPath }, {});
const remove = (path: string) => session.backend.deleteMailbox(path, {});
/** What the server was told in commands with these names, without tags. */
const told = (...names: string[]) =>
  server.received.filter(({ command }) => names.includes(command)).map(({ line }) => line.replace(/^\w+ /, ""));

describe("creating a mailbox", () => {
  it("puts names into the namespace, with the server's delimiter, and subscribes", async () => {
    await open({ namespace: "INBOX.", delimiter: "." });
    expect(await create("Work", "2025")).toEqual({ path: "INBOX.Work.2025", created: true });
    expect(await create("INBOX.Work")).toEqual({ path: "INBOX.Work", created: true });
    expect(await create("inbox", "Below")).toEqual({ path: "INBOX.Below", created: true });
    expect([...server.store.mailboxes.values()].map(({ path, subscribed }) => [path, subscribed])).toEqual([
      ["INBOX", true],
      ["INBOX.Work.2025", true],
      ["INBOX.Work", true],
      ["INBOX.Below", true],
    ]);
  });

  it("tells the server's id of it", async () => {
    await open({ capabilities: [...MODERN, "OBJECTID"] });
    const { mailboxId } = await create("Work");
    expect(mailboxId).toBe(server.store.at("Work").mailboxId);
  });

  it("says what the server has against it, by its code or, without one, as a mailbox that is not made", async () => {
    await open();
    server.on("CREATE", refuse("[OVERQUOTA] There are enough"), { times: 1 });
    await expect(create("Work")).rejects.toMatchObject({
      kind: "invalid",
      code: "OVERQUOTA",
      message: "The mail server refused to create the mailbox: [OVERQUOTA] There are enough",
      extra: { details: { response: "[OVERQUOTA] There are enough" } },
    });
    for (const deed of [refuse("Mailbox exists"), reject("Mailbox exists")]) {
      server.once("CREATE", deed);
      expect(await create("Work")).toEqual({ path: "Work", created: false, info: { response: "Mailbox exists" } });
    }
  });

  it("is not tried twice when the connection breaks", async () => {
    await open();
    server.on("CREATE", cut());
    await expect(create("Work")).rejects.toMatchObject({ kind: "unavailable", temporary: true });
    expect(told("CREATE")).toHaveLength(1);
  });

  it("is refused below another where the server has one level only", async () => {
    await open();
    server.on("LIST", (call) => call.answer((response) => response.replace(' "/" ', " NIL ")));
    await expect(create("Work", "2025")).rejects.toMatchObject({ kind: "invalid" });
    expect(await create("Work")).toMatchObject({ created: true });
  });
});

describe("renaming a mailbox", () => {
  it("takes the subscriptions along, and leaves none behind", async () => {
    await open();
    server.store.create("Old");
    server.store.create("Old/Read");
    server.store.create("Old/Unread", { subscribed: false });
    server.store.create("Older");
    await rename("Old", "New");
    expect(told("SUBSCRIBE", "UNSUBSCRIBE")).toEqual([
      "SUBSCRIBE New",
      "UNSUBSCRIBE Old",
      "SUBSCRIBE New/Read",
      "UNSUBSCRIBE Old/Read",
    ]);
  });

  it("of INBOX moves what is in it and nothing else", async () => {
    await open();
    server.store.create("INBOX/Below");
    server.on("RENAME", (call) => call.ok());
    expect(await rename("inbox", "Before")).toEqual({ path: "INBOX", newPath: "Before", renamed: true });
    expect(told("RENAME", "SUBSCRIBE", "UNSUBSCRIBE")).toEqual(["RENAME INBOX Before", "SUBSCRIBE Before"]);
  });

  it("that the server refuses without a code is RenameFailed", async () => {
    await open();
    server.store.create("Old");
    server.on("RENAME", refuse("Not today"));
    await expect(rename("Old", "New")).rejects.toMatchObject({
      kind: "invalid",
      code: "RenameFailed",
      extra: { details: { response: "Not today" } },
    });
  });

  it("goes well though the server refuses the subscription, which is then not told", async () => {
    await open();
    server.store.create("Old");
    server.on("SUBSCRIBE", refuse("No"));
    expect(await session.backend.modifyMailbox("Old", { newPath: ["New"], subscribed: true }, {})).toEqual({
      path: "Old",
      newPath: "New",
      renamed: true,
    });
  });

  it("never expunges what is marked as deleted in it on a server without UNSELECT", async () => {
    await open({ capabilities: MODERN.filter((name) => name !== "UNSELECT" && name !== "QRESYNC") });
    server.store.create("Old");
    server.store.deliver("Old", "Subject: kept\r\n\r\n", { flags: ["\\Deleted"] });
    await session.backend.listMessages("Old", { page: 0, pageSize: 20 });
    await rename("Old", "New");
    expect(told("CLOSE")).toHaveLength(1);
    expect(server.store.at("New").messages).toHaveLength(1);
  });
});

describe("deleting a mailbox", () => {
  it("that the server keeps tells why, and of nothing as gone", async () => {
    await open();
    server.store.create("Work");
    const watcher = session.watch();
    await watcher.inSync();
    for (const [said, info] of [
      ["[HASCHILDREN] There are mailboxes below", { code: "HASCHILDREN" }],
      ["Not today", {}],
    ] as const) {
      server.once("DELETE", refuse(said));
      expect(await remove("Work")).toEqual({ path: "Work", deleted: false, info: { response: said, ...info } });
    }
    await session.backend.sync({});
    expect(watcher.of("mailboxDeleted")).toEqual([]);
    expect(await remove("Work")).toEqual({ path: "Work", deleted: true });
    await watcher.until(() => watcher.of("mailboxDeleted").length > 0, "that it is gone");
    await watcher.stop();
  });
});

describe("listing mailboxes with counters", () => {
  it.each([
    ["by LIST-STATUS", MODERN, "LIST", leaveOut(/^\* STATUS "?Broken/)],
    ["one by one", MODERN.filter((name) => name !== "LIST-STATUS"), "STATUS", undefined],
  ] as const)("tells of the one that the server can't count, asked %s", async (_, capabilities, command, deed) => {
    await open({ capabilities });
    server.store.create("Broken");
    server.store.deliver("INBOX", "Subject: x\r\n\r\n");
    server.on(command, deed ?? ((call) => (/Broken/.test(call.line) ? call.no("I/O error") : call.answer())));
    const mailboxes = await session.backend.listMailboxes({ counters: true });
    expect(mailboxes.map(({ path, status }) => [path, status])).toEqual([
      ["INBOX", { messages: 1, unseen: 1 }],
      ["Broken", { error: "The mail server does not tell the counters" }],
    ]);
  });
});
