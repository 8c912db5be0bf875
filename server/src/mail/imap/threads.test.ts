import { canRunCyrus, type Cyrus, startCyrus } from "@posthorn/fakes/cyrus";
import { canRunDovecot, type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { cut, refuse } from "@posthorn/fakes/imap/deeds";
import { MODERN } from "@posthorn/fakes/imap/options";
import type { ImapFlow } from "imapflow";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import type { MailBackend } from "../../core/mail-backend.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { openBackend } from "../open.ts";
import { mail, openSession, type Session } from "./quirks/testing.ts";
import { asOutsider, imapAccount } from "./testing.ts";

const FIRST = { page: 0, pageSize: 20 };

describe("threads", () => {
  let server: FakeImap;
  let session: Session;
  const start = async (...more: string[]) => {
    server = await startFakeImap({ capabilities: [...MODERN.filter((name) => name !== "QRESYNC"), ...more] });
    server.store.create("Sent");
    session = await openSession(server);
  };
  const list = () => session.backend.listThreads("INBOX", FIRST);
  const get = async (id: string) =>
    (await session.backend.getThread(id, ["INBOX", "Sent"], {})).messages.map(({ subject }) => subject);
  const count = (command: string) => server.received.filter((received) => received.command === command).length;
  afterEach(async () => {
    await session.close();
    await server.stop();
  });

  it.each([
    ["OBJECTID", "T700"],
    ["X-GM-EXT-1", "700"],
  ])("have the ids of a server with %s", async (capability, threadId) => {
    await start(capability);
    server.store.deliver("INBOX", mail("one"), { threadId: "700" });
    server.store.deliver("INBOX", mail("two"), { threadId: "800" });
    server.store.deliver("INBOX", mail("three"), { threadId: "700" });
    server.store.deliver("Sent", mail("four"), { threadId: "700" });
    const { threads } = await list();
    expect(threads).toMatchObject([
      { threadId, subject: "one", messageCount: 2 },
      { subject: "two", messageCount: 1 },
    ]);
    expect(threads[0]).not.toHaveProperty("threadIdSource");
    expect((await get(threadId)).toSorted()).toEqual(["four", "one", "three"]);
    const message = await session.backend.getMessage(threads[0]?.latestMessage ?? "", {});
    expect(message).toMatchObject({ threadId });
    expect(message).not.toHaveProperty("threadIdSource");
    await expect(get("no such id")).rejects.toMatchObject({ code: "ThreadNotFound" });
  });

  it("are made of headers where the server knows none, and are marked as ours", async () => {
    await start();
    server.store.deliver("INBOX", mail("one"));
    server.store.deliver("INBOX", mail("two", "In-Reply-To: <one@example.test>\r\n"));
    const [thread] = (await list()).threads;
    expect(thread).toMatchObject({ threadIdSource: "local", messageCount: 2 });
    expect(await get(thread?.threadId ?? "")).toEqual(["one", "two"]);
    expect(await session.backend.getThread(thread?.threadId ?? "", ["INBOX"], {})).toMatchObject({
      threadIdSource: "local",
      messages: [{ threadIdSource: "local" }, { threadIdSource: "local" }],
    });
    expect(count("UID THREAD")).toBe(0);
  });

  it("are refused where headers would have to tell of too many messages", async () => {
    await start();
    for (let number = 0; number <= 5000; number++) server.store.deliver("INBOX", mail(`m${number}`));
    await expect(list()).rejects.toMatchObject({ kind: "unsupported", code: "TooManyMessages" });
    expect(await get(`local.id.${Buffer.from("m7@example.test").toString("base64url")}`)).toEqual(["m7"]);
  });

  it("are no more than five hundred messages, and say so", async () => {
    await start();
    server.store.deliver("INBOX", mail("root"));
    for (let number = 0; number < 600; number++)
      server.store.deliver("INBOX", mail(`m${number}`, "References: <root@example.test>\r\n"));
    const [entry] = (await list()).threads;
    expect(entry).toMatchObject({ messageCount: 601, unseenCount: 601, subject: "root" });
    const thread = await session.backend.getThread(entry?.threadId ?? "", ["INBOX"], {});
    expect(thread.messages).toHaveLength(500);
    expect(thread).toMatchObject({ hasMore: true });
  });

  it("say so where answers go back and forth between mailboxes too often to be followed", async () => {
    await start();
    const subjects = Array.from({ length: 50 }, (_, number) => `m${number}`);
    for (const [number, subject] of subjects.entries()) {
      const answered = number === 0 ? "" : `In-Reply-To: <m${number - 1}@example.test>\r\n`;
      server.store.deliver(number % 2 === 0 ? "INBOX" : "Sent", mail(subject, answered));
    }
    const id = `local.id.${Buffer.from("m0@example.test").toString("base64url")}`;
    const { messages, hasMore } = await session.backend.getThread(id, ["INBOX", "Sent"], {});
    const found = messages.toSorted((a, b) => (a.uid ?? 0) - (b.uid ?? 0)).map(({ subject }) => subject);
    expect({ found, hasMore }).toEqual({ found: subjects.slice(0, 40), hasMore: true });
    for (const paths of [["INBOX"], ["INBOX", "Nowhere"]])
      expect(await session.backend.getThread(id, paths, {})).toMatchObject({ hasMore: false });
  });

  it("are asked for again when the connection broke, and told once", async () => {
    await start();
    server.store.deliver("INBOX", mail("one"));
    server.store.deliver("INBOX", mail("two", "References: <one@example.test>\r\n"));
    const [thread] = (await list()).threads;
    for (const broken of ["SEARCH", "FETCH"]) {
      server.once(broken, cut());
      expect(await get(thread?.threadId ?? "")).toEqual(["one", "two"]);
    }
    server.once("SEARCH", refuse("[UNAVAILABLE] Index is being rebuilt"));
    await expect(get(thread?.threadId ?? "")).rejects.toMatchObject({ kind: "refused", temporary: true });
  });
});

const SERVERS = { Dovecot: [canRunDovecot, startDovecot], Cyrus: [canRunCyrus, startCyrus] } as const;

describe.each(["Dovecot", "Cyrus"] as const)("on %s", (name) => {
  const [canRun, startServer] = SERVERS[name];
  describe.runIf(canRun())("a hostile conversation", () => {
    let server: Dovecot | Cyrus;
    let backend: MailBackend;
    let users = 0;
    beforeAll(async () => {
      server = await startServer();
    });
    afterAll(() => server?.stop());
    afterEach(() => backend.close());

    /** An account whose inbox has these header lines, a message each. */
    const given = async (...messages: string[][]) => {
      const user = `hostile${++users}`;
      await asOutsider(server, user, async (client: ImapFlow) => {
        for (const lines of messages) await client.append("INBOX", [...lines, "", "Hello", ""].join("\r\n"));
      });
      backend = openBackend(imapAccount({ ...server, user }), new MemoryNotes(), {
        log: silentLog,
        smtp: { send: () => Promise.reject(new Error("not in this test")) },
      });
    };
    const subjectsOf = async (id: string) =>
      (await backend.getThread(id, ["INBOX"], {})).messages.map(({ subject }) => subject).toSorted();
    const list = async () => (await backend.listThreads("INBOX", FIRST)).threads;

    it("with ten thousand ids is read, and joins none that it does not answer", async () => {
      const ids = Array.from({ length: 10_000 }, (_, number) => `<${number}@x.test>`);
      await given(
        ["Subject: first", "Message-ID: <0@x.test>"],
        ["Subject: many", "Message-ID: <many@x.test>", `References: ${ids.join("\r\n ")}`],
        ["Subject: other", "Message-ID: <other@x.test>"],
      );
      const many = (await list()).find(({ latestMessage, messageCount }) => latestMessage && messageCount === 2);
      expect(many).toMatchObject({ subject: "first" });
      expect(await subjectsOf(many?.threadId ?? "")).toEqual(["first", "many"]);
    });

    it.each([
      ["very long", `${"a".repeat(1500)}@x.test`],
      ["long, of other letters", `${"ü".repeat(200)}@x.test`],
      ["in other letters", "grüße@bücher.test"],
      ["in quotes", '"quo\\"ted)(\\\\"@x.test'],
      ["like a command", 'a"}{5+}*%]\\@x.test'],
    ])("by an id that is %s is found by it", async (_, root) => {
      await given(
        ["Subject: one", `Message-ID: <${root}>`],
        ["Subject: two", "Message-ID: <two@x.test>", `References: <${root}>`],
        ["Subject: like it", `Message-ID: <${root.slice(0, -1)}>`],
      );
      const { messages } = await backend.listMessages("INBOX", FIRST);
      const ids = await Promise.all(messages.map(async ({ id }) => (await backend.getMessage(id, {})).threadId ?? ""));
      expect(await subjectsOf(ids[2] ?? "")).toEqual(["one", "two"]);
      expect(await subjectsOf(ids[1] ?? "")).toEqual(["one", "two"]);
      expect(await subjectsOf(ids[0] ?? "")).toEqual(["like it"]);
    });

    it("that is as deep as no parser goes is listed all the same", async () => {
      const lines = (number: number, answered: number, more = "") => [
        `Subject: ${number}${more}`,
        `Message-ID: <${number}${more}@x.test>`,
        ...(number > 0 ? [`References: <0@x.test> <${answered}@x.test>`] : []),
      ];
      // Two answers at each level, so that each level has brackets of its own.
      const levels = Array.from({ length: 105 }, (_, number) => number);
      await given(...levels.flatMap((number) => [lines(number, number - 1), lines(number, number - 1, "b")]));
      const threads = await list();
      expect(threads[0]).toMatchObject({ subject: "0" });
      expect(threads.reduce((sum, { messageCount }) => sum + messageCount, 0)).toBe(210);
    });
  });
});
