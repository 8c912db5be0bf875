import type { PosthornClient } from "@posthorn/client/client";
import { followEvents } from "@posthorn/client/follow-events";

/** Hands on new mail of an account, from a cursor on; `save` keeps the cursor together with what was done. */
export async function handOnNewMail(
  posthorn: PosthornClient,
  account: string,
  after: string,
  save: (subject: string, cursor: string) => Promise<void>,
  signal: AbortSignal,
) {
  const query = { after, account, types: "messageNew" };
  for await (const { data, cursor } of followEvents(posthorn.events.list, query, { signal }))
    await save(String(data["subject"]), cursor);
}
