import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { SPECIAL_USES } from "./mailboxes.ts";
import {
  AccountId,
  AccountParams,
  AttachmentId,
  ListOrOne,
  MailboxPath,
  MessageId,
  Nullable,
  OneOf,
  Page,
  paged,
  PageSize,
  Strict,
  TextId,
  Timestamp,
} from "./schemas.ts";
import { faultsOfSearch, SearchQuery } from "./search-query.ts";

/** An address as found in a mail; `address` may be empty. */
export const FoundAddress = Type.Object(
  { name: Type.Optional(Type.String()), address: Type.Optional(Type.String()) },
  { $id: "RcptAddressEntry" },
);
export type FoundAddress = Static<typeof FoundAddress>;

export const AttachmentEntry = Type.Object(
  {
    id: Type.String(),
    contentType: Type.String(),
    encodedSize: Type.Integer(),
    embedded: Type.Optional(Type.Boolean()),
    inline: Type.Optional(Type.Boolean()),
    encodedInMessage: Type.Optional(Type.Boolean()),
    contentId: Type.Optional(Type.String()),
    filename: Type.Optional(Type.String()),
    method: Type.Optional(Type.String()),
    /** The id of the TNEF (`winmail.dat`) that it is in. */
    enclosedIn: Type.Optional(Type.String()),
  },
  { $id: "AttachmentEntry" },
);
export type AttachmentEntry = Static<typeof AttachmentEntry>;

/** What is protected in a message, by its structure; nothing is verified or decrypted. */
export const MessageSecurity = Type.Object(
  { signed: Type.Boolean(), encrypted: Type.Boolean(), type: OneOf(["smime", "pgp"]) },
  { $id: "MessageSecurity" },
);
export type MessageSecurity = Static<typeof MessageSecurity>;

const CalendarAttendee = Type.Object(
  {
    address: Type.String(),
    name: Type.Optional(Type.String()),
    /** ROLE, such as REQ-PARTICIPANT. */
    role: Type.Optional(Type.String()),
    /** PARTSTAT, such as ACCEPTED. */
    status: Type.Optional(Type.String()),
    rsvp: Type.Optional(Type.Boolean()),
  },
  { $id: "CalendarAttendee" },
);

/** A VEVENT (RFC 5545) of a calendar part. Times are UTC; those that name no time zone are told as if they were. */
export const CalendarEvent = Type.Object(
  {
    /** UID. */
    eventId: Type.Optional(Type.String()),
    /** The id of the part. */
    attachment: Type.String(),
    method: Type.Optional(Type.String()),
    summary: Type.Optional(Type.String()),
    description: Type.Optional(Type.String()),
    location: Type.Optional(Type.String()),
    status: Type.Optional(Type.String()),
    sequence: Type.Optional(Type.Integer()),
    /** An IANA name where that is known, also for zones with a Windows name; else as written. */
    timezone: Type.Optional(Type.String()),
    startDate: Type.Optional(Timestamp()),
    endDate: Type.Optional(Timestamp()),
    /** The dates have no time: they are whole days. */
    allDay: Type.Optional(Type.Boolean()),
    /** RRULE as it stands; occurrences are not worked out. */
    recurrenceRule: Type.Optional(Type.String()),
    /** Which occurrence this is the change of (RECURRENCE-ID). */
    recurrenceId: Type.Optional(Timestamp()),
    /** As written, mostly `mailto:...`. */
    organizer: Type.Optional(Type.String()),
    attendees: Type.Optional(Type.Array(CalendarAttendee)),
    filename: Type.String(),
    contentType: Type.String(),
    /** With `content`: of several events of a part only the first has it. */
    encoding: Type.Optional(OneOf(["base64"])),
    /** The whole part. */
    content: Type.Optional(Type.String()),
  },
  { $id: "CalendarEvent" },
);
export type CalendarEvent = Static<typeof CalendarEvent>;

