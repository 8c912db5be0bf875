import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MailBackend, OutgoingMessage } from "../../core/mail-backend.ts";
import { mail } from "../conformance.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { Watcher } from "../conformance-watcher.ts";
import { type GmailAccount, startGmailAccount } from "./testing.ts";

describe("sending by Gmail", () => {
  let given: GmailAccount;
  let backend: MailBackend;

  beforeEach(async () => {
    given = await startGmailAccount();
    backend = given.open(new MemoryNotes());
  });

  afterEach(async () => {
    await backend.close();
    await given.close();
    expect(given.gmail.violations).toEqual([]);
  });

  const outgoing = (content: string, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
    content: Buffer.from(content),
    envelope: { from: "bob@example.test", to: ["carol@example.test"] },
    beforeHandOff: async () => {},
    ...more,
  });
  const letter = (subject: string, more: string[] = []) =>
    mail(subject, more).replace("To: bob@example.test", "To: carol@example.test");
  const sendCalls = () =>
    given.gmail.calls.filter(({ method }) => method.endsWith(".send")).map(({ path, query }) => path + query);

  it("hands over a message as it is, which Gmail files in Sent", async () => {
    const receipt = await backend.send(outgoing(letter("hello")), {});
    expect(receipt).toEqual({ accepted: ["carol@example.test"], rejected: [], networkRouting: null });
    expect(given.user.mailbox.sent.map(String)).toEqual([letter("hello")]);
    expect((await backend.listMessages("\\Sent", { page: 0, pageSize: 5 })).messages).toMatchObject([
      { subject: "hello", messageSpecialUse: "\\Sent" },
    ]);
  });

  it("writes recipients that only the envelope has into the header, for Gmail to read", async () => {
    const to = ["carol@example.test", "Dave@example.test", "eve@example.test"];
    const message = outgoing(letter("blind", ["Cc: dave@example.test"]), {
      envelope: { from: "bob@example.test", to },
    });
    await backend.send(message, {});
    expect(String(given.user.mailbox.sent[0])).toMatch(/^Bcc: eve@example\.test\r$/m);
  });

  it("sends a reply in the thread of the message that it answers", async () => {
    const { threadId } = await given.user.deliver(mail("question"));
    await given.user.deliver(mail("other"));
    await backend.send(outgoing(letter("question", ["In-Reply-To: <question@example.test>"])), {});
    const [reply] = (await backend.listMessages("\\Sent", { page: 0, pageSize: 1 })).messages;
    expect(reply?.threadId).toBe(threadId);
    await backend.send(outgoing(letter("lost", ["References: <nobody@example.test> <knows@example.test>"])), {});
  });

  it("sends a draft in place", async () => {
    const draft = letter("draft");
    const { id = "" } = await backend.append("\\Drafts", Buffer.from(draft), { flags: ["\\Draft", "\\Seen"] });
    await backend.send(outgoing(draft, { draft: id }), {});
    expect(sendCalls()).toEqual(["/gmail/v1/users/me/drafts/send"]);
    expect((await backend.listMessages("\\Drafts", { page: 0, pageSize: 1 })).messages).toEqual([]);
    expect((await backend.listMessages("\\Sent", { page: 0, pageSize: 1 })).messages).toHaveLength(1);
  });

  it("sends a copy of a draft where that may not be sent, or is none any more", async () => {
    const draft = letter("draft");
    const { id = "" } = await backend.append("\\Drafts", Buffer.from(draft), {});
    await backend.send(outgoing(draft), {});
    given.user.mailbox.drafts.clear();
    await backend.send(outgoing(draft, { draft: id }), {});
    expect(sendCalls()).toEqual(Array.from({ length: 2 }, () => "/gmail/v1/users/me/messages/send"));
  });

  it("leaves to SMTP what goes through a gateway", async () => {
    const relay = { host: "relay.test", port: 25, secure: false, requireTLS: false, auth: null, tls: {} };
    await backend.send(outgoing(letter("relayed"), { relay }), {});
    expect(given.relayed).toMatchObject([{ relay }]);
    expect(given.gmail.calls).toEqual([]);
  });

  it("stores a reply in the thread of the message that it answers", async () => {
    const { threadId } = await given.user.deliver(mail("question"));
    const reply = letter("answer", ["References: <question@example.test>"]);
    const { id = "" } = await backend.append("\\Drafts", Buffer.from(reply), {});
    expect(await backend.getMessage(id, {})).toMatchObject({ threadId, draft: true });
  });

  it("uploads what is larger, with its thread if it has one", async () => {
    const { threadId } = await given.user.deliver(mail("large"));
    const large = (more: string[] = []) => `${letter("large", more)}${"0123456789abcdef\r\n".repeat(220_000)}`;
    await backend.send(outgoing(large()), {});
    await backend.send(outgoing(large(["References: <large@example.test>"])), {});
    await backend.append("\\Sent", Buffer.from(large()), {});
    expect(sendCalls()).toEqual([
      "/upload/gmail/v1/users/me/messages/send?uploadType=media",
      "/upload/gmail/v1/users/me/messages/send?uploadType=multipart",
    ]);
    expect(given.user.mailbox.sent.map(String)).toEqual([large(), large(["References: <large@example.test>"])]);
    expect(given.user.message("large").threadId).toBe(threadId);
    const tooLarge = outgoing("x".repeat(35 * 1024 * 1024 + 1));
    await expect(backend.send(tooLarge, {})).rejects.toMatchObject({ code: "EMESSAGE", permanent: true });
  });

  it("sends nothing that was not released", async () => {
    const reason = new Error("lease lost");
    const message = outgoing(letter("held"), { beforeHandOff: () => Promise.reject(reason) });
    await expect(backend.send(message, {})).rejects.toMatchObject({ code: "ENOTRELEASED", cause: reason });
    expect(given.user.mailbox.sent).toEqual([]);
  });

  it("never sends twice by itself when nobody knows whether it worked", async () => {
    given.gmail.fail({ method: "messages.send", cut: "middle" });
    await expect(backend.send(outgoing(letter("cut")), {})).rejects.toMatchObject({
      code: "ECONNECTION",
      permanent: false,
    });
    expect(given.user.mailbox.sent).toHaveLength(1);
  });

  it.each([
    [
      { status: 400, reason: "invalidArgument" },
      { code: "EMESSAGE", permanent: true },
    ],
    [
      { status: 403, reason: "forbidden" },
      { code: "EAUTH", permanent: true },
    ],
    [
      { status: 429, reason: "rateLimitExceeded" },
      { code: "ETHROTTLED", permanent: false },
    ],
    [
      { status: 503, reason: "backendError" },
      { code: "ECONNECTION", permanent: false },
    ],
  ])("tells whether trying again may help (%o)", async (fault, error) => {
    given.gmail.fail({ method: "messages.send", ...fault });
    await expect(backend.send(outgoing(letter("no")), {})).rejects.toMatchObject({ name: "SendError", ...error });
  });

  it("tells the Message-ID that Gmail gave a message", async () => {
    const receipt = await backend.send(outgoing(letter("odd").replace("<odd@example.test>", "odd")), {});
    expect(receipt.messageId).toBe("odd");
  });

  it("lists the signatures that are kept in Gmail", async () => {
    expect(await backend.listSignatures?.({})).toEqual([]);
    given.user.mailbox.signatures.push({ sendAsEmail: "sales@example.test", signature: "<p>Sales</p>" });
    expect(await backend.listSignatures?.({})).toEqual([{ address: "sales@example.test", signature: "<p>Sales</p>" }]);
  });
});

describe("an account that may send only", () => {
  it("sends, is connected without a mailbox, and asks Gmail for nothing else", async () => {
    const { gmail, user, open, close } = await startGmailAccount({ sendOnly: true });
    const notes = new MemoryNotes();
    const backend = open(notes);
    const watcher = new Watcher(backend, notes);
    await watcher.inSync();
    const content = Buffer.from(mail("reply", ["In-Reply-To: <one@example.test>"]));
    const envelope = { from: "bob@example.test", to: ["bob@example.test"] };
    await backend.send({ content, envelope, beforeHandOff: async () => {} }, {});
    expect(user.mailbox.sent).toHaveLength(1);
    await expect(backend.listMessages("INBOX", { page: 0, pageSize: 1 })).rejects.toMatchObject({
      kind: "unavailable",
    });
    expect(gmail.calls.map(({ method }) => method)).toEqual(["messages.send"]);
    await watcher.stop();
    await backend.close();
    await close();
  });
});
