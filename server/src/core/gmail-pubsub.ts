import type { GmailPush } from "./gmail-push.ts";
import type { OAuth2App, PubSubArrangement } from "./oauth2-app.ts";

/**
 * Google's Pub/Sub, as far as it tells of changes in Gmail: by an application that acts as its own service account.
 * Everything rejects with PubSubFailure, or with the signal's reason once it aborts.
 */
export interface GmailPubSub {
  /**
   * Makes sure that there are a topic and a subscription to it, and that Gmail may publish. What is there is taken as it
   * is; what was made here follows `ttlDays`: days without a pull after which Google drops the subscription, 0 for
   * never, undefined for Google's own 31. With a `push` Google calls, whoever made the subscription; with null a push to here
   * is taken off.
   */
  arrange(
    app: OAuth2App,
    options: { ttlDays: number | undefined; push: GmailPush | null; signal: AbortSignal },
  ): Promise<PubSubArrangement>;
  /** What came since, a hundred at most. Waits for a minute and more while there is nothing. */
  pull(app: OAuth2App, arrangement: PubSubArrangement, signal: AbortSignal): Promise<PulledMessage[]>;
  /** What is not acknowledged within half a minute comes again. */
  acknowledge(
    app: OAuth2App,
    arrangement: PubSubArrangement,
    ackIds: readonly string[],
    signal: AbortSignal,
  ): Promise<void>;
  /** Deletes what was made here. What is gone already is no failure. */
  dismantle(app: OAuth2App, arrangement: PubSubArrangement, signal: AbortSignal): Promise<void>;
}

export interface PulledMessage {
  ackId: string;
  /** What Gmail published; the text of it, decoded. */
  data: string;
}

/** Pub/Sub refused something, or could not be asked. */
export class PubSubFailure extends Error {
  /** The status of HTTP; null where there was no answer. */
  readonly status: number | null;
  /** The pause that Google asks for. */
  readonly retryAfterMs: number | undefined;
  /** Google's own words. */
  readonly description: string | null;

  constructor(
    message: string,
    details: { status: number | null; retryAfterMs?: number | undefined; description?: string | null; cause?: unknown },
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "PubSubFailure";
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
    this.description = details.description ?? null;
  }
}
