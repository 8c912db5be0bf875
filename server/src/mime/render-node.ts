import * as base64 from "nodemailer/lib/base64";
import type MimeNode from "nodemailer/lib/mime-node";
import * as quotedPrintable from "nodemailer/lib/qp";

/** Encoding more than this in one go would keep others waiting. */
const MOST_BYTES = 256 * 1024;

/**
 * The bytes of a composed message. Does for small messages what the composer's own `build` does
 * through a pipeline of streams a part, which takes longer than everything else about them.
 */
export async function renderNode(root: MimeNode): Promise<Buffer> {
  return contentSize(root) > MOST_BYTES ? root.build() : endWithNewline(render(root));
}

function contentSize({ content, childNodes }: MimeNode): number {
  const own = typeof content === "string" || Buffer.isBuffer(content) ? content.length : content ? Infinity : 0;
  return childNodes.reduce((sum, child) => sum + contentSize(child), own);
}

function render(node: MimeNode): Buffer[] {
  const pieces: Buffer[] = [Buffer.from(`${node.buildHeaders()}\r\n\r\n`)];
  if (node.content) pieces.push(encode(Buffer.from(node.content as string | Buffer), node));
  // Known once the headers are built.
  const { boundary, childNodes } = node;
  if (!boundary) return pieces;
  for (const [index, child] of childNodes.entries())
    pieces.push(Buffer.from(`${index > 0 ? "\r\n" : ""}--${boundary}\r\n`), ...render(child));
  return [...pieces, Buffer.from(`\r\n--${boundary}--\r\n`)];
}

function encode(content: Buffer, node: MimeNode): Buffer {
  const encoding = node.getTransferEncoding();
  if (encoding === "base64") return Buffer.from(base64.wrap(base64.encode(content)), "latin1");
  if (encoding === "quoted-printable")
    return Buffer.from(quotedPrintable.wrap(quotedPrintable.encode(content)), "latin1");
  return content;
}

function endWithNewline(pieces: Buffer[]): Buffer {
  const last = pieces.at(-1)?.at(-1);
  return Buffer.concat(last === 10 ? pieces : [...pieces, Buffer.from(last === 13 ? "\n" : "\r\n")]);
}
