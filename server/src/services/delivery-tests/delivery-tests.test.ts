import { generateKeyPairSync } from "node:crypto";
import { fakeDns } from "@posthorn/fakes/dns";
import { dkimSign } from "mailauth";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { SendError } from "../../core/mail-backend.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, newAccountId, type TestGateway } from "../testing.ts";

const WAIT = { interval: 10, timeout: 30_000 };
const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const KEY = publicKey.export({ type: "spki", format: "der" }).toString("base64");

describe.each(TEST_ENGINES)("delivery tests on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  let receiver: string;
  beforeAll(async () => {
    const dns = fakeDns({
      txt: {
        "example.com": ["v=spf1 ip4:192.0.2.9 -all"],
        "s1._domainkey.example.com": [`v=DKIM1; k=rsa; p=${KEY}`],
        "_dmarc.example.com": ["v=DMARC1; p=reject"],
      },
    });
    gateway = await createTestGateway(engine, { replace: { dns } });
    account = await gateway.addAccount();
    receiver = await gateway.addConnected({ email: "tests@receiver.example" });
  });
  afterAll(() => gateway.close());

  const start = (body: object = {}, from = account) => gateway.call("POST", `/v1/delivery-test/account/${from}`, body);
  const check = (id: unknown) => gateway.call("GET", `/v1/delivery-test/check/${String(id)}`);
  const isSet = () => gateway.set({ deliveryTestAccount: receiver });
  /** The message as the account's server sends it on. */
  const sentBy = async (from: string) => {
    const { sent } = gateway.mailOf(from);
    await vi.waitFor(() => expect(sent).not.toHaveLength(0), WAIT);
    return sent.pop() ?? expect.fail("nothing was sent");
  };
  const sign = async (message: Buffer) => {
    const key = {
      signingDomain: "example.com",
      selector: "s1",
      privateKey: privateKey.export({ type: "pkcs8", format: "pem" }) as string,
    };
    // Without a time of ours, what is signed differs from what is written whenever a second ends in between.
    const { signatures } = await dkimSign(message, { ...key, signTime: new Date(), signatureData: [key] });
    return Buffer.concat([Buffer.from(signatures), message]);
  };
  const arrive = (message: Buffer, { from = "192.0.2.9", mailbox = "INBOX" } = {}) => {
    const head = [
      "Return-Path: <ada@example.com>",
      `Received: from out.example.com (out.example.com [${from}]) by mx.receiver.example with ESMTPS id 1;`,
      "\tTue, 1 Sep 2026 10:00:00 +0000",
      "",
    ].join("\r\n");
    gateway.mailOf(receiver).deliver(Buffer.concat([Buffer.from(head), message]), mailbox);
  };

  it("need a mailbox to send to", async () => {
    expect(await start()).toMatchObject({ status: 503, body: { code: "DeliveryTestUnavailable" } });
    await gateway.set({ deliveryTestAccount: "nobody" });
    expect(await start()).toMatchObject({ status: 503, body: { code: "DeliveryTestUnavailable" } });
  });

  it("tell what a receiver makes of a message that is signed and comes from where it may", async () => {
    await isSet();
    const started = await start();
    expect(started.body).toEqual({ success: true, deliveryTest: expect.stringMatching(/^[0-9a-f-]{36}$/) as string });
    const id = started.body["deliveryTest"];
    const sent = await sentBy(account);
    expect(sent.envelope).toEqual({ from: "ada@example.com", to: ["tests@receiver.example"] });
    expect((await check(id)).body).toEqual({ success: false, status: "pending" });
    arrive(await sign(sent.content));
    const { body } = await check(id);
    expect(body).toMatchObject({
      success: true,
      spf: { status: { result: "pass", comment: "designates 192.0.2.9 as permitted sender" }, rr: "v=spf1 ip4:192.0.2.9 -all" }, // prettier-ignore
      dkim: { results: [{ signingDomain: "example.com", selector: "s1", status: { result: "pass", aligned: "example.com" } }] }, // prettier-ignore
      dmarc: { status: { result: "pass" }, domain: "example.com", policy: "reject", p: "reject", alignment: { spf: { result: "example.com", strict: false }, dkim: { result: "example.com", strict: false } } }, // prettier-ignore
      arc: { status: { result: "none" } },
      bimi: {},
      mainSig: { signingDomain: "example.com", selector: "s1", status: { result: "pass" } },
      mailbox: "\\Inbox",
    });
    expect(body).not.toHaveProperty("status");
    // It is remembered, wherever the message goes.
    gateway.mailOf(receiver).deleteMailbox("INBOX");
    gateway.mailOf(receiver).createMailbox("INBOX");
    expect((await check(id)).body).toEqual(body);
    expect((await gateway.call("GET", `/v1/account/${account}/messages?path=%5CSent`)).body).not.toMatchObject({ total: 1 }); // prettier-ignore
  });

  it("find it in Junk, under another Message-ID, unsigned and from a stranger", async () => {
    const id = (await start()).body["deliveryTest"];
    const { content } = await sentBy(account);
    const rewritten = Buffer.from(content.toString().replace(/^Message-ID:.*$/m, "Message-ID: <other@relay.example>"));
    arrive(rewritten, { from: "198.51.100.7", mailbox: "Junk" });
    expect((await check(id)).body).toMatchObject({
      success: true,
      spf: { status: { result: "fail" } },
      dmarc: { status: { result: "fail" } },
      mainSig: { status: { result: "none" } },
      mailbox: "\\Junk",
    });
  });

  it("say when the message could not be sent", async () => {
    gateway
      .mailOf(account)
      .failNext("send", new SendError("450 later", { smtpResponse: "450 later", smtpResponseCode: 450 }));
    const id = (await start()).body["deliveryTest"];
    await vi.waitFor(async () => expect(await check(id)).toMatchObject({ status: 502, body: { code: "DeliveryTestFailed", details: { success: false, error: "450 later" } } }), WAIT); // prettier-ignore
  });

  it("refuse what there is not", async () => {
    expect((await start({}, newAccountId())).body["code"]).toBe("AccountNotFound");
    expect((await start({ gateway: "nowhere" })).body["code"]).toBe("GatewayNotFound");
    const silent = await gateway.addAccount({ smtp: false });
    expect((await start({ gateway: null }, silent)).body["code"]).toBe("SMTPUnavailable");
    expect((await start({ gateway: false })).status).toBe(200);
    expect((await check("00000000-0000-4000-8000-000000000000")).body["code"]).toBe("NotFound");
    expect((await check("x")).status).toBe(400);
  });
});
