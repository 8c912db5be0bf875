import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { MessageUpdate, MessageUpdateResult } from "./messages.ts";
import { AccountParams, MailboxPath, Strict } from "./schemas.ts";
import { faultsOfSearch, SearchQuery } from "./search-query.ts";

/** How far a change of many messages came: so many fitted the search, so many of them were changed. */
const counts = { matched: Type.Optional(Type.Integer()), processed: Type.Optional(Type.Integer()) };

/** Which id each message had, and which it has now, where the mail server tells. */
const IdMap = Type.Array(Type.Array(Type.String(), { minItems: 2, maxItems: 2 }));

const emailIds = Type.Optional(Type.Array(Type.String()));

export const UpdatedMessages = Type.Object(
  { ...MessageUpdateResult.properties, emailIds, ...counts },
  { $id: "BulkMessageUpdateResponse" },
);
export type UpdatedMessages = Static<typeof UpdatedMessages>;

export const MovedMessages = Type.Object(
  { path: Type.String(), idMap: Type.Optional(IdMap), emailIds, ...counts },
  { $id: "MessagesMoveResponse" },
);
export type MovedMessages = Static<typeof MovedMessages>;

export const DeletedMessages = Type.Object(
  {
    deleted: Type.Boolean(),
    moved: Type.Optional(Type.Object({ destination: Type.String(), idMap: Type.Optional(IdMap), emailIds })),
    deletedMessages: Type.Optional(Type.Object({ emailIds })),
    ...counts,
  },
  { $id: "MessagesDeleteResponse" },
);
export type DeletedMessages = Static<typeof DeletedMessages>;

const onManyMessages = {
  method: "PUT",
  tag: "Multi Message Actions",
  scope: "api",
  group: "message",
  params: AccountParams,
} as const;
/** Counts what would be changed, and changes nothing. */
const dryRun = Type.Optional(Type.Boolean({ default: false }));
const whereabouts = Strict({ path: MailboxPath, dryRun });

export const updateMessages = contract({
  ...onManyMessages,
  path: "/v1/account/:account/messages",
  operationId: "putV1AccountAccountMessages",
  summary: "Change the flags of all messages that fit a search",
  action: "write",
  query: whereabouts,
  body: Strict({ search: SearchQuery, update: Type.Optional(MessageUpdate) }, { $id: "MessagesUpdateRequest" }),
  check: ({ body }) => faultsOfSearch(body),
  response: UpdatedMessages,
});

export const moveMessages = contract({
  ...onManyMessages,
  path: "/v1/account/:account/messages/move",
  operationId: "putV1AccountAccountMessagesMove",
  summary: "Move all messages that fit a search to another mailbox",
  action: "write",
  query: whereabouts,
  body: Strict({ search: SearchQuery, path: MailboxPath }, { $id: "MessagesMoveRequest" }),
  check: ({ body }) => faultsOfSearch(body),
  response: MovedMessages,
});

export const deleteMessages = contract({
  ...onManyMessages,
  path: "/v1/account/:account/messages/delete",
  operationId: "putV1AccountAccountMessagesDelete",
  summary: "Delete all messages that fit a search, or move them to Trash",
  action: "destructive",
  query: Strict({ path: MailboxPath, force: Type.Optional(Type.Boolean({ default: false })), dryRun }),
  body: Strict({ search: SearchQuery }, { $id: "MessagesDeleteRequest" }),
  check: ({ body }) => faultsOfSearch(body),
  response: DeletedMessages,
});
