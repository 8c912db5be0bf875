import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MailBackend } from "../../core/mail-backend.ts";
import { mail } from "../conformance.ts";
import { ADDRESS, type GraphBench, outgoing, startBench, withFile } from "./testing.ts";

const PAGE = { page: 0, pageSize: 20 };
const KIB = 1024;

describe("Microsoft Graph sends", () => {
  let bench: GraphBench;
  let backend: MailBackend;
  const deliver = (message: string, path?: string) => bench.graph.deliver(ADDRESS, message, path);
  const find = async (path = "INBOX") => (await backend.listMessages(path, PAGE)).messages;

  beforeEach(async () => {
    bench = await startBench();
    backend = bench.open();
  });
  afterEach(async () => {
    await backend.close();
    await bench.close();
    expect(bench.graph.violations).toEqual([]);
    expect(bench.graph.peak).toBeLessThanOrEqual(4);
  });

  const sentSubjects = async () => (await find("Sent")).map(({ subject }) => subject);
  const recipients = () => bench.graph.mailbox(ADDRESS).sent.at(-1)?.recipients;

  it("a message byte for byte, and to those whom no header names", async () => {
    const content = mail("secret");
    const to = ["bob@example.test", "eve@example.test"];
    const receipt = await backend.send(outgoing(content, { envelope: { from: ADDRESS, to } }), {});
    expect(receipt).toMatchObject({ accepted: to, rejected: [], response: "202 Accepted" });
    expect(recipients()?.toSorted()).toEqual(to);
    const raw = bench.graph.mailbox(ADDRESS).sent[0]?.raw?.toString() ?? "";
    expect(raw.replace("Bcc: eve@example.test\r\n", "")).toBe(content);
    await backend.send(outgoing(content), {});
    expect(bench.graph.mailbox(ADDRESS).sent[1]?.raw?.toString()).toBe(content);
    expect(await sentSubjects()).toEqual(["secret", "secret"]);
  });

  it("as JSON where that is wished, so that From counts", async () => {
    const content = withFile("formatted", 10).replace("X-", "").replace("Subject:", "X-Tag: blue\r\nSubject:");
    await backend.send(outgoing(content, { useStructuredFormat: true }), {});
    const { message, raw } = bench.graph.mailbox(ADDRESS).sent[0] ?? {};
    expect(raw).toBeUndefined();
    expect(message).toMatchObject({
      subject: "formatted",
      from: { emailAddress: { name: "Ann", address: "ann@example.test" } },
      toRecipients: [{ emailAddress: { address: "bob@example.test" } }],
      internetMessageId: "<formatted@example.test>",
      internetMessageHeaders: [{ name: "x-tag", value: "blue" }],
      attachments: [{ name: "file.pdf", contentType: "application/pdf" }],
    });
  });

  it.each([
    ["in some requests", 2900 * KIB],
    ["with a file in parts", 7000 * KIB],
  ])("a large message %s", async (_, bytes) => {
    const content = withFile("large", bytes).replace("Subject:", "In-Reply-To: <plan@example.test>\r\nSubject:");
    await deliver(mail("plan"));
    await backend.send(outgoing(content), {});
    const { message } = bench.graph.mailbox(ADDRESS).sent[0] ?? {};
    expect(message?.attachments.map(({ name, content: file }) => [name, file.length])).toEqual([["file.pdf", bytes]]);
    // It stays in the conversation that it answers.
    const [plan] = await find();
    expect(message?.conversationId).toBe(plan?.threadId);
    expect(await find("Drafts")).toEqual([]);
  });

  it("a draft where it lies", async () => {
    const { id = "" } = await backend.append("\\Drafts", Buffer.from(mail("draft")), { flags: ["\\Draft"] });
    await backend.send(outgoing(mail("draft"), { draft: id }), {});
    expect(await find("Drafts")).toEqual([]);
    expect(await find("Sent")).toMatchObject([{ id, subject: "draft" }]);
    expect((await find("Sent"))[0]).not.toHaveProperty("draft");
  });

  it("nothing that was not released, and nothing twice", async () => {
    const reason = new Error("lease lost");
    const denied = backend.send(outgoing(mail("no"), { beforeHandOff: () => Promise.reject(reason) }), {});
    await expect(denied).rejects.toMatchObject({ code: "ENOTRELEASED", cause: reason });
    bench.graph.script({ fault: "reset", times: 1, matches: ({ segments }) => segments[1] === "sendMail" });
    const lost = backend.send(outgoing(mail("no")), {});
    await expect(lost).rejects.toMatchObject({ code: "ECONNECTION", permanent: false });
    expect(bench.graph.calls.filter(({ call }) => call === "POST /me/sendMail")).toHaveLength(1);
    bench.graph.script({ status: 429, code: "ApplicationThrottled", headers: { "retry-after": "1" }, times: 2 });
    await backend.send(outgoing(mail("yes")), {});
    expect(await sentSubjects()).toEqual(["yes"]);
  });

  it("leaves no draft of a large message that was not sent", async () => {
    const content = withFile("large", 4500 * KIB);
    const denied = outgoing(content, { beforeHandOff: () => Promise.reject(new Error("lease lost")) });
    await expect(backend.send(denied, {})).rejects.toMatchObject({ code: "ENOTRELEASED" });
    bench.graph.script({ status: 403, code: "ErrorSendAsDenied", matches: ({ segments }) => segments[3] === "send" });
    await expect(backend.send(outgoing(content), {})).rejects.toMatchObject({ permanent: true });
    expect(await find("Drafts")).toEqual([]);
    expect(await find("Sent")).toEqual([]);
  });

  it.each([
    [400, "ErrorInvalidRecipients", 554, true],
    [403, "ErrorSendAsDenied", 554, true],
    [413, "ErrorMessageSizeExceeded", 554, true],
    [429, "ErrorQuotaExceeded", 451, false],
    [500, "InternalServerError", 451, false],
  ])("and tells whether trying again helps: %i %s", async (status, code, smtpResponseCode, permanent) => {
    bench.graph.script({ status, code, message: "No" });
    const refused = backend.send(outgoing(mail("no")), {});
    await expect(refused).rejects.toMatchObject({ smtpResponseCode, permanent, message: `${code}: No` });
    bench.graph.unscript();
  });
});