/** How to leave the list that a message is of, by its header (RFC 2369). */
export const ListUnsubscribe = Type.Object(
  {
    /** Pages and addresses to leave at, best first: those that the list names. */
    urls: Type.Optional(Type.Array(Type.String())),
    mailto: Type.Optional(Type.Array(Type.String())),
    /** Whether a POST to the first `https:` URL is enough (RFC 8058). Whoever asks for that does well to check the DKIM signature. */
    oneClick: Type.Boolean(),
  },
  { $id: "ListUnsubscribe" },
);
export type ListUnsubscribe = Static<typeof ListUnsubscribe>;

/** Whose id of a thread it is: `local` is ours, where the mail server has none. Absent, it is the mail server's. */
export const ThreadIdSource = OneOf(["local"]);

const encodedSize = Type.Object({ plain: Type.Optional(Type.Integer()), html: Type.Optional(Type.Integer()) });

/** What a listing and a single message have in common. Absent means "not applicable or empty". */
const common = {
  id: Type.String(),
  uid: Type.Optional(Type.Integer()),
  emailId: Type.Optional(Type.String()),
  threadId: Type.Optional(Type.String()),
  threadIdSource: Type.Optional(ThreadIdSource),
  path: Type.Optional(Type.String()),
  date: Type.Optional(Timestamp()),
  draft: Type.Optional(Type.Boolean()),
  unseen: Type.Optional(Type.Boolean()),
  flagged: Type.Optional(Type.Boolean()),
  answered: Type.Optional(Type.Boolean()),
  size: Type.Optional(Type.Integer()),
  subject: Type.Optional(Type.String()),
  from: Type.Optional(FoundAddress),
  replyTo: Type.Optional(Type.Array(FoundAddress)),
  to: Type.Optional(Type.Array(FoundAddress)),
  cc: Type.Optional(Type.Array(FoundAddress)),
  messageId: Type.Optional(Type.String()),
  inReplyTo: Type.Optional(Type.String()),
  flags: Type.Optional(Type.Array(Type.String())),
  labels: Type.Optional(Type.Array(Type.String())),
  attachments: Type.Optional(Type.Array(AttachmentEntry)),
  preview: Type.Optional(Type.String()),
  category: Type.Optional(OneOf(["primary", "social", "promotions", "updates", "forums"])),
  messageSpecialUse: Type.Optional(OneOf(["\\Drafts", "\\Junk", "\\Sent", "\\Trash", "\\Inbox"])),
  isAutoReply: Type.Optional(Type.Boolean()),
  security: Type.Optional(MessageSecurity),
};

export const MessageListEntry = Type.Object(
  { ...common, text: Type.Optional(Type.Object({ id: Type.String(), encodedSize })) },
  { $id: "MessageListEntry" },
);
export type MessageListEntry = Static<typeof MessageListEntry>;

export const Message = Type.Object(
  {
    ...common,
    sender: Type.Optional(FoundAddress),
    bcc: Type.Optional(Type.Array(FoundAddress)),
    headers: Type.Optional(Type.Unsafe<Record<string, string[]>>({ type: "object", additionalProperties: true })),
    text: Type.Optional(
      Type.Object({
        id: Type.String(),
        encodedSize,
        plain: Type.Optional(Type.String()),
        html: Type.Optional(Type.String()),
        hasMore: Type.Optional(Type.Boolean()),
        webSafe: Type.Optional(Type.Boolean()),
      }),
    ),
    specialUse: Type.Optional(OneOf(SPECIAL_USES)),
    /** Reports that a message could not be delivered. Told of messages in the inbox only. */
    isBounce: Type.Optional(Type.Boolean()),
    /** Reports that somebody complained of a message. Told of messages in the inbox only. */
    isComplaint: Type.Optional(Type.Boolean()),
    /** The Message-ID of the message that could not be delivered, or was complained of. */
    relatedMessageId: Type.Optional(Type.String()),
    /** Of a report of a delay or a delivery (RFC 3464), in the inbox: its fields in camel case; typed values as label and value. */
    deliveryReport: Type.Optional(
      Type.Unsafe<Record<string, string | { label: string; value: string }>>({
        type: "object",
        additionalProperties: true,
      }),
    ),
    listUnsubscribe: Type.Optional(ListUnsubscribe),
    calendarEvents: Type.Optional(Type.Array(CalendarEvent)),
  },
  { $id: "MessageDetails" },
);
export type Message = Static<typeof Message>;

