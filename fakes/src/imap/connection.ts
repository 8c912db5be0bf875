import type { Socket } from "node:net";
import { type SecureContextOptions, TLSSocket } from "node:tls";
import compiler from "imapflow/lib/handler/imap-compiler.js";
import parser from "imapflow/lib/handler/imap-parser.js";
import type { ImapAttribute, ImapStreamItem } from "imapflow/lib/handler/types.js";
import { atom, atoms } from "./arguments.ts";
import { CommandStream } from "./command-stream.ts";
import type { MailStore, StoredMailbox, StoredMessage } from "./mail-store.ts";
import { encodePath } from "./mailbox-path.ts";
import type { SelectedView } from "./selected-view.ts";
import { writeSequenceSet } from "./sequence-set.ts";
import { statusNodes } from "./status-items.ts";

/** What a connection knows of the server it belongs to. */
export interface ConnectionParts {
  number: number;
  store: MailStore;
  capabilities: ReadonlySet<string>;
  secureContext: SecureContextOptions | undefined;
  /** A command arrived; resolves when it was dealt with. */
  dispatch(connection: FakeConnection, command: ArrivedCommand): Promise<void>;
}

export interface ArrivedCommand {
  tag: string;
  command: string;
  args: readonly ImapAttribute[];
  line: string;
}

/** What NOTIFY asked for (RFC 5465), as far as this server tells things apart. */
export interface NotifyWish {
  /** Changes of the selected mailbox are told without IDLE. */
  selected: boolean;
  /** Of these other mailboxes STATUS is told when they change. */
  isHeard(mailbox: StoredMailbox): boolean;
}

/** One client. What it has selected, and what it has been told. */
export class FakeConnection {
  /** Counted from 1, over the life of the server. */
  readonly number: number;
  readonly store: MailStore;
  readonly capabilities: ReadonlySet<string>;
  readonly enabled = new Set<string>();
  isAuthenticated = false;
  view: SelectedView | undefined;
  notify: NotifyWish | undefined;
  /** Takes the next line instead of reading it as a command, as IDLE and AUTHENTICATE want it. */
  nextLine: ((line: string) => void) | undefined;
  /** Whether the client idles. */
  isIdle = false;
  /** Keeps everything to itself that happens while the client idles. */
  isMute = false;
  readonly #parts: ConnectionParts;
  #socket: Socket;
  #horizon = Infinity;
  #isSilent = false;
  #isDeaf = false;
  #isHalfOpen = false;

