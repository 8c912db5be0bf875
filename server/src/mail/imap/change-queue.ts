import { weightOf } from "./change-weight.ts";
import type { ToldBatch } from "./sync-tools.ts";

/** Batches that may wait before whoever makes them has to. */
const ROOM = 64;
/** And characters of attachments in them. */
const ROOM_WEIGHT = 32 * 1024 * 1024;

export type Urgency = "live" | "background";

/** Batches on their way from those who find changes to the one who reads them. */
export class ChangeQueue {
  readonly #waiting: Record<Urgency, ToldBatch[]> = { live: [], background: [] };
  #end: { error: unknown } | undefined;
  #wakeReader: (() => void) | undefined;
  #blocked: (() => void)[] = [];

  async put(urgency: Urgency, batch: ToldBatch): Promise<void> {
    this.#throwIfEnded();
    this.#waiting[urgency].push(batch);
    this.#wakeReader?.();
    while (this.#isFull(urgency)) {
      await new Promise<void>((resolve) => this.#blocked.push(resolve));
      this.#throwIfEnded();
    }
  }

  /** Nothing more will come; what is waiting is dropped, to be found again by the next watch. */
  end(error: unknown): void {
    this.#end ??= { error };
    this.#wakeReader?.();
    this.#unblock();
  }

  /** Rejects with what ended the queue. */
  async take(): Promise<ToldBatch> {
    for (;;) {
      this.#throwIfEnded();
      const batch = this.#waiting.live.shift() ?? this.#waiting.background.shift();
      if (batch) {
        this.#unblock();
        return batch;
      }
      await new Promise<void>((resolve) => (this.#wakeReader = resolve));
      this.#wakeReader = undefined;
    }
  }

  #isFull(urgency: Urgency) {
    const waiting = this.#waiting[urgency];
    return waiting.length > ROOM || weightOf(waiting.flatMap(({ changes }) => changes)) > ROOM_WEIGHT;
  }

  #throwIfEnded() {
    if (this.#end) throw this.#end.error;
  }

  #unblock() {
    for (const resolve of this.#blocked.splice(0)) resolve();
  }
}
