import type { CallOptions, MailBackend } from "../../core/mail-backend.ts";
import type { Unchanged } from "../verb.ts";

/**
 * What is told of content that can't change. Whoever has it may keep it to himself and has to ask each time, since a
 * token may be gone by then, or the message.
 */
export async function headersOf(backend: MailBackend, id: string): Promise<Record<string, string>> {
  return { ETag: `"${await backend.tagOf(id)}"`, "Cache-Control": "private, no-cache" };
}

/** The answer to a caller who has the content already, or undefined; throws MessageNotFound when the message is gone. */
export async function unchanged(
  backend: MailBackend,
  id: string,
  headers: Record<string, string>,
  ifNoneMatch: string | undefined,
  options: CallOptions,
): Promise<Unchanged | undefined> {
  if (ifNoneMatch === undefined || !namesTag(ifNoneMatch, headers["ETag"] ?? "")) return undefined;
  await backend.confirm(id, options);
  return { isUnchanged: true, headers };
}

/** Tags are compared weakly, and `*` is any (RFC 9110 section 13.1.2). */
const namesTag = (list: string, tag: string) =>
  list.split(",").some((one) => one.trim() === "*" || one.trim().replace(/^W\//, "") === tag);
