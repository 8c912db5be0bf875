import { isDeepStrictEqual } from "node:util";
import { next } from "../../core/account-state.ts";
import type { AccountProfile, ChangeBatch } from "../../core/mail-backend.ts";
import type { EventLog, NewEvent } from "../../events/event-log.ts";
import {
  type AccountRecord,
  type AccountStatusChange,
  findAccount,
  updateAccountSettings,
  updateAccountStatus,
} from "../../storage/accounts.ts";
import { writeNotes } from "../../storage/notes.ts";
import { findHold, liftHold } from "../../storage/sending-holds.ts";
import type { Db, Storage } from "../../storage/storage.ts";
import { eventOfChange } from "./event-of-change.ts";
import { eventsOfReport } from "./events-of-report.ts";
import { lagOf } from "./sync-lag.ts";
import type { MessageEventSettings } from "./message-for-event.ts";
import type { SuppressionSettings } from "./suppress.ts";

/** What of new messages is told, and what follows. */
export interface WatchSettings extends MessageEventSettings, SuppressionSettings {
  /** Whether the risk that a model sees is told beside its summary, too. */
  compatAiSummary: boolean;
}

/** The account was deleted while its mail was being watched. */
export class AccountGone extends Error {}

/**
 * Commits the notes of a batch, the events of its changes and what they say about the account, in
 * one transaction: a crash before it tells the batch again, a crash after it tells nothing twice.
 */
export async function commitBatch(
  storage: Storage,
  events: EventLog,
  id: string,
  batch: ChangeBatch,
  settings: WatchSettings,
  now: number,
): Promise<void> {
  await storage.transaction(async (tx) => {
    const account = await findAccount(tx, id);
    if (account === undefined) throw new AccountGone(id);
    const status: AccountStatusChange = {};
    const told: NewEvent[] = [];
    let state = account.state;
    const isConnected = batch.changes.some(({ type }) => type === "connected");
    for (const change of batch.changes) {
      const event = eventOfChange(id, change, settings);
      const lagMs = account.firstConnectedAt === null ? null : lagOf(change, now);
      if (event !== null) told.push({ ...event, ...(lagMs !== null && { lagMs }) });
      if (change.type === "messageNew" && change.report)
        told.push(
          ...(await eventsOfReport(tx, { account: id, message: change.message, report: change.report }, settings, now)),
        );
      const authenticated = { name: "authenticationSuccess", account: id, data: { user: loginOf(account) } } as const;
      if (change.type === "connected") {
        if (change.profile) await noteProfile(tx, account, change.profile, now);
        state = next[state]["loggedIn"];
        status.authFailingSince = null;
        if (account.firstLoginAt === null) {
          status.firstLoginAt = now;
          told.push(authenticated);
        }
      } else if (change.type === "inSync") {
        state = next[state]["inSync"];
        status.syncTime = now;
        if (account.firstConnectedAt === null && status.firstConnectedAt === undefined) {
          status.firstConnectedAt = now;
          told.push({ name: "accountInitialized", account: id, data: { initialized: true } });
        } else if (account.lastError !== null && status.lastError === undefined) told.push(authenticated);
        status.lastError = null;
        status.failingSince = null;
      } else if (change.type === "syncError") {
        status.syncError = change.error && {
          path: change.error.path,
          time: new Date(now).toISOString(),
          error: [change.error.message, change.error.responseText].filter(Boolean).join(": "),
        };
      }
    }
    if (state !== account.state) status.state = state;
    if (Object.keys(status).length > 0) await updateAccountStatus(tx, id, status);
    if (status.state !== undefined) tx.hint(`state:${id}`);
    if (isConnected && (await findHold(tx, `account ${id}`))) await liftHold(tx, `account ${id}`, now);
    await writeNotes(tx, id, batch.notes);
    await events.publish(tx, told, now);
  });
}

/** What the provider knows better than who added the account; a language that was chosen here stays. */
async function noteProfile(tx: Db, { id, settings }: AccountRecord, { login, locale }: AccountProfile, now: number) {
  const { oauth2 } = settings;
  if (oauth2 === undefined) return;
  const changed = { ...settings };
  // Who signed in for a shared mailbox is somebody else.
  if (login && oauth2.auth?.delegatedUser === undefined && oauth2.auth?.user !== login)
    changed.oauth2 = { ...oauth2, auth: { ...oauth2.auth, user: login } };
  if (locale && !settings.locale) changed.locale = locale.slice(0, LONGEST_LOCALE);
  if (!isDeepStrictEqual(changed, settings))
    await updateAccountSettings(tx, id, changed, now, { isNewRevision: false });
}

/** As the API takes them. */
const LONGEST_LOCALE = 100;

const loginOf = ({ settings }: NonNullable<Awaited<ReturnType<typeof findAccount>>>) =>
  (settings.imap?.auth ? settings.imap.auth.user : settings.oauth2?.auth?.user) ?? settings.email;
