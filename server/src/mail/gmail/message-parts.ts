import { createHash } from "node:crypto";
import libmime from "libmime";
import { combineSecurity, type MessageSecurity, securityOf } from "../../mime/security.ts";
import { decodeText } from "../../mime/decode-text.ts";
import { unwrapFlowed } from "../../mime/flowed.ts";
import type { GmailPart } from "./resources.ts";

export interface TextPart {
  part: string;
  type: "plain" | "html";
  charset: string | undefined;
  /** Without its transfer encoding. */
  size: number;
  flowed: boolean;
  deleteSpace: boolean;
  /** base64url, where it came with the message. */
  data: string | undefined;
  token: string | undefined;
}

export interface AttachedPart {
  part: string;
  contentType: string;
  charset: string | undefined;
  size: number;
  embedded: boolean;
  inline: boolean;
  encodedInMessage: boolean;
  contentId: string | undefined;
  filename: string | undefined;
  method: string | undefined;
  data: string | undefined;
  token: string | undefined;
  /** Header of the message that a message/rfc822 encloses. */
  enclosed: GmailPart["headers"];
}

export interface MessageParts {
  text: TextPart[];
  attachments: AttachedPart[];
  /** Of the message itself, not of messages that it encloses. */
  security?: MessageSecurity;
  /** What a multipart/report reports (RFC 6522), lower case. */
  reportType?: string;
}

/** Deeper than any real message; what lies below is left out. */
const MAX_DEPTH = 100;

/**
 * Sorts the leaves of a message into text and attachments: everything is an attachment but text/plain and text/html that
 * is not disposed as one. An enclosed message is an attachment; what it holds is listed too, but its text is not text of
 * the outer message.
 */
export function readPayload(root: GmailPart | undefined): MessageParts {
  const parts: MessageParts = { text: [], attachments: [] };
  if (!root) return parts;

  const visit = (node: GmailPart, around: { related: boolean; enclosed: boolean; depth: number }) => {
    if (around.depth > MAX_DEPTH) return;
    const depth = around.depth + 1;
    const type = node.mimeType?.toLowerCase() || "application/octet-stream";
    const parameters = structured(headerOf(node, "content-type")).params;
    const security = around.enclosed ? undefined : combineSecurity(parts.security, securityOf({ type, parameters }));
    if (security) parts.security = security;
    if (type.startsWith("multipart/")) {
      const related = around.related || type === "multipart/related";
      for (const child of node.parts ?? []) visit(child, { ...around, related, depth });
      return;
    }
    const disposition = structured(headerOf(node, "content-disposition")).value.toLowerCase() || undefined;
    const { size = 0, data, attachmentId: token } = node.body ?? {};
    const part = node.partId ?? "";
    if ((type === "text/plain" || type === "text/html") && disposition !== "attachment") {
      if (around.enclosed) return;
      const isPlain = type === "text/plain";
      parts.text.push({
        part,
        type: isPlain ? "plain" : "html",
        charset: parameters["charset"],
        size,
        flowed: isPlain && parameters["format"]?.toLowerCase() === "flowed",
        deleteSpace: parameters["delsp"]?.toLowerCase() === "yes",
        data,
        token,
      });
      return;
    }
    const inner = type === "message/rfc822" ? node.parts?.[0] : undefined;
    parts.attachments.push({
      part,
      contentType: type,
      charset: parameters["charset"],
      size,
      embedded: around.related,
      inline: disposition === "inline" || (disposition === undefined && around.related),
      encodedInMessage: around.enclosed,
      contentId: headerOf(node, "content-id") || undefined,
      filename: node.filename || undefined,
      method: type === "text/calendar" || type === "application/ics" ? parameters["method"] : undefined,
      data,
      token,
      enclosed: inner?.headers,
    });
    if (inner) visit(inner, { related: false, enclosed: true, depth });
  };
  visit(root, { related: false, enclosed: false, depth: 0 });
  const isReport = root.mimeType?.toLowerCase() === "multipart/report";
  const reportType = isReport ? structured(headerOf(root, "content-type")).params["report-type"] : undefined;
  return reportType === undefined ? parts : { ...parts, reportType: reportType.toLowerCase() };
}

export const headerOf = ({ headers = [] }: Pick<GmailPart, "headers">, name: string): string =>
  headers.find((header) => header.name.toLowerCase() === name)?.value ?? "";

/** The part by its id; undefined where there is none. */
export function partBy(root: GmailPart | undefined, id: string): GmailPart | undefined {
  if (!root || (root.partId ?? "") === id) return root;
  for (const child of root.parts ?? []) {
    const found = partBy(child, id);
    if (found) return found;
  }
  return undefined;
}

export const bytesOf = (data: string): Buffer => Buffer.from(data, "base64url");

/** Gmail tells text in UTF-8, whatever its charset was; where it is none, it was left as it was. */
export function textOf(bytes: Buffer, { charset, flowed, deleteSpace }: TextPart): string {
  const text = decodeText(bytes, isUtf8(bytes) ? "utf-8" : charset).replaceAll("\r\n", "\n");
  return flowed ? unwrapFlowed(text, deleteSpace) : text;
}

export function isUtf8(bytes: Buffer): boolean {
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}

/** A short name of some content that is another for other content. */
export const fingerprint = (...names: string[]): string =>
  createHash("sha256").update(JSON.stringify(names)).digest("base64url");

function structured(value: string): { value: string; params: Record<string, string> } {
  const parsed = libmime.parseHeaderValue(value);
  return { value: String(parsed.value ?? ""), params: parsed.params as Record<string, string> };
}
