/** The resources of the Gmail API, as far as we read them (https://developers.google.com/workspace/gmail/api/reference/rest). */

export interface GmailMessage {
  id: string;
  threadId: string;
  labelIds?: string[];
  snippet?: string;
  historyId?: string;
  /** Epoch ms: when Gmail got it, or its Date header where whoever imported it said so. */
  internalDate?: string;
  sizeEstimate?: number;
  payload?: GmailPart;
  /** base64url, with `format=raw`. */
  raw?: string;
}

export interface GmailPart {
  /** Empty for the message itself; `0.1` is the second part of the first. */
  partId?: string;
  mimeType?: string;
  filename?: string;
  headers?: { name: string; value: string }[];
  /** Decoded of its transfer encoding. */
  body?: { size?: number; data?: string; attachmentId?: string };
  parts?: GmailPart[];
}

export interface GmailLabel {
  id: string;
  name: string;
  type?: "system" | "user";
  messagesTotal?: number;
  messagesUnread?: number;
}

export interface GmailMessageList {
  messages?: { id: string; threadId: string }[];
  nextPageToken?: string;
  resultSizeEstimate?: number;
}

export interface GmailThread {
  id: string;
  messages?: GmailMessage[];
}

export interface GmailThreadList {
  threads?: { id: string }[];
  nextPageToken?: string;
  resultSizeEstimate?: number;
}

export interface GmailHistoryPage {
  history?: GmailHistory[];
  nextPageToken?: string;
  /** As of now. */
  historyId: string;
}

export interface GmailHistory {
  id: string;
  messagesAdded?: { message: GmailMessage }[];
  messagesDeleted?: { message: GmailMessage }[];
  labelsAdded?: { message: GmailMessage; labelIds?: string[] }[];
  labelsRemoved?: { message: GmailMessage; labelIds?: string[] }[];
}

export interface GmailProfile {
  emailAddress: string;
  historyId: string;
}

export interface GmailWatch {
  historyId: string;
  /** Epoch ms. */
  expiration: string;
}
