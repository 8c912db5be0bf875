import type { TakenFile } from "../../mime/take-apart.ts";
import type { GraphApi, GraphOptions } from "./api.ts";
import { GraphError } from "./errors.ts";
import { messagePath } from "./messages.ts";
import type { GraphMessage } from "./resources.ts";
import { nameOf, type StructuredMessage, toAttachment } from "./structured-message.ts";

/** A request has 4 MB at most; base64 and the rest of the JSON take their part of it. */
export const MOST_REQUEST_BYTES = 4 * 1024 * 1024 - 64 * 1024;
/** Larger attachments come in parts. */
const MOST_ATTACHMENT_BYTES = 3 * 1024 * 1024 - 64 * 1024;
/** A part has a multiple of 320 KiB, less than 4 MB. */
const PART_BYTES = 9 * 320 * 1024;

const inBase64 = (bytes: number) => Math.ceil(bytes / 3) * 4;

/** Whether a message goes into one request as MIME. */
export const fitsAsMime = (raw: Buffer): boolean => inBase64(raw.length) <= MOST_REQUEST_BYTES;

/** Whether a message goes into one request as JSON. */
export const fitsAsJson = ({ json, files }: StructuredMessage): boolean =>
  Buffer.byteLength(JSON.stringify(json)) +
    files.reduce((sum, { content }) => sum + inBase64(content.length) + 500, 0) <=
  MOST_REQUEST_BYTES;

/** The JSON with its files in it. */
export const withFiles = ({ json, files }: StructuredMessage): Record<string, unknown> =>
  files.length === 0 ? json : { ...json, attachments: files.map(toAttachment) };

/** Stores a message of any size, its files one after the other where they are too much for one request. A message that could not be stored whole is taken back. */
export async function storeStructured(
  api: GraphApi,
  path: string,
  message: StructuredMessage,
  options: GraphOptions,
): Promise<GraphMessage> {
  const isOne = fitsAsJson(message);
  const body = isOne ? withFiles(message) : message.json;
  const stored = await api.request<GraphMessage>({ method: "POST", path, body, isRepeatable: false }, options);
  if (isOne) return stored;
  try {
    for (const [index, file] of message.files.entries()) await attach(api, stored.id, file, index, options);
    return stored;
  } catch (error) {
    await api.request({ method: "DELETE", path: messagePath(stored.id) }, {}).catch(() => undefined);
    throw error;
  }
}

async function attach(api: GraphApi, message: string, file: TakenFile, index: number, options: GraphOptions) {
  const path = `${messagePath(message)}/attachments`;
  const { content, contentType, contentId, isInline } = file;
  if (content.length <= MOST_ATTACHMENT_BYTES) {
    await api.request({ method: "POST", path, body: toAttachment(file, index), isRepeatable: false }, options);
    return;
  }
  const AttachmentItem = {
    attachmentType: "file",
    name: nameOf(file, index),
    size: content.length,
    contentType,
    isInline,
    ...(contentId !== undefined && { contentId }),
  };
  const session = await api.request<{ uploadUrl?: string }>(
    { method: "POST", path: `${path}/createUploadSession`, body: { AttachmentItem }, isRepeatable: false },
    options,
  );
  const { uploadUrl } = session;
  if (uploadUrl === undefined)
    throw new GraphError(502, "NoUploadUrl", "Microsoft Graph named no address for the upload");
  for (let at = 0; at < content.length; at += PART_BYTES) {
    const part = content.subarray(at, at + PART_BYTES);
    await api.put(uploadUrl, part, `bytes ${at}-${at + part.length - 1}/${content.length}`, options);
  }
}
