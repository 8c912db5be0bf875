import type { Static } from "typebox";
import Type from "typebox";
import { composed, faultsOfComposing, IdempotencyHeaders, IdempotencyOutcome, ReferenceOutcome } from "./composing.ts";
import { contract } from "./contract.ts";
import { AccountParams, ListOrOne, MailboxPath, Strict, Timestamp } from "./schemas.ts";

export const Upload = Strict(
  {
    path: MailboxPath,
    /** A mailbox keeps those that it permits. */
    flags: Type.Optional(ListOrOne(Type.String({ maxLength: 128 }), { maxItems: 1000 })),
    /** When it was received; also its Date, if it has none. */
    internalDate: Type.Optional(Timestamp()),
    ...composed,
  },
  { $id: "MessageUpload" },
);
export type Upload = Static<typeof Upload>;

/** Where the message is now, as far as the mail server tells. */
export const UploadedMessage = Type.Object(
  {
    id: Type.Optional(Type.String()),
    path: Type.String(),
    uid: Type.Optional(Type.Integer()),
    uidValidity: Type.Optional(Type.String()),
    seq: Type.Optional(Type.Integer()),
    messageId: Type.Optional(Type.String({ maxLength: 996 })),
    reference: Type.Optional(ReferenceOutcome),
    idempotency: Type.Optional(IdempotencyOutcome),
  },
  { $id: "MessageUploadResponse" },
);
export type UploadedMessage = Static<typeof UploadedMessage>;

export const uploadMessage = contract({
  method: "POST",
  path: "/v1/account/:account/message",
  operationId: "postV1AccountAccountMessage",
  summary: "Store a message in a mailbox, a draft for instance",
  tag: "Message",
  scope: "api",
  action: "write",
  group: "message",
  bodyLimit: "large",
  alsoFailsWith: ["422"],
  headers: IdempotencyHeaders,
  params: AccountParams,
  body: Upload,
  check: faultsOfComposing,
  response: UploadedMessage,
});
