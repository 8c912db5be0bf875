import { randomBytes } from "node:crypto";

/** What was told, to be told again to a reader whose connection broke. */
export interface Told<T> {
  id: string;
  what: T;
}

/**
 * The last things that were told, in memory. Ids name the process and the time since which nothing was
 * left out, so that those of another time are not mistaken for ours.
 */
export class ToldLog<T> {
  readonly #most: number;
  #run = newRun();
  /** Of the newest; the one before the first is 0. */
  #number = 0;
  #kept: Told<T>[] = [];

  /** Keeps at most `most`. */
  constructor(most: number) {
    this.#most = most;
  }

  /** The id of the newest, or of what came before the first. */
  get newest(): string {
    return `${this.#run}-${this.#number}`;
  }

  /** Returns the id of what is told. */
  note(what: T): string {
    this.#number++;
    this.#kept.push({ id: this.newest, what });
    if (this.#kept.length > 2 * this.#most) this.#kept = this.#kept.slice(-this.#most);
    return this.newest;
  }

  /** What was told after `id`; null when that is not known any more. */
  since(id: string): Told<T>[] | null {
    const [, run, number] = /^([0-9a-f]+)-(\d{1,15})$/.exec(id) ?? [];
    const missed = this.#number - Number(number);
    if (run !== this.#run || missed < 0 || missed > this.#kept.length) return null;
    return missed === 0 ? [] : this.#kept.slice(-missed);
  }

  /** Begins anew: from now on nothing was left out again. */
  begin(): void {
    this.#run = newRun();
    this.#number = 0;
    this.#kept = [];
  }
}

const newRun = () => randomBytes(6).toString("hex");
