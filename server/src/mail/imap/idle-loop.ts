import { type ConnectionTimeouts, type ImapClient, withDeadline } from "./connection.ts";
import type { Quirks } from "./quirks.ts";

/** An IDLE that ends sooner was not accepted. */
const TOO_SHORT_MS = 1_000;
/** Where the server can't push, news is followed by looks this many times as often, getting rarer. */
const HASTE = 12;

/**
 * The rest of a connection that listens in its selected mailbox: IDLE (RFC 2177), renewed before
 * servers and routers lose patience, or a look now and then where a server can't push or will not.
 * With each renewal the server has to answer in time, so that a connection that died in silence,
 * and an IDLE that does not end, are found.
 */
export class IdleLoop {
  readonly #client: ImapClient;
  readonly #timeouts: ConnectionTimeouts;
  readonly #quirks: Quirks;
  #isIdling = false;
  #wake: () => void = () => {};
  #isAwake = false;
  #isMute: boolean;
  #pollMs: number;

  constructor(client: ImapClient, timeouts: ConnectionTimeouts, quirks: Quirks) {
    this.#client = client;
    this.#timeouts = timeouts;
    this.#quirks = quirks;
    this.#isMute = quirks.pollWith !== undefined || !client.capabilities.has("IDLE");
    this.#pollMs = this.#mostPollMs;
  }

  /** What the server says can't be relied on: from now on it is asked. */
  mute(): void {
    this.#isMute = true;
    this.hurry();
  }

  /** Ends the rest under way, or the next one. */
  wake(): void {
    this.#isAwake = true;
    this.#wake();
  }

  /** There was news, and more is likely. */
  hurry(): void {
    this.#pollMs = this.#mostPollMs / HASTE;
  }

  /** Lasts until `wake`, or until it is time to ask the server again. Answers whether it is. */
  async rest(): Promise<boolean> {
    if (this.#take()) return false;
    const untilMs = this.#isMute ? this.#pollMs : this.#renewMs;
    this.#pollMs = Math.min(this.#mostPollMs, this.#pollMs * 2);
    if (!this.#isMute && !this.#isIdling && this.#isSelected) void this.#listen();
    let isDue = false;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        isDue = true;
        resolve();
      }, untilMs);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
    this.#take();
    return isDue;
  }

  /** Has the server tell what it has to tell. The connection is closed if no answer comes in time. */
  async ask(onSilence: () => void = () => {}): Promise<void> {
    const { mailbox } = this.#client;
    const question: Promise<unknown> =
      this.#quirks.pollWith === "STATUS" && mailbox
        ? this.#client.status(mailbox.path, { messages: true, uidNext: true, uidValidity: true })
        : this.#client.noop();
    await withDeadline(this.#client, this.#timeouts.answerMs, question, onSilence);
  }

  /** No longer so once the server has said BYE: IDLE would end at once and the rest with it, before the connection can close. */
  get #isSelected(): boolean {
    return this.#client.state === this.#client.states.SELECTED;
  }

  #take(): boolean {
    const wasAwake = this.#isAwake;
    this.#isAwake = false;
    return wasAwake;
  }

  /** Until the next command ends it. */
  async #listen(): Promise<void> {
    this.#isIdling = true;
    const began = performance.now();
    const isDone = await this.#client.idle().catch(() => false);
    this.#isIdling = false;
    if (isDone === false && performance.now() - began < TOO_SHORT_MS && this.#client.usable) this.mute();
    this.wake();
  }

  get #mostPollMs() {
    return Math.min(this.#quirks.renewIdleMs ?? Infinity, this.#timeouts.pollMs);
  }

  get #renewMs() {
    return Math.min(this.#quirks.renewIdleMs ?? Infinity, this.#timeouts.renewIdleMs);
  }
}
