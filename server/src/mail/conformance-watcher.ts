import type { ChangeBatch, MailBackend, MailChange, WatchOptions } from "../core/mail-backend.ts";
import type { MemoryNotes } from "./conformance-notes.ts";

type ChangeOf<T extends MailChange["type"]> = Extract<MailChange, { type: T }>;

export const WATCH_EVERYTHING: WatchOptions = {
  hasConnectedBefore: false,
  lastLook: null,
  notifyFrom: null,
  text: { include: true, maxCharacters: 10_000 },
  headers: true,
  attachments: { include: false, maxBytes: 0 },
  calendarEvents: false,
  gmailCategories: true,
};

/** Reads a watch the way the account worker does, and lets a test wait for what it tells. */
export class Watcher {
  readonly changes: MailChange[] = [];
  /** When each change came, in milliseconds of `performance.now()`. */
  readonly times: number[] = [];
  readonly ended: Promise<unknown>;
  readonly #abort = new AbortController();
  readonly #notes: MemoryNotes;
  #onChange: (() => void)[] = [];
  #isOver = false;

  constructor(backend: MailBackend, notes: MemoryNotes, options: Partial<WatchOptions> = {}) {
    this.#notes = notes;
    this.ended = this.#read(backend, { ...WATCH_EVERYTHING, ...options }).finally(() => {
      this.#isOver = true;
      this.#wake();
    });
  }

  /** Resolves with what ended the watch: an error, or undefined after `stop`. */
  async #read(backend: MailBackend, options: WatchOptions): Promise<unknown> {
    try {
      for await (const batch of backend.watch(options, this.#abort.signal)) this.#take(batch);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  #take({ changes, notes }: ChangeBatch) {
    this.#notes.commit(notes);
    this.changes.push(...changes);
    for (const _ of changes) this.times.push(performance.now());
    this.#wake();
  }

  #wake() {
    for (const wake of this.#onChange.splice(0)) wake();
  }

  of<T extends MailChange["type"]>(type: T): ChangeOf<T>[] {
    return this.changes.filter((change): change is ChangeOf<T> => change.type === type);
  }

  get subjects(): string[] {
    return this.of("messageNew").map(({ message }) => message.subject ?? "");
  }

  async until(isMet: (watcher: this) => boolean, what = "a change"): Promise<void> {
    const deadline = performance.now() + 20_000;
    while (!isMet(this)) {
      const story = () => this.changes.map((change) => JSON.stringify(change).slice(0, 160)).join("\n");
      if (this.#isOver) throw new Error(`The watch ended before ${what}: ${String(await this.ended)}\n${story()}`);
      const left = deadline - performance.now();
      if (left <= 0) throw new Error(`Waited in vain for ${what}; told so far:\n${story()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#onChange.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  inSync(times = 1) {
    return this.until(() => this.of("inSync").length >= times, "inSync");
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    const error = await this.ended;
    if (error !== undefined) throw error;
  }
}
