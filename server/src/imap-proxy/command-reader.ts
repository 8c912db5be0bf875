import type { Socket } from "node:net";
import type { ImapAttribute } from "imapflow/lib/handler/types.js";
import { parser } from "imapflow/lib/handler/imap-handler.js";
import { nextEvent } from "./next-event.ts";

/** A command of a client (RFC 9051 section 2.2.1). */
export interface ClientCommand {
  tag: string;
  /** In upper case. */
  name: string;
  /** Strings only: what comes before a login takes nothing else. */
  words: string[];
}

/** A line that is no command; the tag, if there is one, is for the answer. */
export class BadCommand extends Error {
  readonly tag: string;

  constructor(tag: string) {
    super("The command makes no sense");
    this.tag = tag;
  }
}

/** More in one command than anybody has to say before a login. */
export class CommandTooLong extends Error {
  constructor() {
    super("The command is too long");
  }
}

const LF = 0x0a;
/** At the end of a line: so many bytes follow. With a plus the client does not wait for leave (RFC 7888). */
const LITERAL = /\{(\d{1,10})(\+?)\}$/;
const TAG = /^[^\s*+(){%"\\]{1,256}(?= |$)/;

/**
 * Reads what a client says before it is logged in, one command at a time and no further: what follows is still on the
 * socket when the socket is handed on.
 */
export class CommandReader {
  readonly #socket: Socket;
  readonly #mostBytes: number;
  readonly #signal: AbortSignal;
  #unread: Buffer = Buffer.alloc(0);

  /** With `signal` aborted, nobody reads any more, and the client counts as gone. */
  constructor(socket: Socket, mostBytes: number, signal: AbortSignal) {
    this.#socket = socket;
    this.#mostBytes = mostBytes;
    this.#signal = signal;
  }

  /** The next command; null when the client is gone. Throws BadCommand and CommandTooLong. */
  async command(): Promise<ClientCommand | null> {
    const parts: Buffer[] = [];
    const literals: Buffer[] = [];
    let left = this.#mostBytes;
    for (;;) {
      const line = await this.#line(left);
      if (line === null) return null;
      left -= line.length;
      const [marker = "", size, isUnasked] = LITERAL.exec(line.toString("latin1")) ?? [];
      if (size === undefined) return parse(Buffer.concat([...parts, line]), literals);
      // The parser knows only those that are asked for.
      parts.push(line.subarray(0, line.length - marker.length), Buffer.from(`{${size}}\r\n`));
      left -= Number(size);
      if (left < 0) throw new CommandTooLong();
      if (isUnasked === "") this.#socket.write("+ Go on\r\n");
      const literal = await this.#bytes(Number(size));
      if (literal === null) return null;
      literals.push(literal);
    }
  }

  /** A line that answers a question of ours; null when the client is gone. */
  async line(): Promise<string | null> {
    return (await this.#line(this.#mostBytes))?.toString("latin1") ?? null;
  }

  /** Puts back what came early. Nothing may be read here any more. */
  release(): void {
    if (this.#unread.length > 0) this.#socket.unshift(this.#unread);
    this.#unread = Buffer.alloc(0);
  }

  /** Up to the next line end, without it. */
  async #line(most: number): Promise<Buffer | null> {
    let searched = 0;
    for (;;) {
      const end = this.#unread.indexOf(LF, searched);
      if (end > most || (end < 0 && this.#unread.length > most)) throw new CommandTooLong();
      if (end >= 0) {
        const line = this.#take(end + 1).subarray(0, end);
        return line.at(-1) === CR ? line.subarray(0, -1) : line;
      }
      searched = this.#unread.length;
      if (!(await this.#more())) return null;
    }
  }

  async #bytes(count: number): Promise<Buffer | null> {
    while (this.#unread.length < count) if (!(await this.#more())) return null;
    return this.#take(count);
  }

  #take(count: number): Buffer {
    const taken = this.#unread.subarray(0, count);
    this.#unread = this.#unread.subarray(count);
    return taken;
  }

  /** Waits for more; false when there will be none. */
  async #more(): Promise<boolean> {
    const socket = this.#socket;
    for (;;) {
      if (this.#signal.aborted) return false;
      const chunk = socket.read() as Buffer | null;
      if (chunk !== null) {
        this.#unread = Buffer.concat([this.#unread, chunk]);
        return true;
      }
      if (socket.readableEnded || socket.destroyed) return false;
      await nextEvent(socket, ["readable", "end", "close"], this.#signal);
    }
  }
}

const CR = 0x0d;

async function parse(line: Buffer, literals: Buffer[]): Promise<ClientCommand> {
  const tag = TAG.exec(line.toString("latin1"))?.[0];
  if (tag === undefined) throw new BadCommand("*");
  try {
    const { command, attributes } = await parser(line, { literals });
    return { tag, name: String(command).toUpperCase(), words: (attributes || []).map(wordOf) };
  } catch {
    throw new BadCommand(tag);
  }
}

/** Lists, as in ID, are not looked into. */
function wordOf(attribute: ImapAttribute | null): string {
  if (attribute === null || Array.isArray(attribute)) return "";
  const { value } = attribute;
  return Buffer.isBuffer(value) ? value.toString() : String(value ?? "");
}
