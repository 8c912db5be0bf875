import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { FoundAddress, MessageListEntry, ThreadIdSource } from "./messages.ts";
import { AccountId, AccountParams, MailboxPath, Nullable, Page, paged, Strict, Timestamp } from "./schemas.ts";

/** What the mail server or we made; ours begin with `local.`. */
export const ThreadId = Type.String({ minLength: 1, maxLength: 256, pattern: "^[A-Za-z0-9_.+/=-]+$" });

/** What of a thread lies in one mailbox. */
export const ThreadEntry = Type.Object(
  {
    threadId: Type.String(),
    threadIdSource: Type.Optional(ThreadIdSource),
    /** Of its first message. */
    subject: Type.Optional(Type.String()),
    /** Authors first, then recipients; at most 20, of its first message and the 20 newest. */
    participants: Type.Array(FoundAddress),
    messageCount: Type.Integer(),
    unseenCount: Type.Integer(),
    /** Of the newest message. */
    date: Type.Optional(Timestamp()),
    /** The id of the newest message. */
    latestMessage: Type.String(),
    /** One of its messages, of those that `participants` is made of, has an attachment that is not part of its HTML. */
    hasAttachments: Type.Optional(Type.Boolean()),
  },
  { $id: "ThreadEntry" },
);
export type ThreadEntry = Static<typeof ThreadEntry>;

export const ThreadPage = Type.Object(
  {
    ...paged,
    nextPageCursor: Nullable(Type.String()),
    prevPageCursor: Nullable(Type.String()),
    threads: Type.Array(ThreadEntry),
  },
  { $id: "ThreadList" },
);
export type ThreadPage = Static<typeof ThreadPage>;

/** The messages of a thread, oldest first. */
export const Thread = Type.Object(
  {
    threadId: Type.String(),
    threadIdSource: Type.Optional(ThreadIdSource),
    messages: Type.Array(MessageListEntry),
    /** There are more than are told. */
    hasMore: Type.Boolean(),
  },
  { $id: "ThreadDetails" },
);
export type Thread = Static<typeof Thread>;

const onThreads = { tag: "Message", scope: "api", action: "read", group: "message" } as const;

export const listThreads = contract({
  ...onThreads,
  method: "GET",
  path: "/v1/account/:account/threads",
  operationId: "getThreads",
  summary: "List the threads of a mailbox, the one with the newest message first",
  alsoFailsWith: ["422"],
  params: AccountParams,
  query: Strict({
    path: MailboxPath,
    cursor: Type.Optional(Type.String({ maxLength: 4096 })),
    page: Page,
    pageSize: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 20 })),
  }),
  response: ThreadPage,
});

export const getThread = contract({
  ...onThreads,
  method: "GET",
  path: "/v1/account/:account/thread/:thread",
  operationId: "getThread",
  summary: "Get the messages of a thread, oldest first",
  params: Strict({ account: AccountId, thread: ThreadId }),
  // One mailbox, or all of them.
  query: Strict({ path: Type.Optional({ ...MailboxPath, default: "*" } as typeof MailboxPath) }),
  response: Thread,
});
