import type { Selectable } from "kysely";
import type { OutboxState, WaitReason } from "@posthorn/contracts/outbox";
import type { NetworkRouting } from "../core/mail-backend.ts";
import type { PacedScope } from "../core/waiting.ts";
import type { Tables } from "./schema.ts";
import { portionsOf } from "./portions.ts";
import { SEALED } from "./sealed-places.ts";
import type { Db } from "./storage.ts";

/**
 * `staged`: with others, until all of them are there; nobody sees it and nothing delivers it. `queued`: to be delivered, at once or later. `handing-off`: the last bytes may have left, and the
 * answer has not been seen. `sent` and `failed` are final; `held` waits for a person, since a
 * crash hid whether the server took the message.
 */
export type SubmissionState = "staged" | "queued" | "handing-off" | "held" | "sent" | "failed";

export interface SubmissionProgress {
  status: "queued" | "processing" | "smtp-starting" | "smtp-completed" | "submitted" | "error";
  response?: string;
  messageId?: string;
  originalMessageId?: string;
  error?: { message: string; code?: string; statusCode?: number; networkRouting?: NetworkRouting | null };
  networkRouting?: NetworkRouting | null;
  /** That the last attempt went through. */
  gateway?: string;
  accepted?: string[];
  rejected?: { address: string; response: string }[];
}

export interface SubmissionOptions {
  dsn?: { id?: string; return: "headers" | "full"; notify?: string[]; recipient?: string };
  proxy?: string;
  localAddress?: string;
  copy?: boolean | null;
  sentMailPath?: string;
  /** The relay to send through, in place of the account's own way. */
  gateway?: string;
  idempotencyKey?: string;
  /** What the caller wants to be told with all that becomes of the message. */
  metadata?: Record<string, unknown>;
  /** The message this one answers or forwards, to be flagged once it is sent. */
  reference?: { message: string; action: "reply" | "reply-all" | "forward" };
  /** What is told of the message once it is delivered, by links below an address of ours. */
  tracking?: { baseUrl: string; opens: boolean; clicks: boolean };
  /** It is not sent to somebody who is on one of these lists by then. */
  blocklists?: { ids: string[]; recipient: string };
  /** The message in the mailbox that was sent, to be removed once it is. */
  draft?: { message: string };
  /** Whether that draft, as it lies there, is what is to be sent: now, and to whom it names itself. */
  isDraftItself?: boolean;
  /** It is handed over in the provider's own format, where there is one. */
  useStructuredFormat?: boolean;
}

export interface Submission {
  id: string;
  account: string;
  messageId: string;
  subject: string | null;
  envelope: { from: string; to: string[] };
  source: "api" | "smtp" | "test" | "ui";
  state: SubmissionState;
  attempts: number;
  attemptsMade: number;
  createdAt: number;
  scheduledAt: number;
  nextAttemptAt: number | null;
  finishedAt: number | null;
  progress: SubmissionProgress;
  options: SubmissionOptions;
  unknownOutcomes: number;
  /** Why it waits although its time has come; null where it does not. */
  waitingFor: WaitReason | null;
  /** Whose mail waits for this. */
  waitingScope: PacedScope | null;
  /** Since when its server refuses the login (epoch ms); null when the last attempt got past it. */
  refusedSince: number | null;
  /** The last failed attempts, oldest first. */
  history: AttemptNote[];
}

/** What became of an attempt that failed. */
export interface AttemptNote {
  /** Epoch ms. */
  at: number;
  error: string;
  code?: string;
  /** That it went through. */
  gateway?: string;
  /** What the server answered, and to which command. */
  response?: string;
  responseCode?: number;
  command?: string;
}

/** A submission with the message that it is about. */
export interface NewSubmission {
  submission: Submission;
  content: Buffer;
}

/** At least one, at most some hundreds. */
export async function insertSubmissions(db: Db, submissions: readonly NewSubmission[]): Promise<void> {
  await db.sql
    .insertInto("submissions")
    .values(
      submissions.map(({ submission }) => ({
        ...submission,
        envelope: JSON.stringify(submission.envelope),
        progress: JSON.stringify(submission.progress),
        options: sealOptions(db, submission),
        history: historyText(submission.history),
      })),
    )
    .execute();
  await db.sql
    .insertInto("submissionContents")
    .values(
      submissions.map(({ submission: { id }, content }) => ({
        submission: id,
        content: db.vault.sealBytes(content, SEALED.submissionContent.purpose(id)),
        size: content.length,
      })),
    )
    .execute();
}

