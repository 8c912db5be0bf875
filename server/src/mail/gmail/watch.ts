import type { GmailRegistration } from "../../core/gmail-registration.ts";
import { type ChangeBatch, ConnectFailure, type MailChange, type WatchOptions } from "../../core/mail-backend.ts";
import type { GmailContext } from "./context.ts";
import { GmailError, toConnectFailure } from "./errors.ts";
import { addedSince, type Following, followHistory } from "./history.ts";
import { KNOWN_PREFIX, KnownMessages } from "./known-messages.ts";
import { EVERYWHERE, toMailboxes } from "./labels.ts";
import { describeNew } from "./new-messages.ts";
import { PendingMessages } from "./pending-messages.ts";
import { reconcile, rememberWindow, slideWindow } from "./reconcile.ts";
import type { GmailProfile, GmailWatch } from "./resources.ts";
import { listSince } from "./snapshot.ts";
import { readRegistration, readState, registrationFaultNotes, registrationNotes, stateNote } from "./watch-state.ts";

/** How often to look without being told to. */
export interface WatchPace {
  /** Without anything that says it is time. */
  pollMs: number;
  /** While the mailbox is in use, where nobody tells us of changes. */
  activePollMs: number;
}

export const DEFAULT_PACE: WatchPace = { pollMs: 10 * 60_000, activePollMs: 60_000 };

/** A mailbox that changed so recently is in use. */
const ACTIVE_MS = 15 * 60_000;
const SECOND_MS = 1000;
const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** Follows one account: registers for Gmail's hints, looks at the history when one comes or some time has passed, and tells what it finds. */
export class AccountWatch {
  readonly #context: GmailContext;
  readonly #pace: WatchPace;
  #isRunning = false;
  #isDue = false;
  #failure: ConnectFailure | undefined;
  #stopped = new AbortController();
  #rouse = () => {};
  #waiting: { resolve(): void; reject(error: unknown): void }[] = [];
  #following: Following | undefined;
  #lastLookAt = 0;
  #lastChangeAt = 0;
  #lastHintAt = -Infinity;
  /** When to ask for hints again. */
  #registerAt = 0;

