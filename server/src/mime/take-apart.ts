import { type MimeNode, Splitter } from "@zone-eu/mailsplit";
import { decodeText } from "./decode-text.ts";
import { type HeaderMap, parseHeaders } from "./headers.ts";
import { decodeTransfer } from "./transfer-decoder.ts";

export interface TakenFile {
  /** Lower case. */
  contentType: string;
  filename: string | undefined;
  /** Without its brackets. */
  contentId: string | undefined;
  isInline: boolean;
  content: Buffer;
}

/** A message as its author sees it: texts, and files beside them. */
export interface TakenMessage {
  headers: HeaderMap;
  plain: string | undefined;
  html: string | undefined;
  files: TakenFile[];
}

/** Takes a message apart, one that we wrote or were handed for sending. Messages that it encloses are files. */
export async function takeApart(raw: Buffer): Promise<TakenMessage> {
  const splitter = new Splitter({ ignoreEmbedded: true });
  splitter.end(raw);
  const leaves: { node: MimeNode; chunks: Buffer[] }[] = [];
  let head: Buffer | undefined;
  for await (const piece of splitter) {
    if (piece.type === "node") {
      head ??= piece.getHeaders();
      if (!piece.multipart) leaves.push({ node: piece, chunks: [] });
    } else if (piece.type === "body") leaves.at(-1)?.chunks.push(piece.value);
  }
  const message: TakenMessage = {
    headers: parseHeaders(head ?? Buffer.alloc(0)),
    plain: undefined,
    html: undefined,
    files: [],
  };
  for (const { node, chunks } of leaves) {
    const content = decodeTransfer(Buffer.concat(chunks), node.encoding || undefined);
    const contentType = node.contentType || "text/plain";
    const kind = contentType === "text/html" ? "html" : contentType === "text/plain" ? "plain" : undefined;
    if (kind !== undefined && node.disposition !== "attachment")
      message[kind] = (message[kind] ?? "") + decodeText(content, node.charset || undefined);
    else message.files.push(toFile(node, contentType, content));
  }
  return message;
}

const toFile = (node: MimeNode, contentType: string, content: Buffer): TakenFile => ({
  contentType,
  filename: node.filename || undefined,
  contentId: (node.headers && node.headers.getFirst("content-id").trim().replaceAll(/^<|>$/g, "")) || undefined,
  isInline: node.disposition === "inline",
  content,
});
