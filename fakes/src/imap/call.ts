import compiler from "imapflow/lib/handler/imap-compiler.js";
import type { ImapAttribute, ImapCompileNode } from "imapflow/lib/handler/types.js";
import type { FakeConnection } from "./connection.ts";

/** Alters one response on its way out, seen as latin1 text without its line end; undefined leaves it out. */
export type Edit = (response: string) => string | undefined;

/** Commands whose answers may not change sequence numbers (RFC 9051 section 7.5.1). */
const KEEPS_NUMBERS = new Set(["FETCH", "STORE", "SEARCH"]);

/** A command that a client sent, and the ways to answer it. */
export class ImapCall {
  readonly connection: FakeConnection;
  readonly tag: string;
  /** In capitals; `UID FETCH` is a command of its own, and so is `AUTHENTICATE PLAIN`. `GREETING` is what comes first. */
  readonly command: string;
  readonly args: readonly ImapAttribute[];
  /** As it came, literals left out. */
  readonly line: string;
  readonly #perform: (call: ImapCall) => unknown;
  #edit: Edit | undefined;

  constructor(
    connection: FakeConnection,
    { tag, command, args, line }: { tag: string; command: string; args: readonly ImapAttribute[]; line: string },
    perform: (call: ImapCall) => unknown,
  ) {
    this.connection = connection;
    this.tag = tag;
    this.command = command;
    this.args = args;
    this.line = line;
    this.#perform = perform;
  }

  /** The command without UID. */
  get verb(): string {
    return this.command.replace(/^UID /, "");
  }

  get isUid(): boolean {
    return this.command.startsWith("UID ");
  }

  /** Answers as a good server does, every response altered if wished. */
  async answer(edit?: Edit): Promise<void> {
    this.#edit = edit;
    await this.#perform(this);
  }

  /** One response, tagged or not, without its line end. */
  send(response: string | Buffer): void {
    if (!this.#edit) return this.connection.send(response);
    const edited = this.#edit(typeof response === "string" ? response : response.toString("latin1"));
    if (edited !== undefined) this.connection.send(Buffer.from(edited, "latin1"));
  }

  /** An untagged response made of values. */
  respond(command: string, attributes: ImapCompileNode[]): void {
    this.send(compiler({ tag: "*", command, attributes }));
  }

  /** The command is done; what else happened is told first. */
  ok(text = `${this.command} completed`): void {
    this.connection.reportNews((response) => this.send(response), !KEEPS_NUMBERS.has(this.command));
    this.send(`${this.tag} OK ${text}`);
  }

  /** Begins with a response code if wished: `[INUSE] Somebody else is here`. */
  no(text: string): void {
    this.send(`${this.tag} NO ${text}`);
  }

  bad(text: string): void {
    this.send(`${this.tag} BAD ${text}`);
  }
}