  constructor(context: GmailContext, pace: WatchPace) {
    this.#context = context;
    this.#pace = pace;
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  /** When everything had been told last. */
  get lastLook(): Date | null {
    return this.#lastLookAt === 0 ? null : new Date(this.#lastLookAt);
  }

  /** Gmail says that something happened, up to this record of the history. What was told already is no reason to look. */
  hint(historyId: string): void {
    this.#lastHintAt = this.#context.clock.now();
    const isNumber = /^\d{1,20}$/.test(historyId);
    if (isNumber && this.#following && BigInt(historyId) <= BigInt(this.#following.state.historyId)) return;
    this.wake();
  }

  wake(): void {
    this.#isDue = true;
    this.#rouse();
  }

  /** Resolves when a look that began after this is done; at once where nobody watches. */
  async look(): Promise<void> {
    if (!this.#isRunning) return;
    const done = new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    this.wake();
    await done;
  }

  /** Ends a watch that is going on, whatever it does right now. */
  stop(failure: ConnectFailure): void {
    this.#failure = failure;
    this.#stopped.abort(failure);
  }

  async *run(options: WatchOptions, signal: AbortSignal): AsyncGenerator<ChangeBatch, void, void> {
    if (this.#isRunning) throw new Error("The account is being watched already");
    this.#isRunning = true;
    this.#failure = undefined;
    this.#stopped = new AbortController();
    const either = AbortSignal.any([signal, this.#stopped.signal]);
    const onAbort = () => this.#rouse();
    either.addEventListener("abort", onAbort);
    try {
      yield* this.#follow(options, either);
    } catch (error) {
      if (!either.aborted) throw toConnectFailure(error);
    } finally {
      either.removeEventListener("abort", onAbort);
      this.#isRunning = false;
      this.#following = undefined;
      for (const { reject } of this.#waiting.splice(0)) reject(notWatched());
    }
    if (this.#failure && !signal.aborted) throw this.#failure;
  }

  async *#follow(options: WatchOptions, signal: AbortSignal): AsyncGenerator<ChangeBatch, void, void> {
    const notes = await this.#context.notes.read("");
    this.#registerAt = this.#firstRegistration(readRegistration(notes));
    await this.#register(signal);
    const profile = await this.#profile(signal);
    const state = readState(notes);
    const locale = state ? undefined : await this.#language(signal);
    const told = { login: profile.emailAddress, ...(locale !== undefined && { locale }) };
    yield { changes: [{ type: "connected", profile: told }], notes: [] };
    const following: Following = {
      context: this.#context,
      options,
      signal,
      state: state ?? { historyId: profile.historyId, since: 0 },
      known: new KnownMessages(),
      pending: PendingMessages.read(notes),
    };
    this.#following = following;
    if (!state) yield await this.#begin(following);
    this.#isDue = true;
    while (!signal.aborted) {
      if (this.#isDue) yield* this.#look(following);
      else if (!following.pending.isEmpty) yield await this.#tellPending(following);
      else {
        // Between two looks it is in the notes, and takes no memory.
        following.known = new KnownMessages();
        await this.#untilDue(signal);
      }
    }
  }

  async #profile(signal: AbortSignal): Promise<GmailProfile> {
    const request = { method: "getProfile", http: "GET", path: "profile" } as const;
    return this.#context.api.call<GmailProfile>(request, { signal, isBackground: true });
  }

  /** The language of the owner; undefined where the grant does not let us know. */
  async #language(signal: AbortSignal): Promise<string | undefined> {
    const request = { method: "settings.getLanguage", http: "GET", path: "settings/language" } as const;
    return this.#context.api
      .call<{ displayLanguage?: string }>(request, { signal, isBackground: true })
      .then(({ displayLanguage }) => displayLanguage || undefined)
      .catch((error: unknown) => {
        if (error instanceof GmailError && error.status === 403) return undefined;
        throw error;
      });
  }

  /** The first look at an account, or the first after its notes were lost: then old mail is not told as new. */
  async #begin(following: Following): Promise<ChangeBatch> {
    const { options, signal, known, pending, state } = following;
    await rememberWindow(following);
    const changes: MailChange[] = [];
    let wanted: string[] = [];
    if (options.hasConnectedBefore) {
      changes.push({ type: "mailboxReset", mailbox: { ...EVERYWHERE, name: "All Mail" }, reason: "syncStateLost" });
      // What came while the window was read is new all the same.
      for (const id of await addedSince(following)) known.forget(id);
    } else {
      const since = options.notifyFrom ? Math.floor(options.notifyFrom.getTime() / 1000) : 0;
      wanted = (await listSince(this.#context, since, undefined, signal)).toReversed();
    }
    return { changes, notes: [...pending.add(wanted), ...known.takeNotes(), stateNote(state)] };
  }

  async *#look(following: Following): AsyncGenerator<ChangeBatch, void, void> {
    this.#isDue = false;
    const waiting = this.#waiting.splice(0);
    try {
      const { signal, pending } = following;
      following.known = KnownMessages.read(await this.#context.notes.read(KNOWN_PREFIX));
      await this.#register(signal);
      const labels = await this.#tellLabels(signal);
      if (labels) yield labels;
      yield* this.#noting(this.#catchUp(following));
      while (!pending.isEmpty && !this.#isDue && !signal.aborted) yield await this.#tellPending(following);
      const slid = await slideWindow(following);
      if (slid) yield slid;
      this.#lastLookAt = this.#context.clock.now();
      for (const { resolve } of waiting) resolve();
    } catch (error) {
      for (const { reject } of waiting) reject(toConnectFailure(error));
      throw error;
    } finally {
      // Whoever read the changes may have stopped in the middle.
      for (const { reject } of waiting) reject(notWatched());
    }
    if (following.pending.isEmpty) yield { changes: [{ type: "inSync" }], notes: [] };
  }

  async *#catchUp(following: Following): AsyncGenerator<ChangeBatch, void, void> {
    try {
      yield* followHistory(following);
    } catch (error) {
      if (!(error instanceof GmailError) || error.kind !== "missing") throw error;
      yield* reconcile(following);
      yield* followHistory(following);
    }
  }

  /** Remembers that the mailbox is in use. */
  async *#noting(batches: AsyncGenerator<ChangeBatch, void, void>): AsyncGenerator<ChangeBatch, void, void> {
    for await (const batch of batches) {
      if (batch.changes.length > 0) this.#lastChangeAt = this.#context.clock.now();
      yield batch;
    }
  }

  async #tellPending({ options, signal, known, pending }: Following): Promise<ChangeBatch> {
    const next = pending.next();
    if (!next) return { changes: [], notes: [] };
    const described = await describeNew(this.#context, next.ids, options, signal);
    for (const { id, labels } of described) known.set(id, labels ?? null);
    const changes = described.flatMap(({ change }) => (change ? [change] : []));
    return { changes, notes: [pending.done(next.key), ...known.takeNotes()] };
  }

  /** Tells mailboxes that came and went. */
  async #tellLabels(signal: AbortSignal): Promise<ChangeBatch | undefined> {
    const { labels } = this.#context;
    const stored = await labels.stored();
    const all = await labels.all({ signal, isBackground: true }, 0);
    const before = new Map(toMailboxes(stored).map((mailbox) => [`${mailbox.id}\n${mailbox.path}`, mailbox]));
    const after = new Map(toMailboxes(all).map((mailbox) => [`${mailbox.id}\n${mailbox.path}`, mailbox]));
    const gone = [...before].filter(([key]) => !after.has(key)).map(([, { path, name }]) => ({ path, name }));
    const come = [...after].filter(([key]) => !before.has(key)).map(([, { path, name }]) => ({ path, name }));
    if (gone.length + come.length === 0) return undefined;
    const isFirst = stored.length === 0;
    const changes: MailChange[] = isFirst
      ? []
      : [
          ...gone.map((mailbox): MailChange => ({ type: "mailboxDeleted", mailbox })),
          ...come.map((mailbox): MailChange => ({ type: "mailboxNew", mailbox })),
        ];
    return { changes, notes: [labels.noteOf(all)] };
  }

  /** When this watch has to ask for hints: not yet, if that was done a short while ago for the topic that counts now. */
  #firstRegistration(known: GmailRegistration | undefined): number {
    const { account, clock } = this.#context;
    const topic = account.api?.pubSubTopic;
    if (topic === undefined) return Infinity;
    const isFresh = known?.topic === topic && clock.now() - known.registeredAt < DAY_MS;
    return isFresh ? known.expiresAt - HOUR_MS : 0;
  }

  /** Asks Gmail for hints when it is time. What goes wrong with that costs speed and nothing else. */
  async #register(signal: AbortSignal): Promise<void> {
    const { api, account, clock, notes, log } = this.#context;
    const topic = account.api?.pubSubTopic;
    const now = clock.now();
    if (topic === undefined || now < this.#registerAt) return;
    try {
      const { expiration } = await api.call<GmailWatch>(
        { method: "watch", http: "POST", path: "watch", json: { topicName: topic } },
        // Without the patience of background work: looking at the mailbox matters more.
        { signal },
      );
      const expiresAt = Number(expiration);
      this.#registerAt = expiresAt - HOUR_MS;
      await notes.write(registrationNotes({ topic, registeredAt: now, expiresAt }));
    } catch (error) {
      if (!(error instanceof GmailError) || error.kind === "unauthenticated") throw error;
      this.#registerAt = now + HOUR_MS;
      await notes.write(registrationFaultNotes({ at: now, message: error.message, status: error.status ?? null }));
      log.warn({ topic, reason: error.message }, "Gmail does not tell us of changes, so we ask now and then");
    }
  }

  async #untilDue(signal: AbortSignal): Promise<void> {
    const { clock } = this.#context;
    const roused = new AbortController();
    this.#rouse = () => roused.abort();
    if (this.#isDue || signal.aborted) return;
    try {
      await clock.wait(this.#nextLookAt() - clock.now(), roused.signal);
      this.#isDue = true;
    } catch (error) {
      if (!roused.signal.aborted) throw error;
    }
  }

  #nextLookAt(): number {
    const now = this.#context.clock.now();
    const { pollMs, activePollMs } = this.#pace;
    const isInUse = now - this.#lastChangeAt < ACTIVE_MS;
    const isHinted = now - this.#lastHintAt < HOUR_MS;
    const poll = isInUse && !isHinted ? Math.min(activePollMs, pollMs) : pollMs;
    return Math.min(now + poll, Math.max(now + SECOND_MS, this.#registerAt));
  }
}

const notWatched = () => new ConnectFailure("connection", "The account is no longer watched");
