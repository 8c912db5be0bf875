import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { ImapFlow } from "imapflow";
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest";
import { silentLog } from "../../core/log.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { openBackend } from "../open.ts";
import { imapAccount } from "./testing.ts";

let server: Dovecot;
let users = 0;
beforeAll(async () => {
  server = await startDovecot();
});
afterAll(() => server.stop());

const noSmtp = { send: () => Promise.reject(new Error("not in this test")) };

const source = (number: number, padding = 0) =>
  Buffer.from(
    [
      `Subject: number ${number}`,
      `Message-ID: <${number}@example.test>`,
      'Content-Type: multipart/alternative; boundary="part"',
      "",
      "--part",
      "Content-Type: text/plain; charset=utf-8",
      "",
      `Plain ${number}${"é".repeat(padding)}`,
      "--part",
      "Content-Type: text/html; charset=utf-8",
      "",
      `<p>Html ${number}</p>`,
      "--part--",
      "",
    ].join("\r\n"),
  );

/** An account with so many messages, and how many bytes the server sent since last asked. */
async function openWith(messages: number) {
  const user = `reader${++users}`;
  for (let number = 1; number <= messages; number++) await server.deliver(user, source(number));
  let received = 0;
  const backend = openBackend(imapAccount({ ...server, user }), new MemoryNotes(), {
    log: silentLog,
    smtp: noSmtp,
    meter: {
      imapResponse: () => undefined,
      imapListening: () => undefined,
      imapConnections: () => undefined,
      imapWaiters: () => undefined,
      imapBytes: (way, bytes) => {
        if (way === "received") received += bytes;
      },
    },
  });
  onTestFinished(() => backend.close());
  const bytesOf = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
    const before = received;
    const result = await work();
    return [result, received - before];
  };
  const list = (pageSize = 20) => backend.listMessages("INBOX", { page: 0, pageSize });
  return { backend, user, bytesOf, list };
}

async function asOutsider(user: string, work: (client: ImapFlow) => Promise<unknown>) {
  const { host, port, password: pass } = server;
  const client = new ImapFlow({ host, port, secure: false, auth: { user, pass }, logger: false });
  await client.connect();
  await client.mailboxOpen("INBOX");
  await work(client);
  await client.logout();
}

it("asks for no more than the flags of messages it has listed before", async () => {
  const { bytesOf, list } = await openWith(10);
  await list(1);
  const [first, full] = await bytesOf(() => list());
  const [again, light] = await bytesOf(() => list());
  expect(again).toEqual(first);
  expect(light).toBeLessThan(full / 4);
});

it("tells the flags of now, new messages, and none that are gone", async () => {
  const { user, list } = await openWith(8);
  await list();
  await asOutsider(user, async (client) => {
    await client.messageFlagsAdd("2", ["\\Flagged", "\\Seen"]);
    await client.messageDelete("5");
  });
  await server.deliver(user, source(9));
  const { messages, total } = await list();
  expect(total).toBe(8);
  expect(messages.map(({ subject }) => subject)).toEqual([9, 8, 7, 6, 4, 3, 2, 1].map((number) => `number ${number}`));
  expect(messages.at(-2)).toMatchObject({ flagged: true, flags: expect.arrayContaining(["\\Seen"]) });
  expect(messages.at(-2)).not.toHaveProperty("unseen");
  expect(messages.at(-1)).toMatchObject({ unseen: true, flags: [] });
});

it("gives a message it knows as one it does not know", async () => {
  const { backend, user, list } = await openWith(2);
  const id = (await list()).messages[0]?.id ?? "";
  const stranger = openBackend(imapAccount({ ...server, user }), new MemoryNotes(), { log: silentLog, smtp: noSmtp });
  onTestFinished(() => stranger.close());
  // Gives the mailbox its number, which is in the id, and lists nothing.
  await stranger.listMessages("INBOX", { page: 9, pageSize: 1 });
  expect(await backend.getMessage(id, { textType: "*" })).toEqual(await stranger.getMessage(id, { textType: "*" }));
  for (const textType of ["*", "plain", "html", undefined] as const) {
    const known = await backend.getMessage(id, { textType });
    expect(known.text?.plain, textType).toBe(textType === "*" || textType === "plain" ? "Plain 2" : undefined);
    expect(known.text?.html, textType).toBe(textType === "*" || textType === "html" ? "<p>Html 2</p>" : undefined);
    expect(known.headers?.["message-id"]).toEqual(["<2@example.test>"]);
  }
  await asOutsider(user, (client) => client.messageFlagsAdd("2", ["\\Answered"]));
  expect(await backend.getMessage(id, {})).toMatchObject({ answered: true });
  const textId = (await backend.getMessage(id, {})).text?.id ?? "";
  expect(await backend.getText(textId, {})).toEqual({ plain: "Plain 2", html: "<p>Html 2</p>", hasMore: false });
  await asOutsider(user, (client) => client.messageDelete("2"));
  await expect(backend.getMessage(id, {})).rejects.toMatchObject({ code: "MessageNotFound" });
  await expect(backend.getText(textId, {})).rejects.toMatchObject({ code: "MessageNotFound" });
});

it("cuts texts, long and short, whether it knows the message or not", async () => {
  const { backend, user, list } = await openWith(1);
  await server.deliver(user, source(2, 400_000));
  const text = `Plain 2${"é".repeat(400_000)}`;
  const [long] = (await list()).messages;
  for (const maxBytes of [3, 100, 300_000, undefined]) {
    const found = await backend.getMessage(long?.id ?? "", { textType: "*", ...(maxBytes && { maxBytes }) });
    expect(found.text?.plain === text.slice(0, maxBytes), `${maxBytes}`).toBe(true);
    expect(found.text?.html).toBe("<p>Html 2</p>".slice(0, maxBytes));
    expect(found.text?.hasMore).toBe(maxBytes !== undefined);
    const again = await backend.getText(long?.text?.id ?? "", maxBytes === undefined ? {} : { maxBytes });
    expect(again).toEqual({ plain: found.text?.plain, html: found.text?.html, hasMore: found.text?.hasMore });
  }
});

it("knows nothing of a mailbox that was numbered anew", async () => {
  const { backend, user, list } = await openWith(3);
  const before = await list();
  await asOutsider(user, (client) => client.messageDelete("1"));
  await server.renumber(user, "INBOX");
  await server.disconnect(user);
  const after = await list();
  expect(after.messages.map(({ subject }) => subject)).toEqual(["number 3", "number 2"]);
  expect(after.messages.some(({ id }) => before.messages.some((old) => old.id === id))).toBe(false);
  await expect(backend.getMessage(before.messages[0]?.id ?? "", {})).rejects.toMatchObject({ code: "MessageNotFound" });
});
