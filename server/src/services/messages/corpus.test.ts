import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import type { AttachmentEntry, FoundAddress, Message, MessagePage } from "@posthorn/contracts/messages";
import { canRunDovecot, type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../testing.ts";

const CORPUS = new URL("../../../testdata/corpus/mime/", import.meta.url);
const NAMES = readdirSync(new URL("mails/", CORPUS));

/** What independent parsers agree on; null is nothing. */
interface Expected {
  subject: string | null;
  messageId: string | null;
  from: [address: string, name: string][];
  to: [address: string, name: string][];
  cc: [address: string, name: string][];
  date: string | null;
  attachmentCount: number;
  attachmentNames: string[];
  attachmentHashes: string[];
  textSha256: string | null;
  htmlSha256: string | null;
}
type Field = keyof Expected;

/**
 * Where we tell something else, and why. An entry that no longer differs fails the test.
 * docs/reading.md says the same in fewer words.
 */
const DIFFERENCES: Record<string, Partial<Record<Field | "source", string>>> = {
  "mail-error-content_transfer_encoding_with_8bits.eml": { from: "A name that is an address is told all the same." },
  "mail-error-empty_group_lists.eml": { to: "The name of an empty group is told, without an address." },
  "mail-mime-raw_email11.eml": { from: "A name that is an address is told all the same." },
  "mail-multipart_report-report_530.eml": {
    attachmentCount: "message/delivery-status is an attachment.",
    attachmentNames: "message/delivery-status is an attachment.",
  },
  "mail-parser-malformed-004.eml": {
    textSha256: "Of a broken structure Dovecot tells a text, where others find none.",
  },
  "mail-parser-rfc-002.eml": {
    attachmentNames: "The enclosed message is an attachment too, and what is in it is marked as such.",
    attachmentHashes: "The enclosed message is an attachment too, and what is in it is marked as such.",
  },
  "mail-parser-rfc-004.eml": {
    attachmentCount: "The messages of a digest are attachments.",
    attachmentNames: "The messages of a digest are attachments.",
    attachmentHashes: "The messages of a digest are attachments.",
  },
  "mail-parser-thirdparty-005.eml": {
    source: "No NUL may be in what an IMAP server sends (RFC 9051 section 9, CHAR8); Dovecot sends 0x80 instead.",
  },
  "mail-plain-raw_email_with_at_display_name.eml": {
    to: "Dovecot takes a name with an @ that is not quoted for an address.",
  },
  "mail-rfc2822-example13.eml": { from: "We read blanks before the colon, and comments in an address." },
  "mimekit-dkim-multipart-no-end-boundary.eml": { from: "A name that is an address is told all the same." },
  "mimekit-issue358.eml": {
    from: "Dovecot takes a name with an @ that is not quoted for an address.",
    to: "A name that is an address is told all the same.",
  },
  "mimekit-missing-subtype.eml": { attachmentNames: "Dovecot tells no parameters of a type without a subtype." },
};

const sha256 = (content: string | Buffer) => createHash("sha256").update(content).digest("hex");
const squeezed = (text: string) => text.normalize("NFC").replace(/\s+/g, " ").trim();
const textHash = (text: string | undefined) => (squeezed(text ?? "") === "" ? null : sha256(squeezed(text ?? "")));
const pairs = (list: FoundAddress[] | undefined) =>
  (list ?? []).map(({ address, name }): [string, string] => [(address ?? "").toLowerCase(), name ?? ""]);
/** Mail servers keep lines with CRLF, whatever they were handed. */
const withCrlf = (bytes: Buffer) => Buffer.from(bytes.toString("latin1").replace(/\r?\n/g, "\r\n"), "latin1");
const withLf = (bytes: Buffer) => Buffer.from(bytes.toString("latin1").replaceAll("\r\n", "\n"), "latin1");

describe.runIf(canRunDovecot())("a mail of the corpus, on a real mail server and read over the API", () => {
  let gateway: TestGateway;
  let dovecot: Dovecot;
  let account: string;
  let manifest: Record<string, { expected: Partial<Expected> }>;
  const unused = new Set(
    Object.entries(DIFFERENCES).flatMap(([name, fields]) => Object.keys(fields).map((field) => `${name}: ${field}`)),
  );

  beforeAll(async () => {
    manifest = JSON.parse(await readFile(new URL("manifest.json", CORPUS), "utf8")) as typeof manifest;
    dovecot = await startDovecot();
    gateway = await createTestGateway("sqlite", { hasRealMail: true });
    for (const name of NAMES) await dovecot.deliver("ada", await sourceOf(name), mailboxOf(name));
    const { host, port, password: pass } = dovecot;
    const imap = { host, port, secure: false, requireTLS: false, auth: { user: "ada", pass } };
    account = await gateway.addConnected({ imap });
  });
  afterAll(async () => {
    await gateway?.close();
    await dovecot?.stop();
  });

  const sourceOf = (name: string) => readFile(new URL(`mails/${name}`, CORPUS));
  const mailboxOf = (name: string) => name.replace(/\.eml$/, "").replaceAll(".", "_");
  const get = async (url: string) => {
    const answer = await gateway.call("GET", `/v1/account/${account}/${url}`);
    expect(answer.status, url).toBe(200);
    return answer;
  };
  const read = async (name: string) => {
    const { messages } = (await get(`messages?path=${mailboxOf(name)}`)).body as MessagePage;
    expect(messages).toHaveLength(1);
    const message = (await get(`message/${messages[0]?.id}?textType=*`)).body as Message;
    const contents = new Map<AttachmentEntry, Buffer>();
    for (const entry of message.attachments ?? []) contents.set(entry, (await get(`attachment/${entry.id}`)).bytes);
    return { entry: messages[0], message, contents };
  };

  /** Compares, as far as it is not known to differ. */
  const compare = (name: string, field: Field | "source", found: unknown, expected: unknown) => {
    if (DIFFERENCES[name]?.[field] === undefined) expect.soft(found, `${name}: ${field}`).toEqual(expected);
    else if (!isSame(found, expected)) unused.delete(`${name}: ${field}`);
  };
  const isSame = (one: unknown, other: unknown) => JSON.stringify(one) === JSON.stringify(other);

  it.each(NAMES)("%s is all there", async (name) => {
    const { entry, message } = await read(name);
    // What a listing tells is what the message tells.
    expect(message).toMatchObject({ ...entry });
    if (message.text) {
      const { id, plain, html, hasMore } = message.text;
      expect((await get(`text/${id}`)).body).toEqual({ plain, html, hasMore });
    }
    const source = (await get(`message/${message.id}/source`)).bytes;
    compare(name, "source", source.equals(withCrlf(await sourceOf(name))), true);
  });

  it.each(NAMES)("%s is read as other parsers read it", async (name) => {
    const { message, contents } = await read(name);
    const expected = manifest[name]?.expected ?? {};
    const outer = (message.attachments ?? []).filter(({ encodedInMessage }) => encodedInMessage !== true);
    const hashes = (of: (bytes: Buffer) => Buffer) =>
      outer.map((attachment) => sha256(of(contents.get(attachment) ?? Buffer.alloc(0)))).toSorted();
    const asStored = hashes((bytes) => bytes);
    const found: Expected = {
      subject: message.subject ?? null,
      messageId: message.messageId?.replace(/^<|>$/g, "") ?? null,
      from: pairs(message.from && [message.from]),
      to: pairs(message.to),
      cc: pairs(message.cc),
      date: message.date ?? null,
      attachmentCount: outer.length,
      attachmentNames: outer.map(({ filename }) => filename ?? "").toSorted(),
      attachmentHashes: isSame(asStored, expected.attachmentHashes) ? asStored : hashes(withLf),
      textSha256: textHash(message.text?.plain),
      htmlSha256: textHash(message.text?.html),
    };
    for (const field of Object.keys(found) as Field[]) {
      let wanted: unknown = expected[field];
      if (wanted === undefined) continue;
      // We tell the first author, and for a date that makes no sense the time of arrival.
      if (field === "from") wanted = expected.from?.slice(0, 1);
      if (field === "date" && wanted === null) continue;
      compare(name, field, found[field], wanted);
    }
  });

  it.each([
    ["mail-mime-raw_email_with_nested_attachment.eml", "smime"],
    ["mail-parser-malformed-015.eml", "pgp"],
    // Only a signature among other attachments, and the three letters in a text.
    ["mail-mime-raw_email2.eml", undefined],
    ["mail-error-content_transfer_encoding_x_uuencode.eml", undefined],
  ])("%s is known as signed, if it is", async (name, type) => {
    const { message } = await read(name);
    expect(message.security).toEqual(type && { signed: true, encrypted: false, type });
  });

  it("differs in nothing that is not known to differ, and in all that is", () => {
    expect([...unused]).toEqual([]);
  });
});
