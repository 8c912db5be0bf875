import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { AccountParams, Nullable, OneOf, OrFalse, Strict } from "./schemas.ts";

export const SPECIAL_USES = [
  "\\All",
  "\\Archive",
  "\\Drafts",
  "\\Flagged",
  "\\Junk",
  "\\Sent",
  "\\Trash",
  "\\Inbox",
] as const;
export type SpecialUse = (typeof SPECIAL_USES)[number];

export const MailboxStatus = Type.Object(
  {
    messages: Type.Optional(Type.Integer()),
    unseen: Type.Optional(Type.Integer()),
    error: Type.Optional(Type.String()),
  },
  { $id: "MailboxResponseStatus" },
);

export const Mailbox = Type.Object(
  {
    path: Type.String(),
    id: Type.Optional(Type.String()),
    delimiter: Type.Optional(Nullable(Type.String())),
    parentPath: Type.Optional(Type.String()),
    name: Type.String(),
    listed: Type.Optional(Type.Boolean()),
    subscribed: Type.Optional(Type.Boolean()),
    noSelect: Type.Optional(Type.Boolean()),
    specialUse: Type.Optional(OneOf(SPECIAL_USES)),
    specialUseSource: Type.Optional(OneOf(["user", "extension", "name"])),
    noInferiors: Type.Optional(Type.Boolean()),
    messages: Type.Optional(OrFalse(Type.Integer())),
    uidNext: Type.Optional(OrFalse(Type.Integer())),
    status: Type.Optional(MailboxStatus),
  },
  { $id: "MailboxResponseItem" },
);
export type Mailbox = Static<typeof Mailbox>;

export const listMailboxes = contract({
  method: "GET",
  path: "/v1/account/:account/mailboxes",
  operationId: "getV1AccountAccountMailboxes",
  summary: "List mailboxes",
  tag: "Mailbox",
  scope: "api",
  action: "read",
  group: "mailbox",
  params: AccountParams,
  query: Strict({ counters: Type.Optional(Type.Boolean({ default: false })) }),
  response: Type.Object({ mailboxes: Type.Array(Mailbox) }, { $id: "MailboxesFilterResponse" }),
});