export const MessagePage = Type.Object(
  {
    ...paged,
    nextPageCursor: Nullable(Type.String()),
    prevPageCursor: Nullable(Type.String()),
    messages: Type.Array(MessageListEntry),
  },
  { $id: "MessageList" },
);
export type MessagePage = Static<typeof MessagePage>;

export const TextType = OneOf(["html", "plain", "*"]);
export type TextType = Static<typeof TextType>;
const maxBytes = Type.Optional(Type.Integer({ minimum: 0, maximum: 1_073_741_824 }));

/** What becomes of images elsewhere in web-safe HTML: whoever loads them tells their server that the message was read. */
export const REMOTE_IMAGES = ["keep", "block"] as const;
const remoteImages = Type.Optional(OneOf(REMOTE_IMAGES, { default: "keep" }));

export const MessageText = Type.Object(
  {
    plain: Type.Optional(Type.String()),
    html: Type.Optional(Type.String()),
    webSafe: Type.Optional(Type.Boolean()),
    hasMore: Type.Boolean(),
  },
  { $id: "TextResponse" },
);
export type MessageText = Static<typeof MessageText>;

const flagList = ListOrOne(Type.String({ maxLength: 128 }), { maxItems: 1000 });
const changeOf = Strict({
  add: Type.Optional(flagList),
  delete: Type.Optional(flagList),
  set: Type.Optional(flagList),
});
export const MessageUpdate = Strict(
  { flags: Type.Optional(changeOf), labels: Type.Optional(changeOf) },
  { $id: "MessageUpdate" },
);
export type MessageUpdate = Static<typeof MessageUpdate>;

const outcome = Type.Unsafe<boolean | string[]>({
  anyOf: [{ type: "boolean" }, { type: "array", items: { type: "string" } }],
});
const changeResult = Type.Object({
  add: Type.Optional(outcome),
  delete: Type.Optional(outcome),
  set: Type.Optional(outcome),
  result: Type.Optional(Type.Array(Type.String())),
});
export const MessageUpdateResult = Type.Object(
  { flags: Type.Optional(changeResult), labels: Type.Optional(changeResult) },
  { $id: "MessageUpdateResponse" },
);
export type MessageUpdateResult = Static<typeof MessageUpdateResult>;

export const MovedMessage = Type.Object(
  { path: Type.String(), id: Type.Optional(Type.String()), uid: Type.Optional(Type.Integer()) },
  { $id: "MessageMoveResponse" },
);
export type MovedMessage = Static<typeof MovedMessage>;

export const DeletedMessage = Type.Object(
  {
    deleted: Type.Boolean(),
    moved: Type.Optional(Type.Object({ destination: Type.String(), message: Type.Optional(Type.String()) })),
  },
  { $id: "MessageDeleteResponse" },
);
export type DeletedMessage = Static<typeof DeletedMessage>;

const MessageParams = Strict({ account: AccountId, message: MessageId });
const onMessages = { tag: "Message", scope: "api", group: "message" } as const;

export const listMessages = contract({
  ...onMessages,
  method: "GET",
  path: "/v1/account/:account/messages",
  operationId: "getV1AccountAccountMessages",
  summary: "List messages in a mailbox, newest first",
  action: "read",
  params: AccountParams,
  query: Strict({
    path: MailboxPath,
    cursor: Type.Optional(Type.String({ maxLength: 1_048_576 })),
    page: Page,
    pageSize: PageSize,
  }),
  response: MessagePage,
});

export const searchMessages = contract({
  ...onMessages,
  method: "POST",
  path: "/v1/account/:account/search",
  operationId: "postV1AccountAccountSearch",
  summary: "Search a mailbox, newest first",
  action: "read",
  ignored: ["documentStore"],
  params: AccountParams,
  query: Strict({
    path: MailboxPath,
    cursor: Type.Optional(Type.String({ maxLength: 1_048_576 })),
    page: Page,
    pageSize: PageSize,
    // Of two ways to search that one kind of account has; the others have one.
    useOutlookSearch: Type.Optional(Type.Boolean()),
  }),
  body: Strict({ search: SearchQuery }, { $id: "MessageSearchPayload" }),
  check: ({ body }) => faultsOfSearch(body),
  response: MessagePage,
});

