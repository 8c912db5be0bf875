import { decode, encode } from "@msgpack/msgpack";
import { PosthornError } from "../../core/errors.ts";

/** Gmail's ids of messages and threads are hexadecimal. */
const GMAIL_ID = /^[0-9a-f]{10,16}$/;
const PART_ID = /^(?:\d{1,4}(?:\.\d{1,4}){0,50})?(?:#\d{1,4})?$/;

export interface TextId {
  message: string;
  plain: string[];
  html: string[];
}

/**
 * An attachment by its part, which is the same each time; `#2` after it is the second attachment in a TNEF. `token` is
 * Gmail's own name for its content, which is another each time, as EmailEngine writes it.
 */
export interface AttachmentId {
  message: string;
  contentType: string;
  filename: string | undefined;
  part: string | undefined;
  token: string | undefined;
}

export const messageNotFound = () => new PosthornError("not_found", "Message not found", { code: "MessageNotFound" });

export const fileNotFound = () => new PosthornError("not_found", "Requested file not found", { code: "FileNotFound" });

export function checkMessageId(id: string): string {
  if (!GMAIL_ID.test(id)) throw messageNotFound();
  return id;
}

export const isGmailId = (id: string): boolean => GMAIL_ID.test(id);

/** In the layout that EmailEngine has. */
export const textId = ({ message, plain, html }: TextId): string => pack([message, [plain, html, []]]);

export function readTextId(id: string): TextId {
  const [message, parts] = unpack(id);
  const [plain, html] = Array.isArray(parts) ? (parts as unknown[]) : [];
  if (typeof message !== "string" || !isPartList(plain) || !isPartList(html)) throw messageNotFound();
  return { message: checkMessageId(message), plain, html };
}

export const attachmentId = (
  message: string,
  {
    contentType,
    inline,
    filename,
    part,
  }: { contentType: string; inline: boolean; filename: string | undefined; part: string },
): string => pack([message, contentType, inline ? "inline" : "attachment", filename ?? null, part]);

export function readAttachmentId(id: string): AttachmentId {
  const [message, contentType, , filename, name] = unpack(id);
  if (typeof message !== "string" || typeof contentType !== "string" || typeof name !== "string")
    throw messageNotFound();
  const isPart = PART_ID.test(name);
  return {
    message: checkMessageId(message),
    contentType,
    filename: typeof filename === "string" ? filename : undefined,
    part: isPart ? name : undefined,
    token: isPart ? undefined : name,
  };
}

/** The message that any id of ours leads to. */
export const messageOf = (id: string): string => (GMAIL_ID.test(id) ? id : readAttachmentId(id).message);

const isPartList = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((part) => typeof part === "string" && PART_ID.test(part));

const pack = (value: unknown) => Buffer.from(encode(value)).toString("base64url");

function unpack(id: string): unknown[] {
  try {
    const value = decode(Buffer.from(id, "base64url"));
    return Array.isArray(value) ? value : [];
  } catch {
    throw messageNotFound();
  }
}
