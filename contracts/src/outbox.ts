import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import {
  AccountId,
  AccountParams,
  Nullable,
  OneOf,
  OpenObject,
  OrFalse,
  Page,
  paged,
  PageSize,
  Strict,
  Timestamp,
} from "./schemas.ts";

export const OUTBOX_STATES = ["waiting", "active", "delayed", "failed"] as const;
export type OutboxState = (typeof OUTBOX_STATES)[number];

export const OUTBOX_STATUSES = [
  "queued",
  "processing",
  "smtp-starting",
  "smtp-completed",
  "submitted",
  "error",
] as const;
export type OutboxStatus = (typeof OUTBOX_STATUSES)[number];

/**
 * Why a message waits although its time has come: its server refuses the login, or asked to be left in peace for a while;
 * or by our own limits: what may be sent a minute, a day, at certain hours, or at once.
 */
export const WAIT_REASONS = ["login", "throttled", "rate", "dailyCap", "window", "atOnce"] as const;
export type WaitReason = (typeof WAIT_REASONS)[number];

const networkRouting = Type.Optional(Nullable(OpenObject()));

export const OutboxProgress = Type.Object(
  {
    status: Type.Optional(OneOf(OUTBOX_STATUSES)),
    response: Type.Optional(Type.String()),
    messageId: Type.Optional(Type.String()),
    originalMessageId: Type.Optional(Type.String()),
    networkRouting,
    /** The gateway that the last attempt went through; it may be the fallback of the one that was asked for. */
    gateway: Type.Optional(Type.String({ maxLength: 256 })),
    /** Recipients that the server took, and those that it refused while it took others. */
    accepted: Type.Optional(Type.Array(Type.String())),
    /** How often a connection ended after the message had left and before the server's answer was seen. */
    unknownOutcomes: Type.Optional(Type.Integer()),
    rejected: Type.Optional(Type.Array(Type.Object({ address: Type.String(), response: Type.String() }))),
    error: Type.Optional(
      Type.Object({
        message: Type.Optional(Type.String()),
        code: Type.Optional(Type.String()),
        statusCode: Type.Optional(Type.Integer()),
        networkRouting,
      }),
    ),
  },
  { $id: "OutboxEntryProgress" },
);
export type OutboxProgress = Static<typeof OutboxProgress>;

export const OutboxAttempt = Type.Object(
  {
    time: Timestamp(),
    error: Type.String(),
    code: Type.Optional(Type.String()),
    /** The gateway that it went through. */
    gateway: Type.Optional(Type.String({ maxLength: 256 })),
    /** What the server answered, and to which command. */
    response: Type.Optional(Type.String()),
    responseCode: Type.Optional(Type.Integer()),
    command: Type.Optional(Type.String()),
  },
  { $id: "OutboxEntryAttempt" },
);

export const OutboxEntry = Type.Object(
  {
    queueId: Type.String(),
    account: Type.String({ maxLength: 256 }),
    state: Type.Optional(OneOf(OUTBOX_STATES)),
    source: Type.Optional(OneOf(["smtp", "api", "test", "ui"])),
    messageId: Type.Optional(Type.String({ maxLength: 996 })),
    envelope: Type.Optional(
      Type.Object({ from: Type.Optional(Type.String()), to: Type.Optional(Type.Array(Type.String())) }),
    ),
    subject: Type.Optional(Nullable(Type.String({ maxLength: 10_240 }))),
    gateway: Type.Optional(Nullable(Type.String({ maxLength: 256 }))),
    /** Credentials read `******`. */
    proxy: Type.Optional(Nullable(Type.String())),
    localAddress: Type.Optional(Nullable(Type.String())),
    idempotencyKey: Type.Optional(Nullable(Type.String({ maxLength: 1024 }))),
    /** As the caller gave it. */
    metadata: Type.Optional(OpenObject()),
    useStructuredFormat: Type.Optional(Type.Boolean()),
    draft: Type.Optional(Type.Object({ message: Type.String() })),
    created: Type.Optional(Timestamp()),
    scheduled: Type.Optional(Timestamp()),
    /** An estimate; false when no attempt is left. */
    nextAttempt: Type.Optional(OrFalse(Timestamp())),
    /** Why it waits although its time has come. */
    waitingFor: Type.Optional(OneOf(WAIT_REASONS)),
    /** The same in words. */
    waitingReason: Type.Optional(Type.String()),
    attemptsMade: Type.Optional(Type.Integer()),
    attempts: Type.Optional(Type.Integer()),
    /** The last twenty attempts that failed, oldest first. */
    attemptHistory: Type.Optional(Type.Array(OutboxAttempt)),
    progress: Type.Optional(OutboxProgress),
  },
  { $id: "OutboxEntry" },
);
export type OutboxEntry = Static<typeof OutboxEntry>;

export const OutboxPage = Type.Object({ ...paged, messages: Type.Array(OutboxEntry) }, { $id: "OutboxListResponse" });
export type OutboxPage = Static<typeof OutboxPage>;

const DeletedEntry = Type.Object({ deleted: Type.Boolean() }, { $id: "DeleteOutboxEntryResponse" });
const RetriedEntry = Type.Object(
  { queueId: Type.String(), retried: Type.Boolean() },
  { $id: "RetryOutboxEntryResponse" },
);
const PromotedEntry = Type.Object(
  { queueId: Type.String(), promoted: Type.Boolean() },
  { $id: "PromoteOutboxEntryResponse" },
);

