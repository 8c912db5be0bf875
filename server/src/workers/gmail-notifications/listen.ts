import { setTimeout as sleep } from "node:timers/promises";
import { type Backoff, backoffDelay } from "../../core/backoff.ts";
import { type GmailNotification, readGmailNotification } from "../../core/gmail-notification.ts";
import { type GmailPubSub, type PulledMessage, PubSubFailure } from "../../core/gmail-pubsub.ts";
import type { GmailPush } from "../../core/gmail-push.ts";
import type { Log } from "../../core/log.ts";
import type { PushHint } from "../../core/mail-backend.ts";
import type { OAuth2App, PubSubArrangement } from "../../core/oauth2-app.ts";
import { renewAccountsOfOAuth2App } from "../../storage/accounts.ts";
import { listAccountsToldBy, listAppsToldBy } from "../../storage/gmail-listeners.ts";
import { findOAuth2App, noteOAuth2AppError, notePubSub, notePubSubError } from "../../storage/oauth2-apps.ts";
import type { Storage } from "../../storage/storage.ts";

export interface ListenDeps {
  storage: Storage;
  pubSub: GmailPubSub;
  /** Makes the account look soon. */
  nudge(account: string, hint: PushHint): void;
  /** Days that a subscription lives without a pull; undefined for Google's own. */
  ttlDays(): number | undefined;
  /** Where Google reaches this server, without a slash at the end; null while nobody says. */
  baseUrl(): string | null;
  log: Log;
  pauses?: Partial<Pauses>;
}

/** Pauses in milliseconds. */
export interface Pauses {
  /** After a pull that found nothing. */
  emptyMs: number;
  /** After what the network did. */
  networkMs: number;
  /** After "too many requests", where Google names no time. */
  throttledMs: number;
  /** While Google pushes, until it is looked whether everything is still there. */
  pushedMs: number;
  /** After everything else. */
  refused: Backoff;
}

const PAUSES: Pauses = {
  emptyMs: 1000,
  networkMs: 5000,
  throttledMs: 30_000,
  pushedMs: 10 * 60_000,
  refused: { firstMs: 3000, capMs: 5 * 60_000, jitter: 0.3 },
};

/** The longest pause that Google may ask for. */
const MAX_RETRY_AFTER_MS = 10 * 60_000;
/** How often in a row what is gone is made anew, before that counts as a failure like others. */
const MAX_REMAKES = 5;

/**
 * Listens for one application until `signal` aborts: arranges its topic and subscription, and pulls. With a `push` Google
 * calls by itself, and all that is left is to look now and then whether that is still arranged. A notification is
 * acknowledged once the accounts that it is about have been told to look. What keeps it from listening is noted with the
 * application: of arranging as its `lastError`, of pulling as its `pubSubError`. Never throws.
 */
export async function listenForApp(
  deps: ListenDeps,
  app: OAuth2App,
  push: GmailPush | null,
  signal: AbortSignal,
): Promise<void> {
  const pauses = { ...PAUSES, ...deps.pauses };
  let arrangement: PubSubArrangement | null = null;
  let arrangedFor: number | undefined;
  let failures = 0;
  let remakes = 0;
  while (!signal.aborted) {
    let isArranging: boolean = arrangement === null || arrangedFor !== deps.ttlDays();
    try {
      if (isArranging || arrangement === null) {
        // What is gone here is not made anew there.
        const known = await findOAuth2App(deps.storage, app.id);
        if (known === undefined) return;
        const ttlDays = deps.ttlDays();
        arrangement = await deps.pubSub.arrange(known, { ttlDays, push, signal });
        arrangedFor = ttlDays;
        await keepArrangement(deps.storage, known, arrangement);
        await leaveBehind(deps, known, arrangement, signal);
        isArranging = false;
      }
      if (push !== null) {
        arrangement = null;
        failures = remakes = 0;
        await notePubSubError(deps.storage, app.id, null);
        await pause(pauses.pushedMs, signal);
        continue;
      }
      const messages = await deps.pubSub.pull(app, arrangement, signal);
      failures = remakes = 0;
      await notePubSubError(deps.storage, app.id, null);
      await tell(deps, app, messages);
      const ackIds = messages.map(({ ackId }) => ackId);
      if (ackIds.length > 0) await deps.pubSub.acknowledge(app, arrangement, ackIds, signal);
      else await pause(pauses.emptyMs, signal);
    } catch (error) {
      if (signal.aborted) return;
      failures++;
      const failure = error instanceof PubSubFailure ? error : undefined;
      if (failure?.status === 404) {
        arrangement = null;
        if (++remakes <= MAX_REMAKES) {
          await pause(pauses.emptyMs, signal);
          continue;
        }
      }
      deps.log.warn({ err: error, app: app.id }, "Notifications of Gmail can't be listened for");
      await noteFailure(deps, app, error, isArranging).catch((fault: unknown) =>
        deps.log.warn({ err: fault, app: app.id }, "What keeps an application from listening could not be noted"),
      );
      await pause(pauseAfter(failure, failures, pauses), signal);
    }
  }
}

