import type { CreatedMailbox, DeletedMailbox, Mailbox, ModifiedMailbox } from "@posthorn/contracts/mailboxes";
import { PosthornError } from "../../core/errors.ts";
import type { CallOptions, MailboxChange } from "../../core/mail-backend.ts";
import type { GmailContext } from "./context.ts";
import { GmailError } from "./errors.ts";
import { findMailbox, toMailboxes } from "./labels.ts";
import type { GmailLabel } from "./resources.ts";

/** With counters, a call for each label, which all go with one request. */
export async function listMailboxes(
  context: GmailContext,
  options: CallOptions & { counters: boolean },
): Promise<Mailbox[]> {
  const mailboxes = toMailboxes(await context.labels.all(options, options.counters ? 0 : undefined));
  if (!options.counters) return mailboxes;
  const counted = mailboxes.filter(({ noSelect }) => !noSelect);
  const outcomes = await context.api.batch<GmailLabel>(
    counted.map(({ id = "" }) => ({ method: "labels.get", http: "GET", path: `labels/${encodeURIComponent(id)}` })),
    options,
  );
  const labels = new Map(counted.map(({ id }, index) => [id, outcomes[index]]));
  return mailboxes.map((mailbox) => {
    const { value, error } = labels.get(mailbox.id) ?? {};
    if (error) return { ...mailbox, status: { error: error.message } };
    if (!value) return mailbox;
    return { ...mailbox, status: { messages: value.messagesTotal ?? 0, unseen: value.messagesUnread ?? 0 } };
  });
}

export async function createMailbox(
  context: GmailContext,
  names: readonly string[],
  options: CallOptions,
): Promise<CreatedMailbox> {
  const path = await pathOf(context, names, options);
  const existing = findMailbox(await context.labels.all(options, 0), path);
  if (existing) return { path: existing.path, created: false };
  try {
    const label = await context.api.call<GmailLabel>(
      { method: "labels.create", http: "POST", path: "labels", json: shown(path) },
      { ...options, isOnce: true },
    );
    context.labels.forget();
    context.changed();
    return { path: label.name, mailboxId: label.id, created: true };
  } catch (error) {
    if (error instanceof GmailError && error.kind === "conflict") return { path, created: false };
    throw refusal(error);
  }
}

const shown = (name: string) => ({ name, labelListVisibility: "labelShow", messageListVisibility: "show" });

/** Renames a label with those below it, which Gmail keeps apart. It has no subscriptions. */
export async function modifyMailbox(
  context: GmailContext,
  wanted: string,
  { newPath: names }: MailboxChange,
  options: CallOptions,
): Promise<ModifiedMailbox> {
  const all = await context.labels.all(options, 0);
  const found = findMailbox(all, wanted);
  if (names === undefined) {
    if (!found) throw notThere(wanted);
    return { path: found.path, renamed: false };
  }
  if (!found) throw invalidPath(`There is no mailbox ${wanted}`, "NONEXISTENT");
  const label = all.find(({ id }) => id === found.label);
  const newPath = await pathOf(context, names, options);
  if (label?.type !== "user" || newPath === found.path) return { path: found.path, renamed: false };
  if (findMailbox(all, newPath)) throw invalidPath(`There is a mailbox ${newPath} already`, "ALREADYEXISTS");
  const below = all.filter(({ name, type }) => type === "user" && name.startsWith(`${label.name}/`));
  for (const { id, name } of [label, ...below])
    await context.api
      .call(
        {
          method: "labels.patch",
          http: "PATCH",
          path: `labels/${encodeURIComponent(id)}`,
          json: { name: newPath + name.slice(label.name.length) },
        },
        options,
      )
      .catch((error: unknown) => {
        throw refusal(error);
      });
  context.labels.forget();
  context.changed();
  return { path: found.path, newPath, mailboxId: label.id, renamed: true };
}

export async function deleteMailbox(
  context: GmailContext,
  wanted: string,
  options: CallOptions,
): Promise<DeletedMailbox> {
  const all = await context.labels.all(options, 0);
  const found = findMailbox(all, wanted);
  const label = all.find(({ id }) => id === found?.label);
  if (!found || !label)
    return { path: wanted, deleted: false, info: { response: `There is no mailbox ${wanted}`, code: "NONEXISTENT" } };
  if (label.type !== "user")
    return { path: found.path, deleted: false, info: { response: "Gmail keeps its own labels", code: "CANNOT" } };
  await context.api.call(
    { method: "labels.delete", http: "DELETE", path: `labels/${encodeURIComponent(label.id)}` },
    options,
  );
  context.labels.forget();
  context.changed();
  return { path: found.path, mailboxId: label.id, deleted: true };
}

/** The path that names lead to; the first may be a special use. */
async function pathOf({ labels }: GmailContext, names: readonly string[], options: CallOptions): Promise<string> {
  const [first = "", ...rest] = names;
  const head = first.startsWith("\\") ? findMailbox(await labels.all(options), first)?.path : first;
  if (head === undefined) throw notThere(first);
  return [head, ...rest].join("/");
}

const notThere = (path: string) =>
  new PosthornError("not_found", `Mailbox not found: ${path}`, { code: "FolderNotFound" });

const invalidPath = (response: string, code: string) =>
  new PosthornError("invalid", response, { code, extra: { details: { response, code } } });

/** What Gmail has against a name. */
function refusal(error: unknown): unknown {
  if (!(error instanceof GmailError) || (error.kind !== "refused" && error.kind !== "conflict")) return error;
  const { message } = error;
  return new PosthornError("invalid", message, {
    code: error.kind === "conflict" ? "ALREADYEXISTS" : "InvalidMailboxName",
    extra: { details: { response: message } },
    cause: error,
  });
}
