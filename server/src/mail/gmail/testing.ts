import { type FakeGmail, type FakeGmailUser, startFakeGmail } from "@posthorn/fakes/gmail";
import { silentLog } from "../../core/log.ts";
import {
  type AccessTokens,
  type BackendNotes,
  ConnectFailure,
  type MailAccount,
  type MailBackend,
  type OutgoingMessage,
} from "../../core/mail-backend.ts";
import type { SmtpSender } from "../smtp-sender.ts";
import { createHttpClient } from "../../net/http-client.ts";
import { createGmailBackend, type GmailTools } from "./backend.ts";
import type { Clock } from "../clock.ts";
import { GmailBudgets } from "./unit-budget.ts";

/** So many units that no test has to wait for them. */
export const plentiful = () => {
  const rate = { unitsPerSecond: 1e9, burst: 1e9 };
  return new GmailBudgets({ user: rate, app: rate });
};

/** A clock that only a test moves. */
export class VirtualClock implements Clock {
  #now: number;
  #timers: { at: number; ring(): void }[] = [];

  constructor(start = Date.parse("2026-11-02T08:00:00Z")) {
    this.#now = start;
  }

  now = () => this.#now;

  wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.reject(signal.reason as Error);
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        reject(signal?.reason as Error);
      };
      const timer = {
        at: this.#now + Math.max(0, ms),
        ring: () => {
          signal?.removeEventListener("abort", leave);
          resolve();
        },
      };
      signal?.addEventListener("abort", leave, { once: true });
      this.#timers.push(timer);
    });
  }

  /** How many wait for a time to come. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** Moves on at once; everything that waited for a time up to then goes on, in order. */
  advance(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter(({ at }) => at <= this.#now).toSorted((a, b) => a.at - b.at);
    this.#timers = this.#timers.filter(({ at }) => at > this.#now);
    for (const { ring } of due) ring();
  }
}

/** The system's time, with waits a thousandth as long. */
export const hastyClock: Clock = {
  now: Date.now,
  wait: (ms, signal) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(resolve, ms / 1000);
      signal?.addEventListener(
        "abort",
        () => {
          clearTimeout(timer);
          reject(signal.reason as Error);
        },
        { once: true },
      );
      if (signal?.aborted) reject(signal.reason as Error);
    }),
};

/** Tokens of one account as a test wants them: a list, of which each that is discarded makes way for the next. */
export class TestTokens implements AccessTokens {
  readonly list: string[];
  discarded: string[] = [];

  constructor(...list: string[]) {
    this.list = list;
  }

  async current(): Promise<string> {
    const [token] = this.list;
    if (token === undefined) throw new ConnectFailure("authentication", "The grant was revoked");
    return token;
  }

  discard(token: string): void {
    this.discarded.push(token);
    if (this.list[0] === token) this.list.shift();
  }
}

export interface GmailAccount {
  /** What went through a gateway. */
  relayed: OutgoingMessage[];
  gmail: FakeGmail;
  user: FakeGmailUser;
  tokens: TestTokens;
  account: MailAccount;
  open(notes: BackendNotes, tools?: Partial<GmailTools>): MailBackend;
  close(): Promise<void>;
}

/** A fake of Gmail with one user, and backends over it. */
export async function startGmailAccount({
  clock = hastyClock,
  sendOnly = false,
  decodesHeaders = false,
  pubSubTopic,
  publish,
}: {
  clock?: Clock;
  sendOnly?: boolean;
  decodesHeaders?: boolean;
  pubSubTopic?: string;
  publish?: (topic: string, data: { emailAddress: string; historyId: string }) => void;
} = {}): Promise<GmailAccount> {
  const gmail = await startFakeGmail({ now: clock.now, decodesHeaders, ...(publish && { publish }) });
  const user = gmail.addUser("bob@example.test", "good");
  if (sendOnly) user.sendOnlyTokens.add("send");
  const tokens = new TestTokens(sendOnly ? "send" : "good");
  const http = createHttpClient({ policy: "off", connectTimeoutMs: 5000, proxy: () => undefined });
  const relayed: OutgoingMessage[] = [];
  const smtp: SmtpSender = {
    async send(_, message) {
      relayed.push(message);
      return { accepted: message.envelope.to, rejected: [], networkRouting: null };
    },
  };
  const account = accountOf({ baseUrl: gmail.url, tokens, sendOnly, pubSubTopic });
  return {
    gmail,
    user,
    tokens,
    relayed,
    account,
    open: (notes, tools = {}) =>
      createGmailBackend(account, notes, { http, log: silentLog, smtp, budgets: plentiful(), clock, ...tools }),
    async close() {
      await http.close();
      await gmail.close();
    },
  };
}

export const accountOf = (api: {
  baseUrl: string;
  tokens: AccessTokens;
  sendOnly?: boolean;
  pubSubTopic?: string | undefined;
}): MailAccount => ({
  id: "bob",
  email: "bob@example.test",
  path: null,
  subconnections: [],
  proxy: undefined,
  smtpEhloName: undefined,
  imapIndexer: "full",
  imap: null,
  smtp: null,
  api: { kind: "gmail", app: "app", sendOnly: false, ...api },
  ignoreMailCertErrors: false,
});
