import { setTimeout as sleep } from "node:timers/promises";
import type { SubconnectionState } from "@posthorn/contracts/server-details";
import { backoffDelay } from "../../core/backoff.ts";
import type { MailAccount } from "../../core/mail-backend.ts";
import { type ConnectionTools, type ImapClient, openConnection, withDeadline } from "./connection.ts";
import { IdleLoop } from "./idle-loop.ts";
import type { KnownMailbox } from "./mailboxes.ts";
import { quirksOf } from "./quirks.ts";
import { selectMailbox } from "./selected-mailbox.ts";

const TRY_AGAIN = { firstMs: 3_000, capMs: 300_000, jitter: 0.2 };
/** Changes that come in one go are looked at in one go. */
const GATHER_MS = 450;

/**
 * Connections that listen in mailboxes besides the main one (`subconnections` of the account). They
 * only make us look sooner: a failing one is tried again by itself and never affects the account.
 */
export class SubConnections {
  readonly #account: MailAccount;
  readonly #tools: ConnectionTools;
  readonly #end: AbortSignal;
  readonly #onPush: (path: string) => void;
  readonly #listening = new Map<string, AbortController>();
  readonly #states = new Map<string, SubconnectionState>();
  readonly #open = new Set<ImapClient>();

  constructor(account: MailAccount, tools: ConnectionTools, end: AbortSignal, onPush: (path: string) => void) {
    this.#account = account;
    this.#tools = tools;
    this.#end = end;
    this.#onPush = onPush;
  }

  /** Open connections. */
  get size(): number {
    return this.#open.size;
  }

  /** How each of them fares, in the order in which they were begun. */
  get states(): SubconnectionState[] {
    return [...this.#states.values()];
  }

  /** Listens in these mailboxes and no others. */
  keep(mailboxes: readonly KnownMailbox[]): void {
    const wanted = new Set(mailboxes.map(({ path }) => path));
    for (const [path, stop] of this.#listening) {
      if (wanted.has(path)) continue;
      this.#listening.delete(path);
      this.#states.delete(path);
      stop.abort();
    }
    for (const path of wanted) {
      if (this.#listening.has(path) || this.#end.aborted) continue;
      const stop = new AbortController();
      this.#listening.set(path, stop);
      void this.#keepListening(path, AbortSignal.any([stop.signal, this.#end]));
    }
  }

  async #keepListening(path: string, end: AbortSignal): Promise<void> {
    for (let failures = 0; !end.aborted; failures++) {
      this.#note(path, "connecting", this.#states.get(path)?.error);
      try {
        await this.#listen(path, end, () => {
          failures = 0;
          this.#note(path, "listening");
        });
        if (end.aborted) return;
        this.#note(path, "waiting", "The mail server closed the connection");
      } catch (error) {
        if (end.aborted) return;
        this.#note(path, "waiting", (error as Error).message);
        this.#tools.log.info({ account: this.#account.id, mailbox: path, err: error }, "A sub-connection ended");
      }
      await sleep(backoffDelay(TRY_AGAIN, failures + 1), undefined, { signal: end, ref: false }).catch(() => undefined);
    }
  }

  #note(path: string, state: SubconnectionState["state"], error?: string): void {
    if (this.#listening.has(path))
      this.#states.set(path, { path, state, since: new Date().toISOString(), ...(error && { error }) });
  }

  async #listen(path: string, end: AbortSignal, onWorking: () => void): Promise<void> {
    const { timeouts } = this.#tools;
    const client = await openConnection(this.#account, "sub-connection", this.#tools, end);
    this.#open.add(client);
    const close = () => client.close();
    end.addEventListener("abort", close, { once: true });
    let gathering: ReturnType<typeof setTimeout> | undefined;
    try {
      await withDeadline(client, timeouts.commandMs, selectMailbox(client, path));
      onWorking();
      const loop = new IdleLoop(client, timeouts, quirksOf(this.#account.imap?.host ?? ""));
      const onPush = () => {
        loop.hurry();
        gathering ??= setTimeout(() => {
          gathering = undefined;
          this.#onPush(path);
        }, GATHER_MS);
      };
      for (const event of ["exists", "expunge", "flags"] as const) client.on(event, onPush);
      client.once("close", () => loop.wake());
      // What came before the mailbox was selected.
      this.#onPush(path);
      while (client.usable && !end.aborted) if (await loop.rest()) await loop.ask();
    } finally {
      clearTimeout(gathering);
      end.removeEventListener("abort", close);
      this.#open.delete(client);
      client.close();
    }
  }
}
