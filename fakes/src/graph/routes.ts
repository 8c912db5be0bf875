import { readMimePart } from "../imap/mime-part.ts";
import type { GraphRequest } from "./check-request.ts";
import { GraphFault, invalidRequest, notFound } from "./fault.ts";
import { delta, type DeltaRules, listMessages, type Place } from "./lists.ts";
import { fileOf, type GraphMailbox, type StoredFolder, type StoredMessage } from "./mailbox.ts";
import { fromMime } from "./message-json.ts";
import { renderAttachment, renderFolder, renderMessage } from "./render.ts";
import type { Subscriptions } from "./subscriptions.ts";

export interface GraphAnswer {
  status: number;
  headers?: Record<string, string>;
  /** An object is JSON. */
  body?: object | Buffer;
}

/** What the handlers work with. */
export interface GraphState {
  subscriptions: Subscriptions;
  deltas: { messages: DeltaRules; folders: DeltaRules };
  /** Starts an upload and answers with its address. */
  startUpload(mailbox: GraphMailbox, message: StoredMessage, item: Record<string, unknown>): string;
}

/** A request that is as the model says. */
export interface ValidRequest extends GraphRequest {
  mailbox: GraphMailbox;
  /** The segments below the user. */
  rest: string[];
  json: Record<string, unknown>;
  place: Place;
}

const MOST_BATCHED_ATTACHMENT_BYTES = 3 * 1024 * 1024;

const ok = (body: object | Buffer, status = 200): GraphAnswer => ({ status, body });
const nothing = (status: number): GraphAnswer => ({ status });

/** Answers a request below a user, or below the subscriptions. */
export async function answer(request: ValidRequest, state: GraphState): Promise<GraphAnswer> {
  const [first, ...rest] = request.rest;
  switch (first) {
    case undefined:
      return ok({
        id: request.mailbox.userId,
        userPrincipalName: request.mailbox.address,
        mail: request.mailbox.address,
        preferredLanguage: request.mailbox.preferredLanguage,
      });
    case "mailFolders":
      return answerFolders(request, rest, state);
    case "messages":
      return answerMessages(request, rest, state, undefined);
    case "sendMail":
      return sendMail(request);
    default:
      throw invalidRequest(`Resource not found for the segment '${first}'.`);
  }
}

export async function answerSubscription(request: ValidRequest, state: GraphState): Promise<GraphAnswer> {
  const [, id] = request.segments;
  const { method, json, mailbox } = request;
  if (id === undefined && method === "POST") return ok(await state.subscriptions.create(json, mailbox), 201);
  if (id === undefined) throw invalidRequest("Not supported");
  if (method === "PATCH") return ok(state.subscriptions.renew(id, json));
  if (method === "DELETE") {
    state.subscriptions.delete(id);
    return nothing(204);
  }
  return ok(state.subscriptions.find(id));
}

function answerFolders(
  request: ValidRequest,
  [id, what, ...rest]: string[],
  state: GraphState,
): GraphAnswer | Promise<GraphAnswer> {
  const { mailbox, method, json, query, place } = request;
  if (id === "delta") return ok(delta(mailbox, undefined, request, place, state.deltas.folders));
  if (id === undefined) return childFolders(request, mailbox.root);
  const isRoot = id === mailbox.root || id === "msgfolderroot";
  const folder: StoredFolder | undefined = isRoot
    ? { id: mailbox.root, displayName: "Top of Information Store", parentFolderId: "none", wellKnown: id, changed: 0 }
    : mailbox.folder(id);
  if (!folder) throw notFound();
  if (what === "childFolders") return childFolders(request, folder.id);
  if (what === "messages")
    return rest[0] === "delta"
      ? ok(delta(mailbox, folder.id, request, place, state.deltas.messages))
      : answerMessages(request, rest, state, folder);
  if (what === "move") {
    const parent = destinationOf(request);
    refuseTwin(mailbox, folder.displayName, parent, folder.id);
    folder.parentFolderId = parent;
    mailbox.touchFolder(folder.id);
    return ok(renderFolder(mailbox, folder, query), 201);
  }
  if (method === "GET") return ok(renderFolder(mailbox, folder, query));
  if (method === "DELETE") {
    if (folder.wellKnown !== undefined && folder.wellKnown !== "archive")
      throw new GraphFault(403, "ErrorDeleteDistinguishedFolder", "Distinguished folders cannot be deleted.");
    mailbox.removeFolder(folder.id);
    return nothing(204);
  }
  if (method === "PATCH") {
    refuseTwin(mailbox, String(json["displayName"]), folder.parentFolderId, folder.id);
    folder.displayName = String(json["displayName"]);
    mailbox.touchFolder(folder.id);
    return ok(renderFolder(mailbox, folder, query));
  }
  throw invalidRequest("Not supported");
}

function childFolders({ mailbox, method, json, query }: ValidRequest, parent: string): GraphAnswer {
  if (method === "GET")
    return ok({ value: mailbox.childrenOf(parent).map((child) => renderFolder(mailbox, child, query)) });
  const name = json["displayName"];
  if (typeof name !== "string" || name === "")
    throw new GraphFault(400, "ErrorInvalidRequest", "The folder has no name.");
  refuseTwin(mailbox, name, parent);
  return ok(renderFolder(mailbox, mailbox.addFolder(name, parent), query), 201);
}

function refuseTwin(mailbox: GraphMailbox, name: string, parent: string, self?: string): void {
  const isTwin = mailbox
    .childrenOf(parent)
    .some(({ id, displayName }) => id !== self && displayName.toLowerCase() === name.toLowerCase());
  if (isTwin) throw new GraphFault(409, "ErrorFolderExists", "A folder with the specified name already exists.");
}