/** Returns how many of these were staged, and are queued now. */
export async function releaseStaged(db: Db, ids: readonly string[]): Promise<number> {
  let released = 0;
  for (const portion of portionsOf(ids)) {
    const { numUpdatedRows } = await db.sql
      .updateTable("submissions")
      .set({ state: "queued" })
      .where("id", "in", portion)
      .where("state", "=", "staged")
      .executeTakeFirst();
    released += Number(numUpdatedRows);
  }
  return released;
}

/** Forgets at most `limit` submissions that were staged before `at` and never released; returns how many. */
export async function deleteStagedBefore(db: Db, at: number, limit: number): Promise<number> {
  const rows = await db.sql
    .selectFrom("submissions")
    .select("id")
    .where("state", "=", "staged")
    .where("createdAt", "<", at)
    .limit(limit)
    .execute();
  await deleteStaged(
    db,
    rows.map(({ id }) => id),
  );
  return rows.length;
}

export async function deleteStaged(db: Db, ids: readonly string[]): Promise<void> {
  for (const portion of portionsOf(ids)) {
    const staged = db.sql
      .selectFrom("submissions")
      .select("id")
      .where("id", "in", portion)
      .where("state", "=", "staged");
    await db.sql.deleteFrom("submissionContents").where("submission", "in", staged).execute();
    await db.sql.deleteFrom("submissions").where("id", "in", portion).where("state", "=", "staged").execute();
  }
}

const historyText = (history: readonly AttemptNote[]) => (history.length === 0 ? null : JSON.stringify(history));

/** Most submissions have none, and a seal costs time. */
function sealOptions(db: Db, { id, options }: Submission): string | null {
  return Object.keys(options).length === 0
    ? null
    : db.vault.seal(JSON.stringify(options), SEALED.submission.purpose(id));
}

function openOptions(db: Db, { id, options }: SubmissionRow): SubmissionOptions {
  return options === null
    ? {}
    : (JSON.parse(db.vault.open(options, SEALED.submission.purpose(id))) as SubmissionOptions);
}

export async function findSubmission(db: Db, id: string): Promise<Submission | undefined> {
  const row = await db.sql.selectFrom("submissions").selectAll().where("id", "=", id).executeTakeFirst();
  return row && toSubmission(db, row);
}

