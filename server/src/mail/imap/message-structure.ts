import type { AttachmentEntry } from "@posthorn/contracts/messages";
import type { MessageStructureObject } from "imapflow";
import { combineSecurity, type MessageSecurity, securityOf } from "../../mime/security.ts";
import { attachmentId, type MessageKey } from "./message-id.ts";

export interface TextPart {
  part: string;
  type: "plain" | "html";
  charset: string | undefined;
  encoding: string | undefined;
  /** As stored, before the transfer encoding is removed. */
  size: number;
  flowed: boolean;
  deleteSpace: boolean;
}

export interface AttachedPart {
  part: string;
  contentType: string;
  charset: string | undefined;
  encoding: string | undefined;
  size: number;
  embedded: boolean;
  inline: boolean;
  encodedInMessage: boolean;
  contentId: string | undefined;
  filename: string | undefined;
  method: string | undefined;
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
 * Sorts the leaves of a message into text and attachments: everything is an attachment but
 * text/plain and text/html that is not disposed as one. An enclosed message is an attachment; what
 * it holds is listed too, but its text is not text of the outer message.
 */
export function readStructure(root: MessageStructureObject | undefined): MessageParts {
  const parts: MessageParts = { text: [], attachments: [] };
  if (!root) return parts;

  const visit = (
    node: MessageStructureObject,
    at: string,
    around: { related: boolean; enclosed: boolean; depth: number },
  ) => {
    if (around.depth > MAX_DEPTH) return;
    const depth = around.depth + 1;
    const type = node.type.toLowerCase();
    const security = around.enclosed ? undefined : combineSecurity(parts.security, securityOf({ ...node, type }));
    if (security) parts.security = security;
    if (type.startsWith("multipart/")) {
      const related = around.related || type === "multipart/related";
      // Part numbers are counted here, since those of an enclosed single part come out wrong otherwise
      // (RFC 3501 section 6.4.5: it is `N.1`).
      for (const [i, child] of (node.childNodes ?? []).entries())
        visit(child, at === "" ? `${i + 1}` : `${at}.${i + 1}`, { ...around, related, depth });
      return;
    }
    const part = at === "" ? "1" : at;
    const disposition = node.disposition?.toLowerCase();
    if ((type === "text/plain" || type === "text/html") && disposition !== "attachment") {
      if (!around.enclosed) parts.text.push(textPart(node, part, type === "text/plain" ? "plain" : "html"));
      return;
    }
    parts.attachments.push({
      part,
      contentType: type === "/" ? "application/octet-stream" : type,
      charset: node.parameters?.charset,
      encoding: node.encoding,
      size: node.size ?? 0,
      embedded: around.related,
      inline: disposition === "inline" || (disposition === undefined && around.related),
      encodedInMessage: around.enclosed,
      contentId: node.id || undefined,
      filename: node.dispositionParameters?.filename || node.parameters?.name || undefined,
      method: type === "text/calendar" || type === "application/ics" ? node.parameters?.method : undefined,
    });
    const inner = type === "message/rfc822" ? node.childNodes?.[0] : undefined;
    if (inner) {
      const isMultipart = inner.type.toLowerCase().startsWith("multipart/");
      visit(inner, isMultipart ? part : `${part}.1`, { related: false, enclosed: true, depth });
    }
  };
  visit(root, "", { related: false, enclosed: false, depth: 0 });
  const reportType = root.type.toLowerCase() === "multipart/report" ? root.parameters?.["report-type"] : undefined;
  return reportType === undefined ? parts : { ...parts, reportType: reportType.toLowerCase() };
}

function textPart(node: MessageStructureObject, part: string, type: "plain" | "html"): TextPart {
  return {
    part,
    type,
    charset: node.parameters?.charset,
    encoding: node.encoding,
    size: node.size ?? 0,
    flowed: type === "plain" && node.parameters?.format?.toLowerCase() === "flowed",
    deleteSpace: node.parameters?.delsp?.toLowerCase() === "yes",
  };
}

export function toAttachment(key: MessageKey, part: AttachedPart): AttachmentEntry {
  const { contentId, filename, method } = part;
  return {
    id: attachmentId(key, part.part),
    contentType: part.contentType,
    encodedSize: part.size,
    embedded: part.embedded,
    inline: part.inline,
    encodedInMessage: part.encodedInMessage,
    ...(contentId === undefined ? {} : { contentId }),
    ...(filename === undefined ? {} : { filename }),
    ...(method === undefined ? {} : { method }),
  };
}
