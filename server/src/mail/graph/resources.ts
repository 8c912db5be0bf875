/** What of Graph's mail is read here; everything may be missing. */
export interface GraphRecipient {
  emailAddress?: { name?: string | null; address?: string | null };
}

export interface GraphAttachment {
  "@odata.type"?: string;
  id: string;
  name?: string | null;
  contentType?: string | null;
  size?: number;
  isInline?: boolean;
  contentId?: string | null;
}

export interface GraphMessage {
  "@odata.type"?: string;
  id: string;
  parentFolderId?: string;
  conversationId?: string | null;
  subject?: string | null;
  from?: GraphRecipient | null;
  sender?: GraphRecipient | null;
  toRecipients?: GraphRecipient[] | null;
  ccRecipients?: GraphRecipient[] | null;
  bccRecipients?: GraphRecipient[] | null;
  replyTo?: GraphRecipient[] | null;
  internetMessageId?: string | null;
  internetMessageHeaders?: { name: string; value: string }[] | null;
  receivedDateTime?: string | null;
  isRead?: boolean | null;
  isDraft?: boolean | null;
  flag?: { flagStatus?: string } | null;
  categories?: string[] | null;
  bodyPreview?: string | null;
  body?: { contentType?: string; content?: string | null } | null;
  attachments?: GraphAttachment[];
}

export interface GraphFolder {
  "@odata.type"?: string;
  id: string;
  displayName?: string;
  parentFolderId?: string;
  totalItemCount?: number;
  unreadItemCount?: number;
}

/** What a `delta` tells of something that is no longer where it was. */
export type Removable<T> = T & { "@removed"?: { reason?: string } };

export interface GraphList<T> {
  value: T[];
  "@odata.count"?: number;
  "@odata.nextLink"?: string;
  "@odata.deltaLink"?: string;
}

const ATTACHMENTS = "attachments($select=id,name,contentType,size,isInline,microsoft.graph.fileAttachment/contentId)";

const LISTED = [
  "id",
  "parentFolderId",
  "conversationId",
  "subject",
  "from",
  "toRecipients",
  "ccRecipients",
  "replyTo",
  "internetMessageId",
  "receivedDateTime",
  "isRead",
  "isDraft",
  "flag",
  "categories",
  "bodyPreview",
];

/** What a listing asks for of each message. */
export const LIST_QUERY = { $select: LISTED.join(","), $expand: ATTACHMENTS };

/** What a whole message needs, less its text. */
export const MESSAGE_QUERY = {
  $select: [...LISTED, "sender", "bccRecipients", "internetMessageHeaders"].join(","),
  $expand: ATTACHMENTS,
};

/** The same with its text. */
export const WHOLE_QUERY = { ...MESSAGE_QUERY, $select: `${MESSAGE_QUERY.$select},body` };

/** What a delta asks for: where a message is, and what of it may change. */
export const STATE_SELECT = "id,parentFolderId,isRead,isDraft,flag,categories,receivedDateTime";
