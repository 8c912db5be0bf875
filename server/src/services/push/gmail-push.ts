import { isOperational } from "../../core/account-state.ts";
import { PosthornError } from "../../core/errors.ts";
import { readGmailNotification } from "../../core/gmail-notification.ts";
import { gmailPushOf } from "../../core/gmail-push.ts";
import { TokenRequestFailed } from "../../oauth/token-request-failed.ts";
import { findAccountState } from "../../storage/accounts.ts";
import { listAccountsToldBy } from "../../storage/gmail-listeners.ts";
import { findOAuth2App } from "../../storage/oauth2-apps.ts";
import type { Context } from "../context.ts";
import { notificationBase } from "./notification-base.ts";

/**
 * Lets Google in with a push for the application `id`. Throws `unauthenticated` for a token that does not hold, and where no
 * push is expected; `forbidden` for one of another service account; `unavailable` while Google's keys can't be read.
 */
export async function admitGmailPush(ctx: Context, id: string, token: string | null): Promise<void> {
  const app = await findOAuth2App(ctx.storage, id);
  const push = app ? gmailPushOf(app, notificationBase(ctx.settings)) : null;
  if (push === null || token === null) throw new PosthornError("unauthenticated", "Unauthorized");
  const sender = await ctx.oauth2.verifyPushToken(token, push.audience).catch((cause: unknown) => {
    if (!(cause instanceof TokenRequestFailed)) throw cause;
    ctx.log.info({ err: cause, app: id }, "A push of Pub/Sub was refused");
    if (cause.kind !== "temporary") throw new PosthornError("unauthenticated", "Bad token", { cause });
    throw new PosthornError("unavailable", "Google's keys could not be read", { cause, temporary: true });
  });
  if (!sender.isVerified || sender.email !== push.account)
    throw new PosthornError("forbidden", "The token is that of another service account");
}

/** Makes the accounts look that a push for the application `id` is about. One that makes no sense is passed over. */
export async function takeGmailPush(ctx: Context, id: string, body: string): Promise<void> {
  const notification = readGmailNotification(dataOf(body));
  if (notification === null) {
    ctx.log.info({ app: id }, "A push of Pub/Sub is no notification of Gmail");
    return;
  }
  const { address, historyId } = notification;
  const accounts = await listAccountsToldBy(ctx.storage, id, address);
  for (const account of accounts)
    nudge(ctx, account, historyId).catch((error: unknown) =>
      ctx.log.debug({ err: error, account }, "An account that a provider told of could not be opened"),
    );
  ctx.log.debug({ app: id, accounts: accounts.length }, "Gmail told of a change");
}

async function nudge(ctx: Context, account: string, historyId: string): Promise<void> {
  const state = await findAccountState(ctx.storage, account);
  if (state === undefined || !isOperational(state)) return;
  const backend = await ctx.mail.open(account);
  backend.nudge?.({ kind: "gmail", historyId });
}

/** The text of the message in a push; empty where there is none. https://cloud.google.com/pubsub/docs/push#receive_push */
function dataOf(body: string): string {
  try {
    const { message } = JSON.parse(body) as { message?: { data?: unknown } };
    return typeof message?.data === "string" ? Buffer.from(message.data, "base64").toString("utf8") : "";
  } catch {
    return "";
  }
}
