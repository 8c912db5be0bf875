import { type Account, getAccount as promise } from "@posthorn/contracts/accounts";
import { apiKindOf } from "../../core/oauth2-app.ts";
import { DEFAULT_ENDPOINT } from "../../core/webhook-endpoint.ts";
import { accountCounts } from "../../storage/account-counters.ts";
import { readNotes } from "../../storage/notes.ts";
import { findOAuth2App } from "../../storage/oauth2-apps.ts";
import { findWebhookHealth } from "../../storage/webhook-health.ts";
import type { Db } from "../../storage/storage.ts";
import { SUBSCRIPTION_NOTE } from "../../storage/subscription-notes.ts";
import { verb } from "../verb.ts";
import { accountQuota } from "./account-quota.ts";
import { accountView, withPending } from "./account-view.ts";
import { gmailSubscriptionOf } from "./gmail-subscription.ts";
import { requireAccount } from "./not-found.ts";

export const getAccount = verb(promise, async (ctx, { params, query }, { signal }) => {
  const account = await requireAccount(ctx.storage, params.account);
  const counts = await accountCounts(ctx.storage, [account.id]);
  const { oauth2 } = account.settings;
  const app = oauth2?.provider === undefined ? undefined : await findOAuth2App(ctx.storage, oauth2.provider);
  const live = { connections: ctx.mail.connectionsOf(account.id), lastSeen: ctx.mail.lastSeenOf(account.id) };
  const failing = account.settings.webhooks
    ? await findWebhookHealth(ctx.storage, DEFAULT_ENDPOINT, account.id)
    : undefined;
  const gmail = app && apiKindOf(app) === "gmail" ? await gmailSubscriptionOf(ctx.storage, account.id) : undefined;
  const subscription = app && apiKindOf(app) === "graph" ? await subscriptionOf(ctx.storage, account.id) : undefined;
  const view = {
    ...accountView(account, withPending(counts.get(account.id), ctx.tally.pendingOf(account.id)), live, app),
    ...(failing && { webhookErrorFlag: failing.error }),
    ...(gmail && { gmailSubscription: gmail }),
    ...(subscription && { outlookSubscription: subscription }),
  };
  if (query.quota !== true || view.sendOnly === true) return view;
  return { ...view, quota: await accountQuota(ctx, account.id, signal) };
});

async function subscriptionOf(db: Db, account: string): Promise<Account["outlookSubscription"]> {
  const note = (await readNotes(db, account, SUBSCRIPTION_NOTE)).get(SUBSCRIPTION_NOTE);
  return note && (JSON.parse(Buffer.from(note).toString("utf8")) as Account["outlookSubscription"]);
}
