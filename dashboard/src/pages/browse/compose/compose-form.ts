import type { FoundAddress, Message } from "@posthorn/contracts/messages";
import type { SubmissionBody, UploadBody } from "../../../queries/submissions.ts";
import type { Composing } from "../filters.ts";
import { texts } from "./texts.ts";

export interface ComposeForm extends Record<string, unknown> {
  to: string[];
  cc: string[];
  bcc: string[];
  subject: string;
  format: "text" | "html";
  text: string;
  html: string;
  /** Puts the original below the own text. */
  quotes: boolean;
  /** Sends the attachments of the original along. */
  forwardsFiles: boolean;
  /** Local time, as browsers write it; empty for now. */
  sendAt: string;
  gateway: string | null;
}

export const FIELDS = ["to", "cc", "bcc", "subject", "text", "html", "sendAt", "gateway"] as const;

/** A file to go along: one of this computer in base64, or one that is in the mailbox. */
export type ComposedFile = { name: string; size: number } & (
  | { contentType: string; content: string }
  | { reference: string }
);

/** Whom an address is for, as one writes it: `Ida Holm <ida@example.com>`. */
export const writtenAddress = ({ name, address }: FoundAddress): string =>
  name?.trim() && address
    ? `${name
        .replaceAll(/[<>",]/g, " ")
        .replaceAll(/\s+/g, " ")
        .trim()} <${address}>`
    : (address ?? "");

/** What somebody wrote as an address, in its parts; whether it is one the API tells. */
export function addressOf(written: string): { name?: string; address: string } {
  const [, name, address] = /^(.*)<([^<>]*)>\s*$/.exec(written) ?? [];
  if (address === undefined) return { address: written.trim() };
  const bare = (name ?? "").trim().replace(/^"(.*)"$/, "$1");
  return { ...(bare !== "" && { name: bare }), address: address.trim() };
}

const sameAddress = (a: FoundAddress, b: string) => a.address?.toLowerCase() === b.toLowerCase();

/** Whom a reply goes to: who wants answers, or the recipients of a message of one's own. */
function recipientsOf(message: Message, own: string, isToAll: boolean): { to: FoundAddress[]; cc: FoundAddress[] } {
  const { from, replyTo, to = [], cc = [] } = message;
  const isOwn = from !== undefined && sameAddress(from, own);
  const wanted = replyTo !== undefined && replyTo.length > 0 ? replyTo : from === undefined ? [] : [from];
  const first = isOwn ? to : wanted;
  if (!isToAll) return { to: first, cc: isOwn ? cc : [] };
  const taken = new Set(first.map(({ address }) => address?.toLowerCase()));
  const others = [...(isOwn ? [] : to), ...cc].filter((person) => {
    const address = person.address?.toLowerCase();
    if (address === undefined || address === own.toLowerCase() || taken.has(address)) return false;
    taken.add(address);
    return true;
  });
  return { to: first, cc: others };
}

const prefixed = (prefix: string, subject = "") =>
  subject.toLowerCase().startsWith(prefix.toLowerCase()) ? subject : `${prefix} ${subject}`.trim();

const EMPTY: ComposeForm = {
  to: [],
  cc: [],
  bcc: [],
  subject: "",
  format: "text",
  text: "",
  html: "",
  quotes: true,
  forwardsFiles: true,
  sendAt: "",
  gateway: null,
};

/** What a form begins with. `own` is the address of the account. */
export function startOf(kind: Composing, message: Message | undefined, own: string): ComposeForm {
  if (kind === "new" || message === undefined) return EMPTY;
  const written = (people: FoundAddress[] | undefined) => (people ?? []).map(writtenAddress).filter(Boolean);
  if (kind === "draft") {
    const { plain = "", html = "" } = message.text ?? {};
    return {
      ...EMPTY,
      to: written(message.to),
      cc: written(message.cc),
      bcc: written(message.bcc),
      subject: message.subject ?? "",
      format: html === "" ? "text" : "html",
      text: plain.trimEnd(),
      html,
    };
  }
  if (kind === "forward") return { ...EMPTY, subject: prefixed("Fwd:", message.subject) };
  const { to, cc } = recipientsOf(message, own, kind === "reply-all");
  return { ...EMPTY, to: written(to), cc: written(cc), subject: prefixed("Re:", message.subject) };
}

/** Faults that can be told before anything is sent; whom it is for may be open in a draft. */
export function faultsOf(
  form: ComposeForm,
  { now, isDraft }: { now: number; isDraft: boolean },
): Record<string, string> {
  const faults: Record<string, string> = {};
  for (const field of ["to", "cc", "bcc"] as const) {
    const wrong = form[field].find((written) => !/^[^\s@]+@[^\s@]+$/.test(addressOf(written).address));
    if (wrong !== undefined) faults[field] = texts.wrongAddress(wrong);
  }
  if (isDraft) return faults;
  if (form.to.length + form.cc.length + form.bcc.length === 0) faults["to"] ??= texts.noRecipient;
  if (form.sendAt !== "" && !(Date.parse(form.sendAt) > now)) faults["sendAt"] = texts.past;
  return faults;
}

/** What both sending and storing are told. `message` is what is answered, forwarded or gone on with. */
function bodyOf(form: ComposeForm, files: readonly ComposedFile[], kind: Composing, message: Message | undefined) {
  const list = (field: "to" | "cc" | "bcc") => (form[field].length > 0 ? { [field]: form[field].map(addressOf) } : {});
  const attachments = files.map((file) =>
    "reference" in file
      ? { reference: file.reference, filename: file.name }
      : { filename: file.name, contentType: file.contentType, content: file.content },
  );
  const isAbout = kind === "reply" || kind === "reply-all" || kind === "forward";
  return {
    ...list("to"),
    ...list("cc"),
    ...list("bcc"),
    subject: form.subject.trim(),
    ...(form.format === "html" ? { html: form.html } : { text: form.text }),
    ...(attachments.length > 0 && { attachments }),
    ...(isAbout &&
      message !== undefined && {
        reference: {
          message: message.id,
          action: kind,
          inline: form.quotes,
          ...(kind === "forward" && { forwardAttachments: form.forwardsFiles }),
        },
      }),
    ...(kind === "draft" && message !== undefined && threadHeaders(message)),
  };
}

/** A draft that answers something goes on answering it. */
function threadHeaders({ headers }: Message) {
  const kept = ["in-reply-to", "references"].flatMap((name) => {
    const value = headers?.[name]?.[0];
    return value === undefined ? [] : [[name, value]];
  });
  return kept.length > 0 ? { headers: Object.fromEntries(kept) as Record<string, string> } : {};
}

/** The request that sends it. */
export function toSubmission(
  form: ComposeForm,
  files: readonly ComposedFile[],
  kind: Composing,
  message: Message | undefined,
): SubmissionBody {
  return {
    ...bodyOf(form, files, kind, message),
    ...(form.sendAt !== "" && { sendAt: new Date(form.sendAt).toISOString() }),
    ...(form.gateway !== null && { gateway: form.gateway }),
  };
}

/** The request that stores it among the drafts. */
export function toDraft(
  form: ComposeForm,
  files: readonly ComposedFile[],
  kind: Composing,
  message: Message | undefined,
  from: { name?: string; address: string },
): UploadBody {
  return { path: "\\Drafts", flags: ["\\Draft", "\\Seen"], from, ...bodyOf(form, files, kind, message) };
}
