import { findAccountConditions } from "../../storage/accounts.ts";
import { findLiveTokenIds } from "../../storage/tokens.ts";
import type { Context } from "../context.ts";
import { isPasswordOf, type MailClient } from "./log-in.ts";

/** Clients that stay for long, and end with what they got in with. */
export interface LiveLogins {
  /**
   * Calls `end`, once, when the client's token is revoked or expires, the door's password is changed, or its account is
   * deleted: at once where that happens here, soon where another process does it. Returns what forgets the client.
   */
  watch(client: MailClient, end: () => void): () => void;
  close(): void;
}

/** What expires, and what another process did, is noticed this soon. */
const TICK_MS = 1000;
const AT_ONCE = 500;

export function createLiveLogins(ctx: Context): LiveLogins {
  const { storage, settings, log } = ctx;
  const watched = new Map<symbol, { client: MailClient; end(): void }>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> | null = null;

  const stopListening = [
    storage.onHint((topic) => {
      if (topic.startsWith("token:")) endWhere(({ key }) => key.kind === "token" && `token:${key.id}` === topic);
    }),
    settings.onChange(() => endWhere((client) => client.key.kind === "password" && !isPasswordOf(ctx, client))),
  ];

  function end(id: symbol): void {
    const found = watched.get(id);
    forget(id);
    found?.end();
  }

  function endWhere(isOver: (client: MailClient) => boolean): void {
    for (const [id, { client }] of watched) if (isOver(client)) end(id);
  }

  function forget(id: symbol): void {
    watched.delete(id);
    if (watched.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  }

  function tick(): void {
    const now = ctx.now();
    endWhere((client) =>
      client.key.kind === "password"
        ? !isPasswordOf(ctx, client)
        : client.key.expiresAt !== null && client.key.expiresAt <= now,
    );
    looking ??= look().finally(() => (looking = null));
  }

  async function look(): Promise<void> {
    const clients = [...watched.values()].map(({ client }) => client);
    const tokens = [...new Set(clients.flatMap(({ key }) => (key.kind === "token" ? [key.id] : [])))];
    const accounts = [...new Set(clients.map(({ account }) => account))];
    try {
      const living = new Set(await found(tokens, (ids) => findLiveTokenIds(storage, ids, ctx.now())));
      const kept = new Set((await found(accounts, (ids) => findAccountConditions(storage, ids))).map(({ id }) => id));
      const isGone = ({ key, account }: MailClient) =>
        (accounts.includes(account) && !kept.has(account)) ||
        (key.kind === "token" && tokens.includes(key.id) && !living.has(key.id));
      endWhere(isGone);
    } catch (error) {
      log.warn({ err: error }, "Tokens and accounts of mail programs can't be looked up right now");
    }
  }

  return {
    watch(client, onEnd) {
      const id = Symbol(client.account);
      watched.set(id, { client, end: onEnd });
      timer ??= setInterval(tick, TICK_MS).unref();
      return () => forget(id);
    },
    close() {
      for (const stop of stopListening) stop();
      clearInterval(timer);
      watched.clear();
    },
  };
}

/** What a query finds for many ids, some at a time. */
async function found<T>(ids: string[], find: (portion: string[]) => Promise<T[]>): Promise<T[]> {
  const all: T[] = [];
  for (let from = 0; from < ids.length; from += AT_ONCE) all.push(...(await find(ids.slice(from, from + AT_ONCE))));
  return all;
}
