import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { AccountId, Email, Hostname, OneOf, paged, PagingQuery, Strict, Timestamp } from "./schemas.ts";

export const BLOCK_SOURCES = ["api", "form", "one-click", "admin", "bounce", "complaint"] as const;
export type BlockSource = (typeof BLOCK_SOURCES)[number];

/** Who gets no mail of a list, and why. */
export const BlockedAddress = Type.Object(
  {
    recipient: Type.String(),
    account: Type.String({ maxLength: 256 }),
    messageId: Type.Optional(Type.String()),
    source: Type.Optional(OneOf(BLOCK_SOURCES)),
    reason: Type.Optional(Type.String()),
    remoteAddress: Type.Optional(Type.String()),
    userAgent: Type.Optional(Type.String()),
    created: Timestamp(),
  },
  { $id: "BlocklistListResponseItem" },
);
export type BlockedAddress = Static<typeof BlockedAddress>;

const listId = Hostname();
const ListParams = Strict({ listId });
const onBlocklists = { tag: "Blocklists", scope: "api", group: "blocklist" } as const;

export const listBlocklists = contract({
  ...onBlocklists,
  method: "GET",
  path: "/v1/blocklists",
  operationId: "getV1Blocklists",
  summary: "List blocklists",
  action: "read",
  query: PagingQuery,
  response: Type.Object(
    {
      ...paged,
      blocklists: Type.Array(
        Type.Object(
          { listId: Type.String({ maxLength: 256 }), count: Type.Integer() },
          { $id: "BlocklistsResponseItem" },
        ),
        { $id: "BlocklistsEntries" },
      ),
    },
    { $id: "BlocklistsResponse" },
  ),
});

export const getBlocklist = contract({
  ...onBlocklists,
  method: "GET",
  path: "/v1/blocklist/:listId",
  operationId: "getV1BlocklistListid",
  summary: "List the addresses on a blocklist",
  action: "read",
  params: ListParams,
  query: PagingQuery,
  response: Type.Object(
    {
      listId: Type.String({ maxLength: 256 }),
      ...paged,
      addresses: Type.Array(BlockedAddress, { $id: "BlocklistListEntries" }),
    },
    { $id: "BlocklistListResponse" },
  ),
});

const EntryQuery = Strict({ recipient: Email() });

export const getBlockedAddress = contract({
  ...onBlocklists,
  method: "GET",
  path: "/v1/blocklist/:listId/address",
  operationId: "getBlockedAddress",
  summary: "Look up an address on a blocklist",
  action: "read",
  params: ListParams,
  query: EntryQuery,
  response: BlockedAddress,
});

export const getSubscriptionPage = contract({
  ...onBlocklists,
  method: "POST",
  path: "/v1/blocklist/:listId/page",
  operationId: "getSubscriptionPage",
  summary: "Get the link of the page on which an address of a blocklist comes back",
  // Whoever has the link can change the list.
  action: "write",
  params: ListParams,
  body: Strict({ recipient: Email() }, { $id: "SubscriptionPageOf" }),
  response: Type.Object({ url: Type.String() }, { $id: "SubscriptionPage" }),
});

const reason = Type.Optional(Type.String({ maxLength: 1024, default: "block" }));

export const addToBlocklist = contract({
  ...onBlocklists,
  method: "POST",
  path: "/v1/blocklist/:listId",
  operationId: "postV1BlocklistListid",
  summary: "Put an address on a blocklist",
  action: "write",
  params: ListParams,
  body: Strict(
    {
      account: AccountId,
      recipient: Email(),
      reason,
    },
    { $id: "BlocklistListAddPayload" },
  ),
  response: Type.Object({ success: Type.Boolean(), added: Type.Boolean() }, { $id: "BlocklistListAddResponse" }),
});

/** Addresses of one import. */
const MAX_IMPORTED = 10_000;

export const importBlocklist = contract({
  ...onBlocklists,
  method: "POST",
  path: "/v1/blocklist/:listId/import",
  operationId: "importBlocklist",
  summary: "Put many addresses on a blocklist, all or none",
  action: "write",
  params: ListParams,
  body: Strict(
    {
      account: AccountId,
      reason,
      addresses: Type.Array(Email({ "x-trim": true }), { minItems: 1, maxItems: MAX_IMPORTED }),
    },
    { $id: "BlocklistImportPayload" },
  ),
  // So many addresses may be more than an ordinary body.
  bodyLimit: "large",
  response: Type.Object(
    {
      success: Type.Boolean(),
      added: Type.Integer(),
      /** Those that were on the list, and have the new reason now. */
      known: Type.Integer(),
    },
    { $id: "BlocklistImportResponse" },
  ),
});

/** Every entry, by address, a line of JSON for each. */
export const exportBlocklist = contract({
  ...onBlocklists,
  method: "GET",
  path: "/v1/blocklist/:listId/export",
  operationId: "exportBlocklist",
  summary: "Download a blocklist",
  action: "read",
  params: ListParams,
  response: { stream: "application/x-ndjson" },
});

export const removeFromBlocklist = contract({
  ...onBlocklists,
  method: "DELETE",
  path: "/v1/blocklist/:listId",
  operationId: "deleteV1BlocklistListid",
  summary: "Take an address off a blocklist",
  action: "destructive",
  params: ListParams,
  query: EntryQuery,
  response: Type.Object({ deleted: Type.Boolean({ default: true }) }, { $id: "DeleteBlocklistResponse" }),
});
