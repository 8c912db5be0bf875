import type { PushHint } from "../../core/mail-backend.ts";
import { findAccountState } from "../../storage/accounts.ts";
import { isOperational } from "../../core/account-state.ts";
import type { Context } from "../context.ts";

/** More entries than Graph ever sends at once. */
const MOST_ENTRIES = 1000;
const LIFECYCLE_EVENTS = ["reauthorizationRequired", "subscriptionRemoved", "missed"] as const;
type LifecycleEvent = (typeof LIFECYCLE_EVENTS)[number];

/**
 * What Microsoft Graph tells of a mailbox, as hints for its backend, which believes those that carry its secret. Entries that
 * make no sense are passed over: nobody is told whether there is such an account.
 * https://learn.microsoft.com/graph/change-notifications-delivery-webhooks
 */
export async function takeGraphNotifications(ctx: Context, account: string, body: unknown): Promise<void> {
  const hints = entriesOf(body).flatMap((entry) => hintOf(entry) ?? []);
  if (hints.length === 0) return;
  const state = await findAccountState(ctx.storage, account);
  if (state === undefined || !isOperational(state)) return;
  const backend = await ctx.mail.open(account);
  for (const hint of hints) backend.nudge?.(hint);
}

function entriesOf(body: unknown): Record<string, unknown>[] {
  const { value } = (body ?? {}) as { value?: unknown };
  if (!Array.isArray(value)) return [];
  return value
    .slice(0, MOST_ENTRIES)
    .filter((entry): entry is Record<string, unknown> => typeof entry === "object" && entry !== null);
}

function hintOf(entry: Record<string, unknown>): PushHint | undefined {
  const { subscriptionId, clientState, lifecycleEvent, changeType, resourceData } = entry;
  if (typeof subscriptionId !== "string" || typeof clientState !== "string") return undefined;
  const common = { subscriptionId, clientState };
  if (LIFECYCLE_EVENTS.includes(lifecycleEvent as LifecycleEvent))
    return { kind: "graphLifecycle", ...common, event: lifecycleEvent as LifecycleEvent };
  if (typeof changeType !== "string") return undefined;
  const { id } = (resourceData ?? {}) as { id?: unknown };
  return { kind: "graph", ...common, changeType, ...(typeof id === "string" && { messageId: id }) };
}
