import { Splitter } from "@zone-eu/mailsplit";
import libmime from "libmime";

/** One part of a message, as RFC 9051 section 6.4.5 numbers them. */
export interface MimePart {
  /** The header block with its empty line. */
  header: Buffer;
  body: Buffer;
  /** `text/plain`, in lower case. */
  type: string;
  parameters: Record<string, string>;
  disposition: { value: string; parameters: Record<string, string> } | undefined;
  encoding: string;
  /** Of a multipart. */
  parts: MimePart[];
  /** The message in a message/rfc822. */
  message: MimePart | undefined;
}

interface Span {
  part: MimePart;
  parent: Span | undefined;
  bodyStart: number;
  end: number;
}

type Node = InstanceType<typeof import("@zone-eu/mailsplit").MimeNode>;

/** Takes a message apart. */
export async function readMimePart(raw: Buffer): Promise<MimePart> {
  const spans = new Map<Node, Span>();
  const splitter = new Splitter({ ignoreEmbedded: true });
  splitter.end(raw);
  let root: Span | undefined;
  let offset = 0;
  for await (const chunk of splitter) {
    const node = (chunk.type === "node" ? chunk : chunk.node) as Node;
    const length = chunk.type === "node" ? node._headerlen : (chunk.value?.length ?? 0);
    if (chunk.type === "node") {
      const parent = node.parentNode ? spans.get(node.parentNode as Node) : undefined;
      const end = offset + length;
      const span: Span = { part: readHead(raw.subarray(offset, end), node), parent, bodyStart: end, end };
      spans.set(node, span);
      parent?.part.parts.push(span.part);
      root ??= span;
    }
    offset += length;
    // A part goes on as long as what comes belongs to it or to something in it.
    const owner = spans.get(node) ?? (node.parentNode ? spans.get(node.parentNode as Node) : undefined);
    for (let span = owner; span; span = span.parent) span.end = offset;
  }
  if (!root) return emptyPart();
  for (const { part, bodyStart, end } of spans.values()) {
    part.body = raw.subarray(bodyStart, end);
    if (part.type === "message/rfc822") part.message = await readMimePart(part.body);
  }
  return root.part;
}

function readHead(header: Buffer, node: Node): MimePart {
  const headers = node.headers || undefined;
  const of = (name: string) => libmime.parseHeaderValue(headers?.getFirst(name) ?? "");
  const disposition = of("content-disposition");
  return {
    header,
    body: Buffer.alloc(0),
    type: node.contentType || "text/plain",
    parameters: of("content-type").params as Record<string, string>,
    disposition: disposition.value
      ? { value: disposition.value, parameters: disposition.params as Record<string, string> }
      : undefined,
    encoding: node.encoding || "7bit",
    parts: [],
    message: undefined,
  };
}

const emptyPart = (): MimePart => ({
  header: Buffer.alloc(0),
  body: Buffer.alloc(0),
  type: "text/plain",
  parameters: {},
  disposition: undefined,
  encoding: "7bit",
  parts: [],
  message: undefined,
});

/** The values of a header, unfolded and not decoded; a name may come several times. */
export function headerValues(part: Pick<MimePart, "header">, name: string): string[] {
  const headers = libmime.decodeHeaders(part.header.toString("latin1")) as Record<string, string[]>;
  return Object.hasOwn(headers, name.toLowerCase()) ? (headers[name.toLowerCase()] ?? []) : [];
}

/** The part with this number within a message; undefined where there is none. */
export function partAt(root: MimePart, numbers: readonly number[]): MimePart | undefined {
  let part: MimePart | undefined = root;
  for (const number of numbers) {
    const within: MimePart | undefined = part?.message ?? part;
    if (!within) return undefined;
    // A message that is no multipart has one part, itself.
    part = within.parts.length > 0 ? within.parts[number - 1] : number === 1 ? within : undefined;
  }
  return part;
}
