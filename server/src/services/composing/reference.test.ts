import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { PosthornError } from "../../core/errors.ts";
import { type Answer, createTestGateway, type TestGateway } from "../testing.ts";
import { ORIGINAL } from "./testing.ts";

describe("a reference", () => {
  let gateway: TestGateway;
  let account: string;
  let message: string;
  beforeAll(async () => {
    gateway = await createTestGateway("sqlite");
    account = await gateway.addConnected();
    gateway.mailOf(account).deliver(ORIGINAL);
    const { body } = await gateway.call("GET", `/v1/account/${account}/messages?path=INBOX`);
    message = (body["messages"] as { id: string }[])[0]?.id ?? "";
  });
  afterAll(() => gateway.close());

  const submit = (reference: Record<string, unknown>, more: Record<string, unknown> = {}) =>
    gateway.call("POST", `/v1/account/${account}/submit`, { text: "Fine", reference, dryRun: true, ...more });
  const sourceOf = ({ body }: Answer) => Buffer.from(String(body["preview"]), "base64").toString();

  it("makes a reply", async () => {
    const answer = await submit({ message });
    expect(answer.body["reference"]).toEqual({ message, success: true });
    const source = sourceOf(answer);
    expect(source).toMatch(/^Subject: Re: Plans\r$/m);
    expect(source).toMatch(/^To: Bob <bob@example\.org>\r$/m);
    expect(source).toMatch(/^In-Reply-To: <plans@example\.org>\r$/m);
    expect(source).toMatch(/^References: <plans@example\.org>\r$/m);
    expect(source).not.toContain("What do you think?");
  });

  it("makes a reply to all, without ourselves, and quotes", async () => {
    const source = sourceOf(await submit({ message, action: "reply-all", inline: true }));
    expect(source).toContain("carol@example.org");
    expect(source).not.toMatch(/^(To|Cc):.*ada@example\.com/m);
    expect(source).toContain("> What do you think?");
  });

  it("writes above a quotation in the language of the message, else the account's, else the setting's", async () => {
    const heading = async (more: Record<string, unknown> = {}) =>
      /^> (.* Bob <bob@example\.org>.*)\r$/m.exec(sourceOf(await submit({ message, inline: true }, more)))?.[1];
    const german = "Am Dienstag, 1. Juli 2025 um 12:00 schrieb Bob <bob@example.org>:";
    const dutch = "Op dinsdag 1 juli 2025 om 10:00 schreef Bob <bob@example.org>:";
    const set = (locale: string) => gateway.call("POST", "/v1/settings", { locale });
    const setOfAccount = (locale: string) => gateway.call("PUT", `/v1/account/${account}`, { locale });
    expect(await heading()).toMatch(/^On Tuesday, July 1, 2025 .* wrote:$/);
    await set("nl");
    expect(await heading()).toBe(dutch);
    await setOfAccount("sv-SE");
    expect(await heading()).toBe("tisdag 1 juli 2025 kl. 10:00 skrev Bob <bob@example.org>:");
    expect(await heading({ locale: "de-CH", tz: "Europe/Berlin" })).toBe(german);
    expect(await heading({ locale: "fi" })).toMatch(/^On Tuesday, July 1, 2025 .* wrote:$/);
    await setOfAccount("");
    expect(await heading({ locale: "" })).toBe(dutch);
    await set("en");
  });

  it("makes a forward, with its attachments when asked", async () => {
    const to = { address: "dan@example.org" };
    const plain = sourceOf(await submit({ message, action: "forward", inline: true }, { to }));
    expect(plain).toMatch(/^Subject: Fwd: Plans\r$/m);
    expect(plain).not.toContain("a.csv");
    const whole = sourceOf(await submit({ message, action: "forward", forwardAttachments: true }, { to }));
    expect(whole).toContain("a.csv");
    expect((await submit({ message, action: "forward" })).body).toMatchObject({ code: "NoRecipients" });
  });

  it("has to be there, and to be the right one, unless that does not matter", async () => {
    const missing = `${message.slice(0, -4)}AAAA`;
    expect((await submit({ message: missing })).body).toMatchObject({ statusCode: 404, code: "ReferenceNotFound" });
    expect((await submit({ message, messageId: "<other@example.org>" })).body).toMatchObject({
      statusCode: 404,
      code: "MessageNotFound",
    });
    expect((await submit({ message, messageId: "<plans@example.org>" })).status).toBe(200);
    const ignored = await submit({ message: missing, ignoreMissing: true }, { to: { address: "bob@example.org" } });
    expect(ignored.body["reference"]).toEqual({
      message: missing,
      success: false,
      error: "Referenced message was not found",
    });
  });

  it("is told to a send-only account to be out of reach", async () => {
    const mute = await gateway.addAccount({ imap: false });
    const { body } = await gateway.call("POST", `/v1/account/${mute}/submit`, {
      to: { address: "bob@example.org" },
      reference: { message },
    });
    expect(body).toMatchObject({ statusCode: 400, code: "ReferenceNotSupported" });
  });

  it("waits for what may be over in a moment, and for nothing else", async () => {
    const server = gateway.mailOf(account);
    server.failNext(
      "getMessage",
      new PosthornError("unavailable", "gone", { code: "IMAPUnavailable", temporary: true }),
    );
    expect((await submit({ message })).status).toBe(200);
    server.failNext("getMessage", new PosthornError("invalid", "no id"));
    expect((await submit({ message })).status).toBe(400);
  });

  it("flags the original once the answer is sent", async () => {
    await submit({ message, action: "reply" }, { dryRun: false });
    const flags = async () => (await gateway.call("GET", `/v1/account/${account}/message/${message}`)).body["flags"];
    await vi.waitFor(async () => expect(await flags()).toEqual(["\\Answered"]), { timeout: 30_000, interval: 10 });
    await submit({ message, action: "forward" }, { dryRun: false, to: { address: "dan@example.org" } });
    await vi.waitFor(async () => expect(await flags()).toContain("$Forwarded"), { timeout: 30_000, interval: 10 });
  });
});
