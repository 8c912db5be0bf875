import { createClient, type PosthornClient } from "@posthorn/client/client";
import { PosthornApiError } from "@posthorn/client/errors";
import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { install, type Installation } from "./installation.ts";
import { imapAccount, mail } from "./mail.ts";

describe("the typed client", () => {
  let posthorn: Installation;
  let dovecot: Dovecot;
  let sink: SmtpSink;
  let client: PosthornClient;
  beforeAll(async () => {
    [posthorn, dovecot, sink] = await Promise.all([install("sqlite"), startDovecot(), startSmtpSink()]);
    client = createClient({ baseUrl: posthorn.url, token: posthorn.token });
  });
  afterAll(async () => {
    await posthorn.remove();
    await Promise.all([dovecot.stop(), sink.close()]);
  });

  it("connects a mailbox, reads it, downloads from it and sends", async () => {
    const attachment = Buffer.from("attached bytes \u0000\u0001");
    await dovecot.deliver("ada", mail({ subject: "Hello", messageId: "<h@example.com>", attachment }));
    const account = "ada/1@x";
    await client.accounts.create({ body: { ...imapAccount(dovecot, "ada", sink), account } });
    await vi.waitFor(async () => expect(await client.accounts.get({ account })).toMatchObject({ state: "connected" }), {
      timeout: 30_000,
      interval: 50,
    });
    const { messages } = await client.messages.list({ account, query: { path: "INBOX" } });
    const [entry] = messages;
    expect(entry?.subject).toBe("Hello");
    const download = await client.messages.getAttachment({ account, attachment: entry?.attachments?.[0]?.id ?? "" });
    expect(download.filename).toBe("data.bin");
    expect(Buffer.from(await new Response(download.body).arrayBuffer()).equals(attachment)).toBe(true);
    const receipt = await client.submissions.submit({
      account,
      body: { to: [{ address: "bo@example.com" }], subject: "Hi", text: "Hi" },
    });
    await sink.waitFor((received) => received.some(({ messageId }) => messageId === receipt.messageId));
  });

  it("rejects with what the API says", async () => {
    const error = await client.accounts.get({ account: "nobody" }).catch((fault: unknown) => fault);
    expect(error).toBeInstanceOf(PosthornApiError);
    expect(error).toMatchObject({ statusCode: 404, code: "AccountNotFound" });
  });
});