/** A submission with its message; `content` is undefined when it is no longer kept. */
export async function findSubmissionWithContent(
  db: Db,
  id: string,
): Promise<{ submission: Submission; content: Buffer | undefined } | undefined> {
  const row = await db.sql
    .selectFrom("submissions")
    .leftJoin("submissionContents", "submissionContents.submission", "submissions.id")
    .selectAll("submissions")
    .select("submissionContents.content")
    .where("submissions.id", "=", id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { content, ...rest } = row;
  return {
    submission: toSubmission(db, rest),
    content: content === null ? undefined : db.vault.openBytes(content, SEALED.submissionContent.purpose(id)),
  };
}

/** The message, or undefined when its content is no longer kept. */
export async function readSubmissionContent(db: Db, id: string): Promise<Buffer | undefined> {
  const row = await db.sql
    .selectFrom("submissionContents")
    .select("content")
    .where("submission", "=", id)
    .executeTakeFirst();
  return row && db.vault.openBytes(row.content, SEALED.submissionContent.purpose(id));
}

export async function hasSubmissionContent(db: Db, id: string): Promise<boolean> {
  const row = await db.sql
    .selectFrom("submissionContents")
    .select("submission")
    .where("submission", "=", id)
    .executeTakeFirst();
  return row !== undefined;
}

export async function deleteSubmissionContent(db: Db, id: string): Promise<void> {
  await db.sql.deleteFrom("submissionContents").where("submission", "=", id).execute();
}

export type SubmissionChange = Partial<
  Pick<
    Submission,
    | "state"
    | "messageId"
    | "attempts"
    | "attemptsMade"
    | "scheduledAt"
    | "nextAttemptAt"
    | "finishedAt"
    | "progress"
    | "unknownOutcomes"
    | "waitingFor"
    | "waitingScope"
    | "refusedSince"
    | "history"
  >
>;

export async function updateSubmission(db: Db, id: string, change: SubmissionChange): Promise<void> {
  const { progress, history, ...columns } = change;
  await db.sql
    .updateTable("submissions")
    .set({
      ...columns,
      ...(progress && { progress: JSON.stringify(progress) }),
      ...(history && { history: historyText(history) }),
    })
    .where("id", "=", id)
    .execute();
}

/**
 * Notes, right before its last bytes leave, that a queued message is handed off. False when it is not to leave: it was
 * cancelled, or its lane is no longer `owner`'s.
 */
export async function beginHandOff(
  db: Db,
  id: string,
  { owner, gateway }: { owner: string; gateway: string | undefined },
): Promise<boolean> {
  const progress: SubmissionProgress = { status: "smtp-starting", ...(gateway !== undefined && { gateway }) };
  const { numUpdatedRows } = await db.sql
    .updateTable("submissions")
    .set({ state: "handing-off", progress: JSON.stringify(progress) })
    .where("id", "=", id)
    .where("state", "=", "queued")
    .where((e) =>
      e.exists(
        e
          .selectFrom("lanes")
          .select("lane")
          .where("kind", "=", "message-delivery")
          .where("lane", "=", id)
          .where("leasedBy", "=", owner),
      ),
    )
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Keeps a submission from being handed off or changed by others until the transaction ends. */
export async function lockSubmission(tx: Db, id: string): Promise<void> {
  await tx.sql
    .selectFrom("submissions")
    .select("id")
    .where("id", "=", id)
    .$if(tx.engine.canSkipLocked, (q) => q.forUpdate())
    .execute();
}

export async function deleteSubmission(db: Db, id: string): Promise<void> {
  await deleteSubmissionContent(db, id);
  await db.sql.deleteFrom("submissions").where("id", "=", id).execute();
}

/** Ids of all submissions of an account, whatever their state. */
export async function submissionIdsOfAccount(db: Db, account: string): Promise<string[]> {
  const rows = await db.sql.selectFrom("submissions").select("id").where("account", "=", account).execute();
  return rows.map((row) => row.id);
}

/** A submission with the lane that will deliver it; null when nothing is queued for it. */
export interface ListedSubmission extends Submission {
  lane: { dueAt: number; leasedUntil: number } | null;
}

/** From one moment on until before another; either end may be open. */
export interface Period {
  from: number | undefined;
  until: number | undefined;
}

const outbox = (db: Db) =>
  db.sql
    .selectFrom("submissions")
    .where("submissions.state", "in", ["queued", "handing-off", "held", "failed"])
    .leftJoin("lanes", (join) =>
      join.onRef("lanes.lane", "=", "submissions.id").on("lanes.kind", "=", "message-delivery"),
    );

const inState = (entries: ReturnType<typeof outbox>, state: OutboxState, now: number) =>
  entries.where((e) => {
    const isActive = e("lanes.leasedUntil", ">", now);
    const isOpen = e("submissions.state", "in", ["queued", "handing-off"]);
    switch (state) {
      case "failed":
        return e("submissions.state", "in", ["failed", "held"]);
      case "active":
        return e.and([isOpen, isActive]);
      case "delayed":
        return e.and([isOpen, e.not(isActive), e("lanes.dueAt", ">", now)]);
      default:
        return e.and([isOpen, e.not(isActive), e("lanes.dueAt", "<=", now)]);
    }
  });

/** Ids of the entries of the outbox that are in one state, oldest first, those after `after`. */
export async function nextOutboxIds(
  db: Db,
  { state, now, after, limit }: { state: OutboxState; now: number; after: string; limit: number },
): Promise<string[]> {
  const rows = await inState(outbox(db), state, now)
    .select("submissions.id")
    .where("submissions.id", ">", after)
    .orderBy("submissions.id")
    .limit(limit)
    .execute();
  return rows.map(({ id }) => id);
}

/**
 * The outbox, in the API's order: delayed, waiting, active, failed. Sent messages are not part of
 * it.
 */
export async function listOutbox(
  db: Db,
  filter: {
    account: string | undefined;
    state: OutboxState | undefined;
    /** Epoch ms; the first moment that counts, and the first that no longer does. */
    createdAt: Period;
    scheduledAt: Period;
    now: number;
    limit: number;
    offset: number;
  },
): Promise<{ total: number; submissions: ListedSubmission[] }> {
  const { now } = filter;
  const listed = outbox(db)
    .$if(filter.account !== undefined, (q) => q.where("submissions.account", "=", filter.account ?? ""))
    .$if(filter.createdAt.from !== undefined, (q) => q.where("submissions.createdAt", ">=", filter.createdAt.from ?? 0))
    .$if(filter.createdAt.until !== undefined, (q) =>
      q.where("submissions.createdAt", "<", filter.createdAt.until ?? 0),
    )
    .$if(filter.scheduledAt.from !== undefined, (q) =>
      q.where("submissions.scheduledAt", ">=", filter.scheduledAt.from ?? 0),
    )
    .$if(filter.scheduledAt.until !== undefined, (q) =>
      q.where("submissions.scheduledAt", "<", filter.scheduledAt.until ?? 0),
    )
    .$if(filter.state !== undefined, (q) => inState(q, filter.state ?? "waiting", now));
  const { total } = await listed.select((e) => e.fn.countAll<number>().as("total")).executeTakeFirstOrThrow();
  const rows = await listed
    .selectAll("submissions")
    .select(["lanes.dueAt", "lanes.leasedUntil"])
    .orderBy((e) =>
      e
        .case()
        .when("submissions.state", "in", ["failed", "held"])
        .then(3)
        .when("lanes.leasedUntil", ">", now)
        .then(2)
        .when("lanes.dueAt", "<=", now)
        .then(1)
        .else(0)
        .end(),
    )
    .orderBy("submissions.id")
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
  return { total: Number(total), submissions: rows.map((row) => toListed(db, row)) };
}

/** Forgets finished submissions of one state beyond the newest `keep`, or finished before `at`. */
export async function deleteFinishedSubmissions(
  db: Db,
  filter: { state: "sent" | "failed"; at: number; keep: number; limit: number },
): Promise<number> {
  const rows = await db.sql
    .selectFrom("submissions")
    .select("id")
    .where("state", "=", filter.state)
    // A sent message whose copy is still to be stored stays.
    .$if(filter.state === "sent", (q) =>
      q.where((e) =>
        e.not(
          e.exists(
            e
              .selectFrom("submissionContents")
              .select("submission")
              .whereRef("submissionContents.submission", "=", "submissions.id"),
          ),
        ),
      ),
    )
    .where((e) =>
      e.or([
        e("finishedAt", "<", filter.at),
        e(
          "id",
          "not in",
          e
            .selectFrom("submissions as newest")
            .select("newest.id")
            .where("newest.state", "=", filter.state)
            .orderBy("newest.finishedAt", "desc")
            .limit(filter.keep),
        ),
      ]),
    )
    .limit(filter.limit)
    .execute();
  if (rows.length === 0) return 0;
  const ids = rows.map((row) => row.id);
  await db.sql.deleteFrom("submissionContents").where("submission", "in", ids).execute();
  await db.sql.deleteFrom("submissions").where("id", "in", ids).execute();
  return ids.length;
}

/** Drops the content of failed submissions beyond the newest `keep` and beyond `bytes` in total. */
export async function trimFailedContents(db: Db, keep: number, bytes: number): Promise<void> {
  const rows = await db.sql
    .selectFrom("submissions")
    .innerJoin("submissionContents", "submissionContents.submission", "submissions.id")
    .select(["submissions.id", "submissionContents.size"])
    .where("submissions.state", "=", "failed")
    .orderBy("submissions.finishedAt", "desc")
    .execute();
  let total = 0;
  const surplus = rows.filter((row, index) => {
    total += row.size;
    return index >= keep || total > bytes;
  });
  for (const { id } of surplus) await deleteSubmissionContent(db, id);
}

/** One entry of the outbox; undefined before it is queued and once it is sent. */
export async function findOutboxEntry(db: Db, id: string): Promise<ListedSubmission | undefined> {
  const row = await db.sql
    .selectFrom("submissions")
    .leftJoin("lanes", (join) =>
      join.onRef("lanes.lane", "=", "submissions.id").on("lanes.kind", "=", "message-delivery"),
    )
    .selectAll("submissions")
    .select(["lanes.dueAt", "lanes.leasedUntil"])
    .where("submissions.id", "=", id)
    .where("submissions.state", "not in", ["sent", "staged"])
    .executeTakeFirst();
  return row && toListed(db, row);
}

type SubmissionRow = Selectable<Tables["submissions"]>;

function toSubmission(db: Db, row: SubmissionRow): Submission {
  return {
    ...row,
    envelope: JSON.parse(row.envelope) as Submission["envelope"],
    source: row.source as Submission["source"],
    state: row.state as SubmissionState,
    waitingFor: row.waitingFor as WaitReason | null,
    waitingScope: row.waitingScope as PacedScope | null,
    progress: JSON.parse(row.progress) as SubmissionProgress,
    options: openOptions(db, row),
    history: row.history === null ? [] : (JSON.parse(row.history) as AttemptNote[]),
  };
}

function toListed(
  db: Db,
  { dueAt, leasedUntil, ...row }: SubmissionRow & { dueAt: number | null; leasedUntil: number | null },
): ListedSubmission {
  return { ...toSubmission(db, row), lane: dueAt === null || leasedUntil === null ? null : { dueAt, leasedUntil } };
}