  constructor(socket: Socket, parts: ConnectionParts) {
    this.number = parts.number;
    this.store = parts.store;
    this.capabilities = parts.capabilities;
    this.#parts = parts;
    this.#socket = socket;
    this.store.on("changed", this.#onChanged);
    this.store.on("void", this.#onVoid);
    socket.once("close", () => {
      this.store.off("changed", this.#onChanged);
      this.store.off("void", this.#onVoid);
    });
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed;
  }

  get isSecure(): boolean {
    return this.#socket instanceof TLSSocket;
  }

  has(capability: string): boolean {
    return this.capabilities.has(capability);
  }

  // ---- Reading ------------------------------------------------------------------------------

  /** Takes commands one after the other until the connection ends. */
  async listen(): Promise<void> {
    const socket = this.#socket;
    const stream = new CommandStream(() => this.send("+ Go ahead"));
    stream.on("error", () => {
      if (this.#socket === socket) socket.destroy();
    });
    socket.on("error", () => undefined);
    socket.once("close", () => stream.destroy());
    socket.once("end", () => {
      if (!this.#isHalfOpen) socket.end();
    });
    socket.pipe(stream, { end: false });
    try {
      for await (const item of stream as AsyncIterable<ImapStreamItem>) {
        item.next();
        await this.#take(item);
        // After STARTTLS somebody else listens.
        if (this.#socket !== socket) return;
      }
    } catch {
      // Cut off in the middle; there is nobody left to tell.
    }
  }

  async #take({ payload, literals }: ImapStreamItem): Promise<void> {
    if (this.#isDeaf) return;
    const line = payload.toString("latin1");
    const take = this.nextLine;
    if (take) {
      this.nextLine = undefined;
      return take(line);
    }
    try {
      const { tag = "*", command = "", attributes = [] } = await parser(payload, { literals });
      await this.#parts.dispatch(this, { tag, command: command.toUpperCase(), args: attributes, line });
    } catch (error) {
      this.send(`${line.split(" ")[0] || "*"} BAD ${error instanceof Error ? error.message : "Nonsense"}`);
    }
  }

  /** Goes on under TLS; what the client sends next is its handshake. */
  startTls(): void {
    const plain = this.#socket;
    plain.unpipe();
    plain.removeAllListeners("end");
    this.#socket = new TLSSocket(plain, { isServer: true, ...this.#parts.secureContext });
    void this.listen();
  }

  // ---- Writing ------------------------------------------------------------------------------

  /** A line or a whole response, without its line end. */
  send(response: string | Buffer): void {
    this.write(typeof response === "string" ? `${response}\r\n` : Buffer.concat([response, Buffer.from("\r\n")]));
  }

  /** Bytes as they are; false when the client does not keep up. */
  write(bytes: string | Buffer): boolean {
    return this.#isSilent || this.#socket.destroyed || this.#socket.writableEnded ? true : this.#socket.write(bytes);
  }

  onDrain(then: () => void): void {
    this.#socket.once("drain", then);
  }

  onClose(then: () => void): void {
    this.#socket.once("close", then);
  }

  /** Says nothing more, whatever comes. */
  silence(): void {
    this.#isSilent = true;
  }

  /** Takes no command any more. */
  ignore(): void {
    this.#isDeaf = true;
  }

  /** Stays open even when the client closes its side. */
  keepHalfOpen(): void {
    this.#isHalfOpen = true;
  }

  /** Hangs up when what was written has gone. */
  end(): void {
    this.#socket.end();
  }

  /** Is gone at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  bye(text: string): void {
    this.send(`* BYE ${text}`);
    this.end();
  }

  // ---- What the client can see --------------------------------------------------------------

  /** From now on the client is told of no new message, while everything else works on. */
  freeze(): void {
    this.#horizon = this.store.arrivals;
  }

  /** The messages that this client may know of. */
  visible(mailbox: StoredMailbox): StoredMessage[] {
    return mailbox.messages.filter(({ arrival }) => arrival <= this.#horizon);
  }

  /** What STATUS and SELECT tell of a mailbox, as far as this client may know. */
  counters(mailbox: StoredMailbox) {
    const messages = this.visible(mailbox);
    const hidden = mailbox.messages.filter((message) => !messages.includes(message));
    return {
      messages: messages.length,
      unseen: messages.filter(({ flags }) => !flags.has("\\Seen")).length,
      uidNext: hidden.length > 0 ? Math.min(...hidden.map(({ uid }) => uid)) : mailbox.uidNext,
      uidValidity: mailbox.uidValidity,
      highestModseq: hidden.length > 0 ? Math.max(1, ...messages.map(({ modseq }) => modseq)) : mailbox.highestModseq,
      size: messages.reduce((sum, { raw }) => sum + raw.length, 0),
      mailboxId: mailbox.mailboxId,
    };
  }

  /** Tells what changed in the selected mailbox. */
  reportNews(send: (response: string | Buffer) => void, mayExpunge: boolean): void {
    const { view } = this;
    if (!view) return;
    const { expunged, exists, flagged } = view.takeNews(this.visible(view.mailbox), mayExpunge);
    if (this.enabled.has("QRESYNC") && expunged.length > 0)
      send(`* VANISHED ${writeSequenceSet(expunged.map(({ uid }) => uid).sort((a, b) => a - b))}`);
    else for (const { seq } of expunged) send(`* ${seq} EXPUNGE`);
    for (const { seq, message } of flagged) {
      const modseq = this.enabled.has("CONDSTORE") ? [atom("MODSEQ"), [atom(message.modseq)]] : [];
      const items = [atom("UID"), atom(message.uid), atom("FLAGS"), atoms(message.flags), ...modseq];
      send(compiler({ tag: "*", command: `${seq}`, attributes: [atom("FETCH"), items] }));
    }
    if (exists !== undefined) send(`* ${exists} EXISTS`);
  }

  readonly #onChanged = (mailbox: StoredMailbox) => {
    if (mailbox === this.view?.mailbox) {
      if ((this.isIdle || this.notify?.selected) && !this.isMute) this.reportNews((text) => this.send(text), true);
    } else if (this.notify?.isHeard(mailbox) && !this.isMute) this.tellStatus(mailbox);
  };

  /** An untagged STATUS as NOTIFY tells it. */
  tellStatus(mailbox: StoredMailbox): void {
    const items = ["MESSAGES", "UIDNEXT", "UIDVALIDITY", ...(this.has("CONDSTORE") ? ["HIGHESTMODSEQ"] : [])];
    const attributes = [encodePath(mailbox.path, this.enabled), statusNodes(items, this.counters(mailbox))];
    this.send(compiler({ tag: "*", command: "STATUS", attributes }));
  }

  readonly #onVoid = (mailbox: StoredMailbox) => {
    if (mailbox === this.view?.mailbox) this.bye("The selected mailbox is not what it was");
  };
}
