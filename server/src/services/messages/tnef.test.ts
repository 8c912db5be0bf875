import type { Message } from "@posthorn/contracts/messages";
import { canRunDovecot, type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TnefToWrite, writeTnef } from "../../mime/tnef/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const PICTURE = Buffer.from("pixels of a picture");
const WITH_FILES: TnefToWrite = {
  attachments: [
    { title: "LONGNA~1.TXT", data: Buffer.from("the file"), properties: [[0x3707, "Långt namn.txt"]] },
    {
      title: "dot.png",
      properties: [
        [0x3701, PICTURE],
        [0x370e, "image/png"],
        [0x3712, "dot@example.test"],
      ],
    },
  ],
};

describe.runIf(canRunDovecot())("a winmail.dat", () => {
  let gateway: TestGateway;
  let dovecot: Dovecot;
  let account: string;
  beforeAll(async () => {
    dovecot = await startDovecot();
    gateway = await createTestGateway("sqlite", { hasRealMail: true });
    const { host, port, password: pass } = dovecot;
    account = await gateway.addConnected({
      imap: { host, port, secure: false, requireTLS: false, auth: { user: "ada", pass } },
    });
  });
  afterAll(async () => {
    await gateway?.close();
    await dovecot?.stop();
  });

  let deliveries = 0;
  const call = (url: string) => gateway.call("GET", `/v1/account/${account}/${url}`);
  /** Delivers a mail with this TNEF, and reads it. */
  const read = async (tnef: Buffer, query: string, text = "Content-Type: text/plain\r\n\r\nOuter text\r\n") => {
    const mailbox = `Tnef${++deliveries}`;
    const part = `Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: base64\r\n\r\n${tnef
      .toString("base64")
      .replace(/.{76}/g, "$&\r\n")}`;
    const parts = [...(text === "" ? [] : [text]), part].map((each) => `--b\r\n${each}\r\n`).join("");
    const head = 'From: a@example.test\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n';
    await dovecot.deliver("ada", `${head}${parts}--b--\r\n`, mailbox);
    const { messages } = (await call(`messages?path=${mailbox}`)).body as { messages: { id: string }[] };
    const { status, body } = await call(`message/${messages[0]?.id}?${query}`);
    expect(status).toBe(200);
    return body as unknown as Message;
  };

  it("is a plain attachment, unless it is to be unpacked", async () => {
    const { attachments } = await read(writeTnef(WITH_FILES), "textType=*");
    expect(attachments).toMatchObject([{ contentType: "application/ms-tnef", filename: "winmail.dat" }]);
  });

  it("tells what is in it, which can be downloaded", async () => {
    const { attachments = [], text } = await read(writeTnef(WITH_FILES), "unpackTnef=true&textType=*");
    expect(text?.plain?.trim()).toBe("Outer text");
    const [tnef, file, picture] = attachments;
    expect(file).toMatchObject({ filename: "Långt namn.txt", encodedSize: 8, enclosedIn: tnef?.id });
    expect(picture).toMatchObject({ contentType: "image/png", contentId: "<dot@example.test>", enclosedIn: tnef?.id });
    const answer = await call(`attachment/${file?.id}`);
    expect(answer.bytes.toString()).toBe("the file");
    expect(answer.headers).toMatchObject({ "content-type": "application/octet-stream", etag: expect.any(String) });
    expect((await call(`attachment/${picture?.id}?disposition=inline`)).bytes.equals(PICTURE)).toBe(true);
    const beyond = Buffer.concat([Buffer.from(tnef?.id ?? "", "base64url"), Buffer.from(".t3")]).toString("base64url");
    expect((await call(`attachment/${beyond}`)).status).toBe(404);
  });

  it("tells its text where there is no other", async () => {
    const html = '<p>Inner <b>HTML</b> <img src="cid:dot@example.test"></p>';
    const tnef = writeTnef({
      ...WITH_FILES,
      properties: [
        [0x1000, "Inner text"],
        [0x1013, Buffer.from(html)],
        [0x3fde, 65001],
      ],
    });
    const found = await read(tnef, "unpackTnef=true&textType=*&maxBytes=5", "");
    expect(found.text).toMatchObject({ plain: "Inner", html: "<p>In", hasMore: true, encodedSize: { plain: 10 } });
    expect((await read(tnef, "unpackTnef=true", "")).text).not.toHaveProperty("plain");
    expect((await read(tnef, "textType=*", "")).text).toBeUndefined();
    const safe = await read(tnef, "unpackTnef=true&webSafeHtml=true", "");
    expect(safe.text?.html).toContain("<b>HTML</b>");
    expect(safe.text?.html).toContain(`data:image/png;base64,${PICTURE.toString("base64")}`);
  });

  it("that is broken or none stays one attachment", async () => {
    for (const tnef of [Buffer.from("no TNEF"), writeTnef(WITH_FILES).subarray(0, 120), Buffer.alloc(0)]) {
      const { attachments } = await read(tnef, "unpackTnef=true");
      expect(attachments).toMatchObject([{ filename: "winmail.dat" }]);
      const enclosed = Buffer.concat([Buffer.from(attachments?.[0]?.id ?? "", "base64url"), Buffer.from(".t1")]);
      expect((await call(`attachment/${enclosed.toString("base64url")}`)).status).toBe(404);
    }
  });

  it("that is larger than thirty megabytes stays one attachment", async () => {
    const tnef = writeTnef({ attachments: [{ title: "large", data: Buffer.alloc(24 * 1024 * 1024) }] });
    expect((await read(tnef, "unpackTnef=true")).attachments).toHaveLength(1);
  }, 60_000);
});