const Rescheduling = Strict({ sendAt: Timestamp() }, { $id: "RescheduleOutboxEntry" });
const RescheduledEntry = Type.Object(
  { queueId: Type.String(), rescheduled: Type.Boolean(), sendAt: Timestamp() },
  { $id: "RescheduleOutboxEntryResponse" },
);

/** Which entries are listed; `After` takes the moment itself in, `Before` does not. */
const filter = {
  state: Type.Optional(OneOf(OUTBOX_STATES)),
  createdAfter: Type.Optional(Timestamp()),
  createdBefore: Type.Optional(Timestamp()),
  scheduledAfter: Type.Optional(Timestamp()),
  scheduledBefore: Type.Optional(Timestamp()),
};

const queueId = Type.String({ minLength: 1, maxLength: 100 });
const EntryParams = Strict({ queueId });
const AccountEntryParams = Strict({ account: AccountId, queueId });

const onOutbox = { tag: "Outbox", scope: "api", group: "outbox" } as const;

export const listOutbox = contract({
  ...onOutbox,
  method: "GET",
  path: "/v1/outbox",
  operationId: "getV1Outbox",
  summary: "List queued and failed messages of all accounts",
  action: "read",
  query: Strict({ page: Page, pageSize: PageSize, account: Type.Optional(AccountId), ...filter }),
  response: OutboxPage,
});

export const getOutboxEntry = contract({
  ...onOutbox,
  method: "GET",
  path: "/v1/outbox/:queueId",
  operationId: "getV1OutboxQueueid",
  summary: "Get a queued message",
  action: "read",
  params: EntryParams,
  response: OutboxEntry,
});

export const deleteOutboxEntry = contract({
  ...onOutbox,
  method: "DELETE",
  path: "/v1/outbox/:queueId",
  operationId: "deleteV1OutboxQueueid",
  summary: "Cancel a queued message; true only if it can't be sent any more",
  action: "destructive",
  params: EntryParams,
  response: DeletedEntry,
});

export const rescheduleOutboxEntry = contract({
  ...onOutbox,
  method: "PUT",
  path: "/v1/outbox/:queueId",
  operationId: "putV1OutboxQueueid",
  summary: "Send a waiting message at another time",
  action: "send",
  params: EntryParams,
  body: Rescheduling,
  response: RescheduledEntry,
});

export const retryOutboxEntry = contract({
  ...onOutbox,
  method: "POST",
  path: "/v1/outbox/:queueId/retry",
  operationId: "postV1OutboxQueueidRetry",
  summary: "Queue a failed message again",
  action: "send",
  params: EntryParams,
  response: RetriedEntry,
});

export const promoteOutboxEntry = contract({
  ...onOutbox,
  method: "POST",
  path: "/v1/outbox/:queueId/promote",
  operationId: "postV1OutboxQueueidPromote",
  summary: "Deliver a delayed message next",
  action: "send",
  params: EntryParams,
  response: PromotedEntry,
});

// ---- The same for one account, open to tokens bound to it -----------------------------------

export const listAccountOutbox = contract({
  ...onOutbox,
  method: "GET",
  path: "/v1/account/:account/outbox",
  operationId: "getV1AccountAccountOutbox",
  summary: "List queued and failed messages of an account",
  action: "read",
  params: AccountParams,
  query: Strict({ page: Page, pageSize: PageSize, ...filter }),
  response: OutboxPage,
});

export const getAccountOutboxEntry = contract({
  ...onOutbox,
  method: "GET",
  path: "/v1/account/:account/outbox/:queueId",
  operationId: "getV1AccountAccountOutboxQueueid",
  summary: "Get a queued message of an account",
  action: "read",
  params: AccountEntryParams,
  response: OutboxEntry,
});

export const deleteAccountOutboxEntry = contract({
  ...onOutbox,
  method: "DELETE",
  path: "/v1/account/:account/outbox/:queueId",
  operationId: "deleteV1AccountAccountOutboxQueueid",
  summary: "Cancel a queued message of an account",
  action: "destructive",
  params: AccountEntryParams,
  response: DeletedEntry,
});

export const rescheduleAccountOutboxEntry = contract({
  ...onOutbox,
  method: "PUT",
  path: "/v1/account/:account/outbox/:queueId",
  operationId: "putV1AccountAccountOutboxQueueid",
  summary: "Send a waiting message of an account at another time",
  action: "send",
  params: AccountEntryParams,
  body: Rescheduling,
  response: RescheduledEntry,
});

export const retryAccountOutboxEntry = contract({
  ...onOutbox,
  method: "POST",
  path: "/v1/account/:account/outbox/:queueId/retry",
  operationId: "postV1AccountAccountOutboxQueueidRetry",
  summary: "Queue a failed message of an account again",
  action: "send",
  params: AccountEntryParams,
  response: RetriedEntry,
});

export const promoteAccountOutboxEntry = contract({
  ...onOutbox,
  method: "POST",
  path: "/v1/account/:account/outbox/:queueId/promote",
  operationId: "postV1AccountAccountOutboxQueueidPromote",
  summary: "Deliver a delayed message of an account next",
  action: "send",
  params: AccountEntryParams,
  response: PromotedEntry,
});
