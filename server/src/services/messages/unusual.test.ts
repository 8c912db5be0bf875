import { createHash } from "node:crypto";
import type { Message, MessageListEntry } from "@posthorn/contracts/messages";
import { canRunDovecot, type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../testing.ts";

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");
const HEAD = [
  "From: ann@example.test",
  "To: bob@example.test",
  "Date: Tue, 01 Jul 2025 10:00:00 +0000",
  "MIME-Version: 1.0",
];
const message = (subject: string, ...more: string[]) => [...HEAD, `Subject: ${subject}`, ...more, ""].join("\r\n");
const multipart = (type: string, ...parts: string[]) =>
  [`Content-Type: ${type}; boundary="b"`, "", ...parts.flatMap((part) => ["--b", part]), "--b--"].join("\r\n");

describe.runIf(canRunDovecot())("an unusual mail on a real mail server, read over the API", () => {
  let gateway: TestGateway;
  let dovecot: Dovecot;
  let account: string;
  let deliveries = 0;

  beforeAll(async () => {
    dovecot = await startDovecot();
    gateway = await createTestGateway("sqlite", { hasRealMail: true });
    const { host, port, password: pass } = dovecot;
    const imap = { host, port, secure: false, requireTLS: false, auth: { user: "ada", pass } };
    account = await gateway.addConnected({ imap });
  });
  afterAll(async () => {
    await gateway?.close();
    await dovecot?.stop();
  });

  const call = (url: string) => gateway.call("GET", `/v1/account/${account}/${url}`);
  /** Delivers a message; what a listing says of it. */
  const deliver = async (source: string | Buffer) => {
    await dovecot.deliver("ada", source, `Mail${++deliveries}`);
    const { status, body } = await call(`messages?path=Mail${deliveries}`);
    expect(status).toBe(200);
    const [entry] = (body as { messages?: MessageListEntry[] }).messages ?? [];
    return entry as MessageListEntry;
  };
  const get = async ({ id }: MessageListEntry, query = "textType=*") => {
    const { status, body } = await call(`message/${id}?${query}`);
    expect(status).toBe(200);
    return body as unknown as Message;
  };

  it("may have ten thousand headers", async () => {
    const headers = Array.from({ length: 10_000 }, (_, i) => `X-Number-${i}: ${i}`);
    const found = await get(await deliver(message("many", ...headers, "", "Hello")));
    expect(found.subject).toBe("many");
    expect(found.headers?.["x-number-9999"]).toEqual(["9999"]);
    expect(found.text?.plain?.trim()).toBe("Hello");
  });

  it("may be of 50 MB", async () => {
    const file = Buffer.alloc(36 * 1024 * 1024, "Posthorn");
    const lines = file.toString("base64").replace(/.{76}/g, "$&\r\n");
    const attached = `Content-Type: application/octet-stream; name="big.bin"\r\nContent-Transfer-Encoding: base64\r\n\r\n${lines}`;
    const source = Buffer.from(message("large", multipart("multipart/mixed", "\r\nHello", attached)));
    expect(source.length).toBeGreaterThan(50_000_000);
    const entry = await deliver(source);
    expect(entry).toMatchObject({ subject: "large", size: source.length });
    expect((await get(entry)).text?.plain?.trim()).toBe("Hello");
    const attachment = (await call(`attachment/${entry.attachments?.[0]?.id}`)).bytes;
    expect([attachment.length, sha256(attachment)]).toEqual([file.length, sha256(file)]);
    const raw = (await call(`message/${entry.id}/source`)).bytes;
    expect(sha256(raw)).toBe(sha256(source));
  }, 60_000);

  it("keeps the text of enclosed messages to itself, and marks what is in them", async () => {
    const inner = message(
      "inner",
      multipart("multipart/mixed", "\r\nInner text", "Content-Type: image/png; name=x.png\r\n\r\nx"),
    )
      .replaceAll('"b"', '"c"')
      .replaceAll("--b", "--c");
    const outer = message(
      "outer",
      multipart("multipart/mixed", "\r\nOuter text", `Content-Type: message/rfc822\r\n\r\n${inner}`),
    );
    const found = await get(await deliver(outer));
    expect(found.text?.plain?.trim()).toBe("Outer text");
    expect(found.attachments).toMatchObject([
      { contentType: "message/rfc822", encodedInMessage: false },
      { contentType: "image/png", filename: "x.png", encodedInMessage: true },
    ]);
  });

  it.each([
    [
      "signed by S/MIME",
      'multipart/signed; protocol="application/pkcs7-signature"',
      { signed: true, encrypted: false, type: "smime" },
    ],
    [
      "signed by PGP",
      'multipart/signed; protocol="application/pgp-signature"',
      { signed: true, encrypted: false, type: "pgp" },
    ],
    [
      "encrypted by PGP",
      'multipart/encrypted; protocol="application/pgp-encrypted"',
      { signed: false, encrypted: true, type: "pgp" },
    ],
  ])("may be %s", async (subject, type, security) => {
    const entry = await deliver(
      message(subject, multipart(type, "\r\nHello", "Content-Type: application/pgp-signature\r\n\r\nx")),
    );
    expect(entry.security).toEqual(security);
    expect((await get(entry)).security).toEqual(security);
  });

  it("may be one S/MIME object", async () => {
    const type = 'Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"';
    const entry = await deliver(message("sealed", type, "", "AAAA"));
    expect(entry).toMatchObject({
      security: { signed: false, encrypted: true, type: "smime" },
      attachments: [{ filename: "smime.p7m" }],
    });
    expect(await deliver(message("plain", "", "Hello"))).not.toHaveProperty("security");
  });

  it("may be PGP by its text, which is known where that is loaded", async () => {
    const signed = [
      "-----BEGIN PGP SIGNED MESSAGE-----",
      "Hash: SHA256",
      "",
      "Hello",
      "-----BEGIN PGP SIGNATURE-----",
      "",
    ];
    const entry = await deliver(message("clear", "", ...signed));
    expect(entry).not.toHaveProperty("security");
    expect((await get(entry)).security).toEqual({ signed: true, encrypted: false, type: "pgp" });
    expect((await call(`message/${entry.id}`)).body).not.toHaveProperty("security");
  });

  it("may have names in every way that there is", async () => {
    const names = [
      ["name*0*=utf-8''Gr%C3%BC; name*1*=%C3%9Fe; name*2=.txt", "Grüße.txt"],
      ['name="=?iso-2022-jp?B?GyRCRnxLXBsoQi50eHQ=?="', "日本.txt"],
      ["name*=windows-1251''%CF%F0%E8%E2%E5%F2.txt", "Привет.txt"],
      ["name=a b.txt", undefined],
    ] as const;
    const parts = names.map(([parameter]) => `Content-Type: application/pdf; ${parameter}\r\n\r\nx`);
    const { attachments } = await deliver(message("names", multipart("multipart/mixed", ...parts)));
    for (const [i, [parameter, name]] of names.entries())
      if (name !== undefined) expect(attachments?.[i]?.filename, parameter).toBe(name);
    expect(attachments).toHaveLength(names.length);
  });

  it.each(["utf-7", "gbk", "windows-1256", "x-made-up", "=?", ""])("may be in charset %j", async (charset) => {
    const found = await get(
      await deliver(message("charset", `Content-Type: text/plain; charset="${charset}"`, "", "Hello")),
    );
    expect(found.text?.plain?.trim()).toBe("Hello");
  });
});