export const getMessage = contract({
  ...onMessages,
  method: "GET",
  path: "/v1/account/:account/message/:message",
  operationId: "getV1AccountAccountMessageMessage",
  summary: "Get one message",
  action: "read",
  params: MessageParams,
  query: Strict({
    maxBytes,
    textType: Type.Optional(TextType),
    /** Loads both texts, makes them web-safe, and embeds images unless that is switched off. */
    webSafeHtml: Type.Optional(Type.Boolean({ default: false })),
    /** Makes web-safe what text is loaded. */
    preProcessHtml: Type.Optional(Type.Boolean({ default: false })),
    /** Puts attached images in place of references to them. Unset, it goes by `webSafeHtml`. */
    embedAttachedImages: Type.Optional(Type.Boolean({ "x-default": false })),
    remoteImages,
    markAsSeen: Type.Optional(Type.Boolean({ default: false })),
    /** Also reads the calendar parts. */
    calendarEvents: Type.Optional(Type.Boolean({ default: false })),
    /** Also tells what is in a TNEF (`winmail.dat`). */
    unpackTnef: Type.Optional(Type.Boolean({ default: false })),
  }),
  response: Message,
});

export const getText = contract({
  ...onMessages,
  method: "GET",
  path: "/v1/account/:account/text/:text",
  operationId: "getV1AccountAccountTextText",
  summary: "Get the text of a message",
  action: "read",
  params: Strict({ account: AccountId, text: TextId }),
  query: Strict({
    maxBytes,
    textType: Type.Optional(OneOf(["html", "plain", "*"], { default: "*" })),
    webSafeHtml: Type.Optional(Type.Boolean({ default: false })),
    remoteImages,
  }),
  response: MessageText,
});

/** Tags of what the caller has already (RFC 9110 section 13.1.2); one that fits is answered with 304. */
const knownContent = Type.Object({ "if-none-match": Type.Optional(Type.String()) });

export const getAttachment = contract({
  ...onMessages,
  method: "GET",
  path: "/v1/account/:account/attachment/:attachment",
  operationId: "getV1AccountAccountAttachmentAttachment",
  summary: "Download an attachment",
  action: "read",
  params: Strict({ account: AccountId, attachment: AttachmentId }),
  // An image of a kind that holds no script may be shown in place; all else is downloaded.
  query: Strict({ disposition: Type.Optional(OneOf(["attachment", "inline"], { default: "attachment" })) }),
  headers: knownContent,
  response: { stream: "application/octet-stream" },
});

export const getSource = contract({
  ...onMessages,
  method: "GET",
  path: "/v1/account/:account/message/:message/source",
  operationId: "getV1AccountAccountMessageMessageSource",
  summary: "Download the raw source of a message",
  action: "read",
  params: MessageParams,
  headers: knownContent,
  response: { stream: "message/rfc822" },
});

export const updateMessage = contract({
  ...onMessages,
  method: "PUT",
  path: "/v1/account/:account/message/:message",
  operationId: "putV1AccountAccountMessageMessage",
  summary: "Change the flags of a message",
  action: "write",
  params: MessageParams,
  body: MessageUpdate,
  response: MessageUpdateResult,
});

export const moveMessage = contract({
  ...onMessages,
  method: "PUT",
  path: "/v1/account/:account/message/:message/move",
  operationId: "putV1AccountAccountMessageMessageMove",
  summary: "Move a message to another mailbox",
  action: "write",
  params: MessageParams,
  body: Strict({ path: MailboxPath, source: Type.Optional(Type.String({ maxLength: 1024 })) }, { $id: "MessageMove" }),
  response: MovedMessage,
});

export const deleteMessage = contract({
  ...onMessages,
  method: "DELETE",
  path: "/v1/account/:account/message/:message",
  operationId: "deleteV1AccountAccountMessageMessage",
  summary: "Delete a message, or move it to Trash",
  action: "destructive",
  params: MessageParams,
  query: Strict({ force: Type.Optional(Type.Boolean({ default: false })) }),
  response: DeletedMessage,
});
