import type { AccountState } from "../../../core/account-state.ts";
import type { AccountWatch } from "../../../core/account-watch.ts";
import type { MailSessions } from "../../../core/mail-backend.ts";
import { listAccountRevisions } from "../../../storage/accounts.ts";
import type { Storage } from "../../../storage/storage.ts";
import type { MakeGauge } from "./make-gauge.ts";

const MINUTE_MS = 60_000;
/** Ages of the last look at an account, youngest first, and the milliseconds that each reaches to. */
const AGES = [
  ["5m", 5 * MINUTE_MS],
  ["15m", 15 * MINUTE_MS],
  ["30m", 30 * MINUTE_MS],
  ["1h", 60 * MINUTE_MS],
  ["older", Number.POSITIVE_INFINITY],
] as const;
type Age = (typeof AGES)[number][0] | "never";

/** What one look may be late by, on top of the next one. */
const GRACE_MS = MINUTE_MS;

/** Accounts by state, and when those that are connected were last proved to be. */
export function accountGauges(
  gauge: MakeGauge,
  parts: { storage: Storage; mail(): MailSessions; watch(): AccountWatch; now(): number },
): () => Promise<void> {
  const byState = gauge("imap_connections", "Accounts by state", ["status"]);
  const byAge = gauge("posthorn_accounts_last_seen", "Connected accounts by the age of the last look at them", ["age"]);
  const overdue = gauge("posthorn_accounts_overdue", "Connected accounts that were not looked at for two turns");
  const watched = gauge("posthorn_accounts_watched", "Accounts that this process looks after");

  return async () => {
    const mail = parts.mail();
    const now = parts.now();
    const states = new Map<AccountState, number>();
    const ages = new Map<Age, number>([...AGES.map(([name]) => [name, 0] as const), ["never", 0]]);
    let late = 0;
    for (const { id, state } of await listAccountRevisions(parts.storage)) {
      states.set(state, (states.get(state) ?? 0) + 1);
      const everyMs = mail.lookEveryMsOf(id);
      if (state !== "connected" || everyMs === null) continue;
      const seen = mail.lastSeenOf(id);
      const ageMs = seen === null ? null : now - seen.getTime();
      const age = ageOf(ageMs);
      ages.set(age, (ages.get(age) ?? 0) + 1);
      if (ageMs !== null && ageMs > 2 * everyMs + GRACE_MS) late++;
    }
    byState.reset();
    for (const [status, count] of states) byState.set({ status }, count);
    for (const [age, count] of ages) byAge.set({ age }, count);
    overdue.set(late);
    watched.set(parts.watch().watched);
  };
}

const ageOf = (ageMs: number | null): Age =>
  ageMs === null ? "never" : (AGES.find(([, upToMs]) => ageMs <= upToMs)?.[0] ?? "older");
