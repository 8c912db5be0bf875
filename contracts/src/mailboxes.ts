import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { AccountParams, ListOrOne, MailboxPath, Nullable, OneOf, OrFalse, Strict } from "./schemas.ts";

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

export type MailboxStatus = Static<typeof MailboxStatus>;

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

const onMailboxes = { tag: "Mailbox", scope: "api", group: "mailbox", params: AccountParams } as const;

export const listMailboxes = contract({
  ...onMailboxes,
  method: "GET",
  path: "/v1/account/:account/mailboxes",
  operationId: "getV1AccountAccountMailboxes",
  summary: "List mailboxes",
  action: "read",
  query: Strict({ counters: Type.Optional(Type.Boolean({ default: false })) }),
  response: Type.Object({ mailboxes: Type.Array(Mailbox) }, { $id: "MailboxesFilterResponse" }),
});

/** Names may hold anything but control characters (RFC 9051 section 5.1). */
const NO_CONTROLS = "^[^\\u0000-\\u001f\\u007f]*$";
const SomeMailbox = Type.String({ ...MailboxPath, pattern: NO_CONTROLS });
/**
 * A path, or the names that lead to it from the top down, to be joined by whatever the mail server
 * puts between them. The first may be a special use.
 */
const NewPath = (name: string) =>
  ListOrOne(Type.String({ minLength: 1, maxLength: 256, pattern: NO_CONTROLS }), {
    $id: name,
    minItems: 1,
    maxItems: 64,
  });

/** What the mail server said when it refused. */
const Refusal = Type.Object({ response: Type.String(), code: Type.Optional(Type.String()) }, { $id: "MailboxRefusal" });

export const CreatedMailbox = Type.Object(
  {
    path: Type.String(),
    /** The server's own id of the mailbox (RFC 8474), where it has such ids. */
    mailboxId: Type.Optional(Type.String()),
    /** False for a mailbox that was there before, and where the server refused without naming a code. */
    created: Type.Boolean(),
    info: Type.Optional(Refusal),
  },
  { $id: "CreateMailboxResponse" },
);
export type CreatedMailbox = Static<typeof CreatedMailbox>;

export const createMailbox = contract({
  ...onMailboxes,
  method: "POST",
  path: "/v1/account/:account/mailbox",
  operationId: "postV1AccountAccountMailbox",
  summary: "Create a mailbox",
  action: "write",
  body: Strict({ path: NewPath("CreateMailboxPathInput") }, { $id: "CreateMailbox" }),
  response: CreatedMailbox,
});

export const ModifiedMailbox = Type.Object(
  {
    path: Type.String(),
    newPath: Type.Optional(Type.String()),
    mailboxId: Type.Optional(Type.String()),
    /** False where the new name is the old one. */
    renamed: Type.Optional(Type.Boolean()),
    /** Absent where it was not asked for, or the server did not go along. */
    subscribed: Type.Optional(Type.Boolean()),
  },
  { $id: "ModifyMailboxResponse" },
);
export type ModifiedMailbox = Static<typeof ModifiedMailbox>;

export const modifyMailbox = contract({
  ...onMailboxes,
  method: "PUT",
  path: "/v1/account/:account/mailbox",
  operationId: "putV1AccountAccountMailbox",
  summary: "Rename a mailbox, subscribe to it or unsubscribe",
  action: "write",
  body: Strict(
    {
      path: SomeMailbox,
      newPath: Type.Optional(NewPath("TargetMailboxPath")),
      subscribed: Type.Optional(Type.Boolean()),
    },
    { $id: "ModifyMailbox" },
  ),
  response: ModifiedMailbox,
  check: ({ body: { newPath, subscribed } }) =>
    newPath === undefined && subscribed === undefined
      ? [{ message: '"newPath" or "subscribed" is required', key: "newPath", path: "body.newPath" }]
      : [],
});

export const DeletedMailbox = Type.Object(
  {
    path: Type.String(),
    mailboxId: Type.Optional(Type.String()),
    /** False where the server refused; `info` is what it said. */
    deleted: Type.Boolean(),
    info: Type.Optional(Refusal),
  },
  { $id: "DeleteMailboxResponse" },
);
export type DeletedMailbox = Static<typeof DeletedMailbox>;

export const deleteMailbox = contract({
  ...onMailboxes,
  method: "DELETE",
  path: "/v1/account/:account/mailbox",
  operationId: "deleteV1AccountAccountMailbox",
  summary: "Delete a mailbox",
  action: "destructive",
  query: Strict({ path: SomeMailbox }),
  response: DeletedMailbox,
});