function pauseAfter(failure: PubSubFailure | undefined, failures: number, pauses: Pauses): number {
  if (failure?.status === 429) return Math.min(failure.retryAfterMs ?? pauses.throttledMs, MAX_RETRY_AFTER_MS);
  if (failure?.status === null) return pauses.networkMs;
  return backoffDelay(pauses.refused, failures);
}

/** Ends early, and without a fault, once the signal aborts. */
const pause = (ms: number, signal: AbortSignal) => sleep(ms, undefined, { signal }).catch(() => {});

/** Accounts hear of changes only where there is something to hear them by: they begin anew where that is new. */
async function keepArrangement(storage: Storage, app: OAuth2App, arrangement: PubSubArrangement): Promise<void> {
  await storage.transaction(async (tx) => {
    await notePubSub(tx, app.id, arrangement);
    await noteOAuth2AppError(tx, app.id, null);
    if (app.pubSub?.topic === arrangement.topic && app.pubSub.isGranted) return;
    for (const id of await listAppsToldBy(tx, app.id)) await renewAccountsOfOAuth2App(tx, id);
  });
}

/** What was made under other names goes; where that fails, Google drops it some day. */
async function leaveBehind(
  { pubSub, log }: ListenDeps,
  app: OAuth2App,
  arrangement: PubSubArrangement,
  signal: AbortSignal,
): Promise<void> {
  const old = app.pubSub;
  if (old === null) return;
  const isOther = {
    topic: old.topic !== arrangement.topic,
    subscription: old.subscription !== arrangement.subscription,
  };
  if (!isOther.topic && !isOther.subscription) return;
  const left = {
    ...old,
    ownsTopic: old.ownsTopic && isOther.topic,
    ownsSubscription: old.ownsSubscription && isOther.subscription,
  };
  await pubSub
    .dismantle(app, left, signal)
    .catch((error: unknown) => log.info({ err: error, app: app.id }, "A former topic or subscription stays at Google"));
}

async function noteFailure({ storage }: ListenDeps, { id }: OAuth2App, error: unknown, isArranging: boolean) {
  const { message } = error as Error;
  if (isArranging) return noteOAuth2AppError(storage, id, { response: message });
  const description = error instanceof PubSubFailure ? error.description : null;
  await notePubSubError(storage, id, { message, description });
}

async function tell(
  { storage, nudge, log }: ListenDeps,
  app: OAuth2App,
  messages: readonly PulledMessage[],
): Promise<void> {
  if (messages.length === 0) return;
  for (const { address, historyId } of newestOf(messages.map(({ data }) => readGmailNotification(data)))) {
    const accounts = await listAccountsToldBy(storage, app.id, address);
    for (const account of accounts) nudge(account, { kind: "gmail", historyId });
    log.debug({ app: app.id, accounts: accounts.length }, "Gmail told of a change");
  }
}

/** Of several notifications of one mailbox only the newest says anything. */
function newestOf(notifications: readonly (GmailNotification | null)[]): GmailNotification[] {
  const newest = new Map<string, GmailNotification>();
  for (const one of notifications) {
    const known = one && newest.get(one.address);
    if (one && (!known || BigInt(one.historyId) > BigInt(known.historyId))) newest.set(one.address, one);
  }
  return [...newest.values()];
}