function destinationOf({ mailbox, json }: ValidRequest): string {
  const { destinationId: wanted = "" } = json as { destinationId?: string };
  if (wanted === "msgfolderroot") return mailbox.root;
  const target = mailbox.folder(wanted);
  if (!target) throw notFound();
  return target.id;
}

async function answerMessages(
  request: ValidRequest,
  [id, what, ...rest]: string[],
  state: GraphState,
  folder: StoredFolder | undefined,
): Promise<GraphAnswer> {
  const { mailbox, method, json, headers } = request;
  if (id === undefined && method === "GET") {
    const among = folder ? mailbox.messagesIn(folder.id) : [...mailbox.messages.values()];
    return ok(listMessages(among, request, request.place));
  }
  if (id === undefined) {
    const into = folder ?? (mailbox.folder("drafts") as StoredFolder);
    const isMime = headers["content-type"]?.startsWith("text/plain");
    const stored = isMime
      ? await mailbox.store(mimeOf(request), into, { isDraft: true, isRead: true })
      : mailbox.create(json, into);
    return ok(renderMessage(stored, request), 201);
  }
  if (!/^[\w-]{40,}={0,2}$/.test(id) || !id.startsWith("AAkALg"))
    throw new GraphFault(400, "ErrorInvalidIdMalformed", "Id is malformed.");
  const message = mailbox.messages.get(id);
  if (!message) throw notFound();
  switch (what) {
    case undefined:
      return answerMessage(request, message);
    case "$value":
      return { ...ok(await mailbox.sourceOf(message)), headers: { "content-type": "text/plain" } };
    case "move":
      mailbox.move(message, mailbox.folder(destinationOf(request)) as StoredFolder);
      return ok(renderMessage(message, request), 201);
    case "send":
      if (!message.isDraft) throw new GraphFault(400, "ErrorInvalidOperation", "Only a draft can be sent.");
      refuseWithoutRecipients(message);
      mailbox.send(message);
      return nothing(202);
    case "attachments":
      return answerAttachments(request, message, rest, state);
    default:
      throw invalidRequest(`Resource not found for the segment '${what}'.`);
  }
}

function answerMessage(request: ValidRequest, message: StoredMessage): GraphAnswer {
  const { mailbox, method, json } = request;
  if (method === "DELETE") {
    mailbox.remove(message.id);
    return nothing(204);
  }
  if (method === "PATCH") {
    const { flag, ...change } = json as Partial<StoredMessage>;
    mailbox.update(message, { ...change, ...(flag && { flag: { ...message.flag, ...flag } }) });
  }
  return ok(renderMessage(message, request));
}

function answerAttachments(
  { mailbox, method, json, body }: ValidRequest,
  message: StoredMessage,
  [id, what]: string[],
  state: GraphState,
): GraphAnswer {
  if (id === "createUploadSession") {
    const uploadUrl = state.startUpload(mailbox, message, (json["AttachmentItem"] ?? {}) as Record<string, unknown>);
    return ok({ uploadUrl, nextExpectedRanges: ["0-"], expirationDateTime: "2099-01-01T00:00:00Z" }, 201);
  }
  if (id === undefined && method === "GET") return ok({ value: message.attachments.map((a) => renderAttachment(a)) });
  if (id === undefined) {
    if ((body?.length ?? 0) > MOST_BATCHED_ATTACHMENT_BYTES * 1.4)
      throw new GraphFault(413, "ErrorMessageSizeExceeded", "The attachment is larger than 3 MB.");
    const attachment = { ...fileOf(json), id: `AAMkAD${crypto.randomUUID()}=` };
    mailbox.update(message, { attachments: [...message.attachments, attachment] });
    return ok(renderAttachment(attachment), 201);
  }
  const attachment = message.attachments.find((candidate) => candidate.id === id);
  if (!attachment) throw notFound();
  if (what === "$value") return { ...ok(attachment.content), headers: { "content-type": "application/octet-stream" } };
  return ok(renderAttachment(attachment));
}

function mimeOf({ body }: ValidRequest): Buffer {
  const text = body?.toString("latin1") ?? "";
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(text))
    throw new GraphFault(400, "ErrorMimeContentInvalidBase64String", "The MIME content is not a valid base64 string.");
  return Buffer.from(text, "base64");
}

async function sendMail(request: ValidRequest): Promise<GraphAnswer> {
  const { mailbox, json, headers } = request;
  const drafts = mailbox.folder("drafts") as StoredFolder;
  if (headers["content-type"]?.startsWith("text/plain")) {
    const raw = mimeOf(request);
    refuseWithoutRecipients(fromMime(await readMimePart(raw)).json);
    mailbox.send(await mailbox.store(raw, drafts, { isDraft: true }));
    return nothing(202);
  }
  const given = (json["message"] ?? json["Message"]) as Record<string, unknown> | undefined;
  if (!given) throw new GraphFault(400, "ErrorInvalidRequest", "The message is missing.");
  refuseWithoutRecipients(given as Partial<StoredMessage>);
  mailbox.send(mailbox.create(given, drafts));
  return nothing(202);
}

function refuseWithoutRecipients({ toRecipients, ccRecipients, bccRecipients }: Partial<StoredMessage>): void {
  const all = [...(toRecipients ?? []), ...(ccRecipients ?? []), ...(bccRecipients ?? [])];
  if (all.length === 0 || all.some(({ emailAddress: { address = "" } }) => !address.includes("@")))
    throw new GraphFault(400, "ErrorInvalidRecipients", "At least one recipient isn't valid.");
}
