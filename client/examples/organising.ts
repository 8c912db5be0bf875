import type { PosthornClient } from "@posthorn/client/client";

/** Flags a message and files it under a mailbox that is made when it is missing; its id there. */
export async function file(posthorn: PosthornClient, account: string, message: string, path: string) {
  await posthorn.messages.update({ account, message, body: { flags: { add: ["\\Flagged"], delete: ["Todo"] } } });
  await posthorn.mailboxes.create({ account, body: { path: [path] } });
  const moved = await posthorn.messages.move({ account, message, body: { path } });
  return moved.id;
}

/** Moves what is older than a date from one mailbox to Trash, if it is no more than so many messages. */
export async function cleanUp(posthorn: PosthornClient, account: string, path: string, before: Date, most: number) {
  const body = { search: { before: before.toISOString() } };
  const { matched = 0 } = await posthorn.messages.deleteMany({ account, query: { path, dryRun: true }, body });
  if (matched > most) throw new Error(`${matched} messages would go`);
  const { processed } = await posthorn.messages.deleteMany({ account, query: { path }, body });
  return processed;
}

/** Prepares the answer to a message as a draft that a person can finish. */
export async function draftReply(posthorn: PosthornClient, account: string, message: string, text: string) {
  const { id } = await posthorn.messages.upload({
    account,
    headers: { "idempotency-key": `reply-to-${message}` },
    body: { path: "\\Drafts", flags: ["\\Draft"], text, reference: { message, action: "reply", inline: true } },
  });
  return id;
}
