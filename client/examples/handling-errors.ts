import { setTimeout as sleep } from "node:timers/promises";
import type { PosthornClient } from "@posthorn/client/client";
import { PosthornApiError } from "@posthorn/client/errors";

/** A message, or undefined when it is gone; waits while its account can't be reached. */
export async function getPatiently(posthorn: PosthornClient, account: string, message: string, signal: AbortSignal) {
  for (;;) {
    try {
      return await posthorn.messages.get({ account, message }, { signal, timeoutMs: 30_000 });
    } catch (error) {
      if (!(error instanceof PosthornApiError)) throw error;
      if (error.code === "MessageNotFound") return undefined;
      // 429 tells the seconds to wait, 503 the state of the account.
      if (error.statusCode !== 429 && error.statusCode !== 503) throw error;
      await sleep(1000 * Number(error.body["ttl"] ?? 1), undefined, { signal });
    }
  }
}

/** Sends, and says what is wrong with each field of a body that is refused. */
export async function faultsOf(posthorn: PosthornClient, account: string, body: { to: { address: string }[] }) {
  try {
    await posthorn.submissions.submit({ account, body });
    return [];
  } catch (error) {
    if (error instanceof PosthornApiError && error.statusCode === 400)
      return error.fields.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
}
