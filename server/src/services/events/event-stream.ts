import { Readable } from "node:stream";
import type { EventEnvelope } from "@posthorn/contracts/events";
import { PosthornError, STATUS } from "../../core/errors.ts";
import type { Position } from "../../storage/event-positions.ts";
import type { EventFilter } from "../../storage/events.ts";
import type { LiveCall } from "../streams/live-calls.ts";
import { cursorOf } from "./cursor.ts";
import type { LogWatch } from "./log-watch.ts";
import type { Portion, Start } from "./read-log.ts";

/** After so long without a word, a comment keeps those in between from closing the connection. */
const KEEP_ALIVE_AFTER_MS = 30_000;
/** How long a reader whose connection broke should wait before it comes again. */
const RETRY_MS = 3000;

/**
 * Events as they are written down, as server-sent events for one reader. It reads on only when the
 * reader took what came before, so a slow one costs a portion of memory, and loses nothing as long
 * as the log keeps what it has not read.
 */
export class EventLogStream extends Readable implements LiveCall {
  readonly #source: EventSource;
  readonly #over = new AbortController();
  #position: Position;
  #isReading = false;
  #isWanted = false;
  #lastToldAt: number;

  constructor(source: EventSource, first: Portion) {
    super();
    this.#source = source;
    this.#position = first.next;
    this.#lastToldAt = source.now();
    const start = first.events[0];
    this.push(`: ${source.greeting}\nretry: ${RETRY_MS}\n${start === undefined ? this.#id() : ""}\n`);
    this.#tell(first);
    this.once("close", () => this.#over.abort());
  }

  override _read(): void {
    this.#isWanted = true;
    if (!this.#isReading) void this.#readOn();
  }

  /** Sends a comment when nothing was sent for long, and how far the reader is. */
  keepAlive(now: number): void {
    if (!this.#isWanted || now - this.#lastToldAt < KEEP_ALIVE_AFTER_MS) return;
    this.#lastToldAt = now;
    this.#isWanted = this.push(`: still here\n${this.#id()}\n`);
  }

  /** Ends the stream, at once for whoever does not read. */
  end(): void {
    this.#over.abort();
    if (!this.#isWanted) this.destroy();
    else if (!this.readableEnded) this.push(null);
    this.#isWanted = false;
  }

  async #readOn(): Promise<void> {
    const { read, watch, filter, onTrouble } = this.#source;
    const { signal } = this.#over;
    this.#isReading = true;
    try {
      while (this.#isWanted && !signal.aborted) {
        const portion = await read(this.#position);
        if (signal.aborted) return;
        this.#position = portion.next;
        this.#tell(portion);
        if (portion.events.length === 0 && !portion.hasMore) await watch.news(filter, this.#position, signal);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof PosthornError && error.kind === "conflict") this.push(errorFrame(error));
      else onTrouble(error);
      this.end();
    } finally {
      this.#isReading = false;
    }
  }

  #tell({ events }: Portion): void {
    for (const event of events) {
      const id = cursorOf(this.#source.log, event);
      const data = JSON.stringify({ id: event.id, ...(JSON.parse(event.payload) as EventEnvelope) });
      this.#isWanted = this.push(`id: ${id}\nevent: ${event.name}\ndata: ${data}\n\n`);
    }
    if (events.length > 0) this.#lastToldAt = this.#source.now();
  }

  /** Without data it is no event, but the reader remembers it. */
  #id(): string {
    return `id: ${cursorOf(this.#source.log, this.#position)}\n`;
  }
}

interface EventSource extends Pick<Start, "log"> {
  /** A comment at the start. */
  greeting: string;
  filter: EventFilter;
  watch: LogWatch;
  read(after: Position): Promise<Portion>;
  /** The log can't be read; the stream ends, and the reader may come again. */
  onTrouble(error: unknown): void;
  now(): number;
}

/** The same facts as an answer of that status has. */
function errorFrame({ kind, message, code, extra }: PosthornError): string {
  const body = { statusCode: STATUS[kind], error: "Conflict", message, code, ...extra };
  return `event: error\ndata: ${JSON.stringify(body)}\n\n`;
}
