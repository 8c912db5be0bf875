import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import {
  composed,
  faultsOfComposing,
  IdempotencyHeaders,
  IdempotencyOutcome,
  Recipients,
  ReferenceOutcome,
} from "./composing.ts";
import {
  AccountId,
  AccountParams,
  Email,
  Ip,
  ListOrOne,
  MessageId,
  Nullable,
  OneOf,
  OrEmpty,
  ProxyUrl,
  Strict,
  Timestamp,
  Trimmed,
} from "./schemas.ts";

/** The names of RFC 3461. */
export const Dsn = Strict(
  {
    id: Type.Optional(Trimmed({ maxLength: 256 })),
    return: OneOf(["headers", "full"]),
    notify: Type.Optional(ListOrOne(OneOf(["never", "success", "failure", "delay"]))),
    recipient: Type.Optional(Email()),
  },
  { $id: "DSN" },
);
export type Dsn = Static<typeof Dsn>;

/** `from` left out is an empty reverse path, not the header From. */
export const Envelope = Strict(
  { from: Type.Optional(OrEmpty(Email())), to: Type.Optional(ListOrOne(Email())) },
  { $id: "SMTPEnvelope" },
);

/** When and how a message is to be handed over, and where its copy goes. */
const delivery = {
  envelope: Type.Optional(Envelope),
  dsn: Type.Optional(Dsn),
  sendAt: Type.Optional(Timestamp()),
  deliveryAttempts: Type.Optional(Type.Integer()),
  /** Store a copy in Sent; absent or null leaves it to the account. */
  copy: Type.Optional(Nullable(Type.Boolean())),
  sentMailPath: Type.Optional(Type.String({ maxLength: 1024 })),
  /** The id of a relay to send through, in place of the account's own way. */
  gateway: Type.Optional(Type.String({ maxLength: 256 })),
  proxy: Type.Optional(ProxyUrl()),
  localAddress: Type.Optional(Ip()),
};

export const Submission = Strict(
  {
    ...composed,
    replyTo: Recipients,
    ...delivery,
    dryRun: Type.Optional(Type.Boolean({ default: false })),
  },
  { $id: "SubmitMessage" },
);
export type Submission = Static<typeof Submission>;

export const SubmissionReceipt = Type.Object(
  {
    response: Type.Optional(Type.String()),
    messageId: Type.Optional(Type.String()),
    queueId: Type.Optional(Type.String()),
    sendAt: Type.Optional(Timestamp()),
    reference: Type.Optional(ReferenceOutcome),
    /** Only for a dry run: the message in base64. */
    preview: Type.Optional(Type.String()),
    idempotency: Type.Optional(IdempotencyOutcome),
  },
  { $id: "SubmitMessageResponse" },
);
export type SubmissionReceipt = Static<typeof SubmissionReceipt>;

export const submit = contract({
  method: "POST",
  path: "/v1/account/:account/submit",
  operationId: "postV1AccountAccountSubmit",
  summary: "Hand in a message for sending",
  tag: "Submit",
  scope: "api",
  action: "send",
  group: "submit",
  bodyLimit: "large",
  headers: IdempotencyHeaders,
  params: AccountParams,
  body: Submission,
  check: faultsOfComposing,
  response: SubmissionReceipt,
});

export const submitDraft = contract({
  method: "POST",
  path: "/v1/account/:account/message/:message/submit",
  operationId: "postV1AccountAccountMessageMessageSubmit",
  summary: "Send a draft that is in the mailbox",
  tag: "Submit",
  scope: "api",
  action: "send",
  group: "submit",
  headers: IdempotencyHeaders,
  params: Strict({ account: AccountId, message: MessageId }),
  body: Nullable(Strict(delivery, { $id: "SubmitDraft" })),
  response: SubmissionReceipt,
});
