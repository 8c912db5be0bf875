import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import type { FieldFault } from "./errors.ts";
import {
  composed,
  faultsOfComposing,
  IdempotencyHeaders,
  IdempotencyOutcome,
  Recipients,
  ReferenceOutcome,
} from "./composing.ts";
import { PreviewText, TEMPLATE_FORMATS, TemplateParams, TemplateVersionNumber } from "./templates.ts";
import {
  AccountId,
  AccountParams,
  Address,
  Email,
  Hostname,
  HttpUrl,
  Ip,
  ListOrOne,
  MessageId,
  Nullable,
  OneOf,
  OpenObject,
  OrEmpty,
  OrFalse,
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

/** Bytes of JSON that a message may carry along. */
const MAX_METADATA = 4096;

/** What the caller wants to be told with all that becomes of the message. */
const Metadata = Type.Optional(OpenObject({ $id: "SubmitMetadata" }));

/** When and how a message is to be handed over, and where its copy goes. */
const delivery = {
  metadata: Metadata,
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

/** Fills the values in that the message names; false leaves a template as it is written. */
export const TemplateRender = OrFalse(
  Strict({
    /** Of the request's own `html`; a template has a format of its own. */
    format: Type.Optional(OneOf(TEMPLATE_FORMATS, { default: "html" })),
    params: Type.Optional(TemplateParams),
  }),
  { $id: "TemplateRender" },
);

/** Copies of one mail merge: they are queued together, and everybody waits for that. */
export const MAX_COPIES = 10_000;

/** One copy of a mail merge. */
export const MergeEntry = Strict(
  {
    to: Address,
    messageId: Type.Optional(Type.String({ maxLength: 996 })),
    params: Type.Optional(TemplateParams),
    sendAt: Type.Optional(Timestamp()),
    /** In place of what all copies have. */
    metadata: Metadata,
  },
  { $id: "MailMergeListEntry" },
);
export type MergeEntry = Static<typeof MergeEntry>;

export const Submission = Strict(
  {
    ...composed,
    replyTo: Recipients,
    previewText: Type.Optional(PreviewText),
    /** The id of a template. What it says takes the place of what the request says. */
    template: Type.Optional(Type.String({ maxLength: 256 })),
    /** What the template said in that version, whatever it says now. */
    templateVersion: Type.Optional(TemplateVersionNumber),
    render: Type.Optional(TemplateRender),
    /** A message of its own to each of these, in place of `to`, `cc` and `bcc`. */
    mailMerge: Type.Optional(Type.Array(MergeEntry, { minItems: 1, maxItems: MAX_COPIES, $id: "MailMergeList" })),
    /** The list that the copies are of: who left it gets none, and the others are told how to leave. */
    listId: Type.Optional(Hostname()),
    /** Further lists: who is on one of them gets no copy either. */
    suppressionLists: Type.Optional(ListOrOne(Hostname(), { maxItems: 10 })),
    /** Whether it is told when the message is opened, and when one of its links is followed. */
    trackOpens: Type.Optional(Type.Boolean()),
    trackClicks: Type.Optional(Type.Boolean()),
    /** Both of them; a name that old clients use. */
    trackingEnabled: Type.Optional(Type.Boolean()),
    /** Where this installation is reached, in place of the setting `serviceUrl`. */
    baseUrl: Type.Optional(HttpUrl({ "x-trim": true })),
    ...delivery,
    dryRun: Type.Optional(Type.Boolean({ default: false })),
  },
  { $id: "SubmitMessage" },
);
export type Submission = Static<typeof Submission>;

/** What became of one copy of a mail merge. */
export const MergeReceipt = Type.Object(
  {
    success: Type.Boolean(),
    to: Type.Object(Address.properties),
    messageId: Type.Optional(Type.String({ maxLength: 996 })),
    queueId: Type.Optional(Type.String()),
    sendAt: Type.Optional(Timestamp()),
    /** Only for a dry run: the message in base64, as long as the answer does not grow too large. */
    preview: Type.Optional(Type.String()),
    /** Why nothing is sent: the recipient has left the list. */
    skipped: Type.Optional(Type.Object({ reason: Type.String(), listId: Type.String() })),
    error: Type.Optional(Type.String()),
    code: Type.Optional(Type.String()),
    statusCode: Type.Optional(Nullable(Type.Integer())),
  },
  { $id: "BulkResponseEntry" },
);
export type MergeReceipt = Static<typeof MergeReceipt>;

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
    /** Only for a mail merge, in the order of the request. */
    mailMerge: Type.Optional(Type.Array(MergeReceipt, { $id: "BulkResponseList" })),
  },
  { $id: "SubmitMessageResponse" },
);
export type SubmissionReceipt = Static<typeof SubmissionReceipt>;

const bytesOf = (text: string) => new TextEncoder().encode(text).length;

/** Told with several events for each message, and stored with it. */
function faultsOfMetadata(body: Pick<Submission, "metadata" | "mailMerge">): FieldFault[] {
  const given = [
    { metadata: body.metadata, path: "body.metadata" },
    ...(body.mailMerge ?? []).map(({ metadata }, n) => ({ metadata, path: `body.mailMerge.${n}.metadata` })),
  ];
  return given
    .filter(({ metadata }) => metadata && bytesOf(JSON.stringify(metadata)) > MAX_METADATA)
    .map(({ path }) => ({ message: `"metadata" may have ${MAX_METADATA} bytes`, key: "metadata", path }));
}

/** Parts of a request to send that exclude each other. */
function faultsOfRendering({ body }: { body: Submission }): FieldFault[] {
  const faults: FieldFault[] = [];
  const exclude = (keys: readonly (keyof Submission)[], other: keyof Submission) => {
    if (body[other] === undefined) return;
    for (const key of keys)
      if (body[key] !== undefined)
        faults.push({ message: `"${key}" is not allowed together with "${other}"`, key, path: `body.${key}` });
  };
  exclude(["to", "cc", "bcc", "envelope", "raw", "render"], "mailMerge");
  exclude(["template"], "raw");
  if (body.templateVersion !== undefined && body.template === undefined)
    faults.push({
      message: '"templateVersion" needs "template"',
      key: "templateVersion",
      path: "body.templateVersion",
    });
  for (const key of ["listId", "suppressionLists"] as const)
    if (body[key] !== undefined && body.mailMerge === undefined)
      faults.push({ message: `"${key}" is only allowed together with "mailMerge"`, key, path: `body.${key}` });
  return faults;
}

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
  alsoFailsWith: ["422"],
  headers: IdempotencyHeaders,
  params: AccountParams,
  // As JSON, so that a From other than the mailbox's counts. Of two ways to send that Microsoft Graph has; others have one.
  query: Strict({ useStructuredFormat: Type.Optional(Type.Boolean({ default: false })) }),
  body: Submission,
  check: (input) => [...faultsOfComposing(input), ...faultsOfRendering(input), ...faultsOfMetadata(input.body)],
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
  alsoFailsWith: ["422"],
  headers: IdempotencyHeaders,
  params: Strict({ account: AccountId, message: MessageId }),
  body: Nullable(Strict(delivery, { $id: "SubmitDraft" })),
  check: ({ body }) => faultsOfMetadata(body ?? {}),
  response: SubmissionReceipt,
});
