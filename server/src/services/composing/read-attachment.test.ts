import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type Answer, createTestGateway, type TestGateway } from "../testing.ts";

const SIZE = 6 * 1024 * 1024;
const MAIL = [
  "Subject: Large",
  "MIME-Version: 1.0",
  'Content-Type: multipart/mixed; boundary="b"',
  "",
  "--b",
  'Content-Type: application/pdf; name="a.pdf"',
  "Content-Disposition: attachment",
  "",
  "x".repeat(SIZE),
  "--b--",
  "",
].join("\r\n");

describe("attachments that are taken from the mailbox", () => {
  let gateway: TestGateway;
  let account: string;
  let message: string;
  let reference: string;
  beforeAll(async () => {
    gateway = await createTestGateway("sqlite", { env: { POSTHORN_TIMEOUT: "60s" } });
    account = await gateway.addConnected();
    gateway.mailOf(account).deliver(MAIL);
    const { body } = await gateway.call("GET", `/v1/account/${account}/messages?path=INBOX`);
    const [entry] = body["messages"] as { id: string; attachments: { id: string }[] }[];
    message = entry?.id ?? "";
    reference = entry?.attachments[0]?.id ?? "";
  });
  beforeEach(() => vi.restoreAllMocks());
  afterAll(() => gateway.close());

  const submit = (count: number, more: object = {}) =>
    gateway.call("POST", `/v1/account/${account}/submit`, {
      to: { address: "bob@example.org" },
      text: "x",
      attachments: Array.from({ length: count }, (_, index) => ({ reference, filename: `${index}.pdf` })),
      dryRun: true,
      ...more,
    });
  const refusalOf = ({ status, body }: Answer) => ({ status, message: body["message"] });
  const TOO_LARGE = {
    status: 413,
    message: "Referenced attachments are too large to be sent on: together they may have 50 MiB",
  };

  it("may have no more than a message, together", async () => {
    expect(refusalOf(await submit(9))).toEqual(TOO_LARGE);
    const forward = { message, action: "forward", forwardAttachments: true };
    expect(refusalOf(await submit(8, { reference: forward }))).toEqual(TOO_LARGE);
    const stored = await gateway.call("POST", `/v1/account/${account}/message`, {
      path: "INBOX",
      attachments: Array.from({ length: 9 }, () => ({ reference })),
    });
    expect(refusalOf(stored)).toEqual(TOO_LARGE);
  }, 60_000);

  it("are read once where they are named twice", async () => {
    const read = vi.spyOn(await gateway.ctx.mail.open(account), "getAttachment");
    const { body } = await submit(2, { reference: { message, action: "forward", forwardAttachments: true } });
    const source = Buffer.from(String(body["preview"]), "base64").toString();
    expect(source.match(/^Content-Disposition: attachment; filename=.*$/gm)).toEqual([
      expect.stringContaining("0.pdf"),
      expect.stringContaining("1.pdf"),
      expect.stringContaining("a.pdf"),
    ]);
    expect(read).toHaveBeenCalledTimes(1);
  }, 60_000);
});
