import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../../core/log.ts";
import type { ImapClient } from "./connection.ts";
import type { IdleLoop } from "./idle-loop.ts";
import type { ListeningFinding } from "../../core/meter.ts";
import type { MailboxCounters } from "./mailboxes.ts";
import type { MailboxSync } from "./sync-mailbox.ts";

/** How another connection sees the mailbox that this one listens in. */
export interface SecondView {
  counters(): Promise<MailboxCounters>;
  /** Every UID in the mailbox. */
  uids(): Promise<number[]>;
}

export interface ListenerParts {
  end: AbortSignal;
  log: Log;
  account: string;
  /** How long a push may be on its way. */
  graceMs: number;
  onFinding(finding: ListeningFinding): void;
}

/** News that had not been pushed was found so often: from then on the server is asked. */
const MOST_MISSED_PUSHES = 2;

/**
 * The connection that stays in the account's main mailbox and listens; requests never borrow it.
 * What it is told is handed on at once. What it is not told comes out when another connection's
 * view of the mailbox is held against it.
 */
export class MainListener {
  readonly #sync: MailboxSync;
  readonly #parts: ListenerParts;
  readonly #loop: IdleLoop;
  #wantsAnswer = false;
  #askers: (() => void)[] = [];
  #pushes = 0;
  #settled = 0;
  #missedPushes = 0;

  constructor(client: ImapClient, sync: MailboxSync, loop: IdleLoop, parts: ListenerParts) {
    this.#sync = sync;
    this.#loop = loop;
    this.#parts = parts;
    const wasHeard = sync.onPush;
    sync.onPush = () => {
      this.#pushes++;
      wasHeard();
      this.#loop.wake();
    };
    client.once("close", () => this.#letGo());
    parts.end.addEventListener("abort", () => this.#letGo(), { once: true });
  }

  get path(): string {
    return this.#sync.state.path;
  }

  /** Listens until the connection ends or `end` aborts. */
  async listen(): Promise<void> {
    while (!this.#parts.end.aborted) {
      const isAsked = this.#wantsAnswer;
      this.#wantsAnswer = false;
      const askers = isAsked ? this.#askers.splice(0) : [];
      try {
        if (isAsked) await this.#loop.ask(() => this.#parts.onFinding("silent"));
        await this.#sync.settle();
      } finally {
        for (const resolve of askers) resolve();
      }
      if (this.#pushes !== this.#settled) this.#loop.hurry();
      this.#settled = this.#pushes;
      if (this.#wantsAnswer || this.#parts.end.aborted) continue;
      if (await this.#loop.rest()) this.#wantsAnswer = true;
    }
  }

  /** The mailbox was changed by a request; the server is asked what became of it. */
  poke(): void {
    this.#wantsAnswer = true;
    this.#loop.wake();
  }

  /** Has the server asked, and resolves when what it said is told, or when listening has ended. */
  async check(): Promise<void> {
    if (this.#parts.end.aborted) return;
    const answered = new Promise<void>((resolve) => this.#askers.push(resolve));
    this.poke();
    await answered;
  }

  /**
   * Holds another connection's view against this one's. News that was not pushed is fetched and
   * told; answers false when this connection keeps showing an old view of the mailbox, however
   * often the server is asked: then only a new one helps.
   */
  async isTrue(view: SecondView, seen: MailboxCounters): Promise<boolean> {
    // Its messages are others now, and the listening connection was not told.
    if (seen.uidValidity !== undefined && seen.uidValidity !== this.#sync.state.uidValidity) return false;
    if (this.#sync.agreesWith(seen)) return true;
    const pushes = this.#pushes;
    await sleep(this.#parts.graceMs, undefined, { signal: this.#parts.end, ref: false }).catch(() => undefined);
    const counters = await view.counters();
    if (this.#sync.agreesWith(counters)) return true;
    const isPushed = this.#pushes !== pushes;
    await this.check();
    if (this.#parts.end.aborted) return true;
    if (!this.#sync.agreesWith(counters) && !this.#sync.agreesWith(await view.counters())) return this.#compare(view);
    if (!isPushed) this.#missedPush();
    return true;
  }

  /** What is there in two looks, and was asked for in between, must be known; what is in neither, must not. */
  async #compare(view: SecondView): Promise<boolean> {
    const known = this.#sync.uids();
    const first = new Set(await view.uids());
    await this.check();
    const second = new Set(await view.uids());
    const { uidNext } = await view.counters();
    await this.check();
    if (this.#parts.end.aborted) return true;
    const isHidden = [...second].some((uid) => first.has(uid) && !this.#sync.knows(uid));
    const isKept = known.some((uid) => !first.has(uid) && !second.has(uid) && this.#sync.knows(uid));
    if (isHidden || isKept) {
      this.#parts.onFinding("frozen");
      return false;
    }
    this.#parts.onFinding("falseAlarm");
    if (uidNext !== undefined) this.#sync.skipTo(uidNext);
    return true;
  }

  #missedPush(): void {
    this.#parts.onFinding("unpushed");
    if (++this.#missedPushes < MOST_MISSED_PUSHES) return;
    const { log, account } = this.#parts;
    log.info({ account, mailbox: this.path }, "The mail server does not push what is new; from now on it is asked");
    this.#loop.mute();
  }

  #letGo(): void {
    this.#loop.wake();
    for (const resolve of this.#askers.splice(0)) resolve();
  }
}
