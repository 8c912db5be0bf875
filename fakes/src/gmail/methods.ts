import { headerValues, readMimePart } from "../imap/mime-part.ts";
import { ApiError, invalid, notFound } from "./answer.ts";
import type { GmailMailbox, HistoryRecord, Label, StoredMessage } from "./mailbox.ts";
import { contentOf, headersOf, type MessagePart, partBy, textOf, toPayload } from "./payload.ts";
import { testOf } from "./search.ts";

export interface ApiCall {
  mailbox: GmailMailbox;
  params: Record<string, string>;
  query: URLSearchParams;
  /** The request's resource, checked. */
  // oxlint-disable-next-line typescript/no-explicit-any -- every method has another shape, which the document has checked
  body: any;
  /** Uploaded in place of `raw`. */
  media: Buffer | undefined;
  now: number;
  isDecoded: boolean;
}

const MAX_PAGE = 500;
const WATCH_MS = 7 * 86_400_000;

/** What each method does, by its id without `gmail.users.`; undefined is an answer without a body. */
export const METHODS: Record<string, (call: ApiCall) => unknown> = {
  getProfile: ({ mailbox }) => ({
    emailAddress: mailbox.email,
    messagesTotal: mailbox.messages.size,
    threadsTotal: new Set([...mailbox.messages.values()].map(({ threadId }) => threadId)).size,
    historyId: String(mailbox.historyId),
  }),

  watch({ mailbox, body, now }) {
    mailbox.watch = { topicName: body.topicName, expiration: now + WATCH_MS };
    return { historyId: String(mailbox.historyId), expiration: String(mailbox.watch.expiration) };
  },
  stop({ mailbox }) {
    mailbox.watch = undefined;
  },

  "labels.list": ({ mailbox }) => ({ labels: [...mailbox.labels.values()].map(toLabel) }),
  "labels.get": ({ mailbox, params }) => withCounters(mailbox, labelBy(mailbox, params["id"])),
  "labels.create"({ mailbox, body }) {
    checkLabelName(mailbox, body.name);
    return toLabel(mailbox.createLabel(body.name));
  },
  "labels.patch"({ mailbox, params, body }) {
    const label = labelBy(mailbox, params["id"]);
    if (label.type === "system") throw invalid("Invalid update to system label");
    if (body.name !== undefined && body.name !== label.name) checkLabelName(mailbox, body.name, label);
    label.name = body.name ?? label.name;
    return toLabel(label);
  },
  "labels.delete"({ mailbox, params }) {
    const label = labelBy(mailbox, params["id"]);
    if (label.type === "system") throw invalid("Invalid delete request");
    mailbox.deleteLabel(label.id);
  },

  "messages.list": ({ mailbox, query }) => {
    const found = matching(mailbox, query);
    const { page, ...paging } = pageOf(found, query, "messages");
    return {
      ...(page.length > 0 && { messages: page.map(({ id, threadId }) => ({ id, threadId })) }),
      ...paging,
      resultSizeEstimate: found.length,
    };
  },
  "messages.get": (call) => inFormat(call, messageBy(call.mailbox, call.params["id"])),
  "messages.attachments.get"({ mailbox, params }) {
    const message = messageBy(mailbox, params["messageId"]);
    const [partId] = tokenParts(params["id"] ?? "");
    const part = partId === undefined ? undefined : partBy(message.mime, partId);
    if (!part) throw invalid("Invalid attachment token");
    const content = contentOf(part);
    return { size: content.length, data: content.toString("base64url") };
  },
  "messages.insert": insert,
  "messages.import": insert,
  "messages.send": async (call) => send(call, await messageIn(call), call.body.threadId),
  "messages.modify"({ mailbox, params, body }) {
    const message = messageBy(mailbox, params["id"]);
    relabel(mailbox, [message], body);
    return summary(message);
  },
  "messages.batchModify"({ mailbox, body }) {
    if (!(body.ids?.length <= 1000)) throw invalid("Too many ids");
    // Ids of messages that are gone are passed over.
    relabel(
      mailbox,
      body.ids.flatMap((id: string) => mailbox.messages.get(id) ?? []),
      body,
    );
  },
  "messages.trash"({ mailbox, params }) {
    const message = messageBy(mailbox, params["id"]);
    mailbox.trash(message);
    return summary(message);
  },
  "messages.untrash"({ mailbox, params }) {
    const message = messageBy(mailbox, params["id"]);
    mailbox.relabel(message, [], ["TRASH"]);
    return summary(message);
  },

  "drafts.list"({ mailbox, query }) {
    const fits = testOf(mailbox, query.get("q") ?? "");
    const found = [...mailbox.drafts].flatMap(([id, messageId]) => {
      const message = mailbox.messages.get(messageId);
      return message && fits(message) ? [{ id, message: { id: message.id, threadId: message.threadId } }] : [];
    });
    const { page, ...paging } = pageOf(found, query, "drafts");
    return { ...(page.length > 0 && { drafts: page }), ...paging, resultSizeEstimate: found.length };
  },
  async "drafts.create"(call) {
    const { mailbox, body } = call;
    const raw = call.media ?? decode(body.message?.raw);
    const message = await mailbox.add(raw, { labels: ["DRAFT"], threadId: body.message?.threadId });
    return { id: mailbox.newDraft(message), message: summary(message) };
  },
  async "drafts.send"(call) {
    const { mailbox, body } = call;
    const draft = mailbox.messages.get(mailbox.drafts.get(body.id) ?? "");
    if (!draft) throw notFound();
    mailbox.remove(draft);
    // It stays in the thread that its header leads to.
    return send(call, draft.raw, undefined);
  },

  "history.list": history,

  "threads.list"({ mailbox, query }) {
    const threads = [...new Map(matching(mailbox, query).map((message) => [message.threadId, message])).keys()];
    const { page, ...paging } = pageOf(threads, query, "threads");
    const entries = page.map((id) => {
      const newest = mailbox.newestFirst.find(({ threadId }) => threadId === id) as StoredMessage;
      return { id, snippet: snippetOf(newest), historyId: String(newest.historyId) };
    });
    return { ...(page.length > 0 && { threads: entries }), ...paging, resultSizeEstimate: threads.length };
  },
  "threads.get"(call) {
    const messages = call.mailbox.newestFirst.filter(({ threadId }) => threadId === call.params["id"]).reverse();
    if (messages.length === 0) throw notFound();
    return {
      id: call.params["id"],
      historyId: String(Math.max(...messages.map(({ historyId }) => historyId))),
      messages: messages.map((message) => inFormat(call, message)),
    };
  },

  "settings.getLanguage": ({ mailbox }) => ({ displayLanguage: mailbox.language }),
  "settings.sendAs.list": ({ mailbox }) => ({
    sendAs: mailbox.signatures.map((entry, index) => ({
      ...entry,
      displayName: "",
      ...(index === 0 && { isPrimary: true, isDefault: true }),
    })),
  }),
};

const toLabel = ({ id, name, type }: Label) => ({
  id,
  name,
  type,
  ...(type === "user" && { messageListVisibility: "show", labelListVisibility: "labelShow" }),
});

function withCounters(mailbox: GmailMailbox, label: Label) {
  const within = [...mailbox.messages.values()].filter(({ labels }) => labels.has(label.id));
  const unread = within.filter(({ labels }) => labels.has("UNREAD"));
  const threads = (messages: StoredMessage[]) => new Set(messages.map(({ threadId }) => threadId)).size;
  return {
    ...toLabel(label),
    messagesTotal: within.length,
    messagesUnread: unread.length,
    threadsTotal: threads(within),
    threadsUnread: threads(unread),
  };
}

function labelBy(mailbox: GmailMailbox, id = ""): Label {
  const label = mailbox.labels.get(id);
  if (!label) throw notFound();
  return label;
}

function checkLabelName(mailbox: GmailMailbox, name: string | undefined, itself?: Label): void {
  const isBad = !name || name.length > 225 || /^\/|\/$|\/\//.test(name) || (!itself && name.startsWith("^"));
  if (isBad) throw invalid("Invalid label name");
  const other = mailbox.labelNamed(name);
  if (other && other !== itself) throw new ApiError(409, "aborted", "Label name exists or conflicts");
}

function messageBy(mailbox: GmailMailbox, id = ""): StoredMessage {
  if (!/^[0-9a-f]{1,16}$/.test(id)) throw invalid("Invalid id value");
  const message = mailbox.messages.get(id);
  if (!message) throw notFound();
  return message;
}

function matching(mailbox: GmailMailbox, query: URLSearchParams): StoredMessage[] {
  const wanted = query.getAll("labelIds");
  const withAll = query.get("includeSpamTrash") === "true" || wanted.some((id) => id === "SPAM" || id === "TRASH");
  const q = query.get("q") ?? "";
  const isAsked = withAll || /\bin:(anywhere|spam|trash)\b/i.test(q);
  const fits = testOf(mailbox, q);
  return mailbox.newestFirst.filter(
    (message) =>
      wanted.every((id) => message.labels.has(id)) &&
      (isAsked || (!message.labels.has("SPAM") && !message.labels.has("TRASH"))) &&
      fits(message),
  );
}

/** A page of a list. Its tokens name what they were made for and where the next page begins. */
function pageOf<T>(list: T[], query: URLSearchParams, kind: string) {
  const size = Math.min(Number(query.get("maxResults") ?? 100) || 100, MAX_PAGE);
  const token = query.get("pageToken");
  const key = (item: T) => (item as { id?: string }).id ?? String(item);
  const from = token === null ? 0 : list.findIndex((item) => key(item) === readToken(token, kind));
  if (from < 0) throw invalid("Invalid pageToken");
  const next = list[from + size];
  return {
    page: list.slice(from, from + size),
    ...(next !== undefined && { nextPageToken: writeToken(kind, key(next)) }),
  };
}

const writeToken = (kind: string, at: string) => Buffer.from(`~${kind}~${at}~`).toString("base64url");

function readToken(token: string, kind: string): string {
  const [, of, at] = Buffer.from(token, "base64url").toString("latin1").split("~");
  if (of !== kind || at === undefined) throw invalid("Invalid pageToken");
  return at;
}

const summary = ({ id, threadId, labels }: StoredMessage) => ({ id, threadId, labelIds: [...labels] });

let tokensMade = 0;
/** Tokens of attachments are long, and others each time. */
const tokenFor = (partId: string) =>
  `ANGjdJ${Buffer.from(`${partId}|${++tokensMade}|`.padEnd(180, "x")).toString("base64url")}`;
const tokenParts = (token: string) =>
  token.startsWith("ANGjdJ") ? Buffer.from(token.slice(6), "base64url").toString("latin1").split("|") : [];

function inFormat({ query, isDecoded }: ApiCall, message: StoredMessage) {
  const format = query.get("format") ?? "full";
  const basic = {
    ...summary(message),
    snippet: snippetOf(message),
    sizeEstimate: message.raw.length,
    historyId: String(message.historyId),
    internalDate: String(message.internalDate),
  };
  if (format === "minimal") return basic;
  if (format === "raw") return { ...basic, raw: message.raw.toString("base64url") };
  if (format === "full") return { ...basic, payload: toPayload(message.mime, { tokenFor, isDecoded }) };
  const wanted = query.getAll("metadataHeaders").map((name) => name.toLowerCase());
  const headers = headersOf(message.mime, { isDecoded });
  const payload: Partial<MessagePart> = {
    mimeType: message.mime.type,
    headers: wanted.length === 0 ? headers : headers.filter(({ name }) => wanted.includes(name.toLowerCase())),
  };
  return { ...basic, payload };
}

const snippetOf = ({ mime }: StoredMessage) =>
  textOf(mime)
    .replaceAll(/\s+/g, " ")
    .trim()
    .slice(0, 200)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");

function decode(raw: unknown): Buffer {
  if (typeof raw !== "string" || raw === "")
    throw invalid("'raw' RFC822 payload message string or uploading message via /upload/* URL required");
  return Buffer.from(raw, "base64url");
}

async function messageIn({ media, body }: ApiCall): Promise<Buffer> {
  return media ?? decode(body.raw);
}

async function insert(call: ApiCall) {
  const { mailbox, body, query, now } = call;
  const raw = await messageIn(call);
  for (const id of body.labelIds ?? []) if (!mailbox.labels.has(id)) throw invalid(`Invalid label: ${id}`);
  const [date = ""] = headerValues(await readMimePart(raw), "date");
  const written = query.get("internalDateSource") === "dateHeader" ? Date.parse(date) : now;
  const message = await mailbox.add(raw, {
    labels: body.labelIds ?? [],
    internalDate: Number.isNaN(written) ? now : written,
    threadId: knownThread(mailbox, body.threadId),
  });
  if (message.labels.has("DRAFT")) mailbox.newDraft(message);
  return summary(message);
}

function knownThread(mailbox: GmailMailbox, threadId: string | undefined): string | undefined {
  if (threadId === undefined) return undefined;
  if (![...mailbox.messages.values()].some((message) => message.threadId === threadId)) throw notFound();
  return threadId;
}

/** A reply stays in its thread if it names it in its header and keeps its subject, too. */
async function send({ mailbox }: ApiCall, raw: Buffer, wanted: string | undefined) {
  const mime = await readMimePart(raw);
  const recipients = ["to", "cc", "bcc"].flatMap((name) => headerValues(mime, name));
  if (!recipients.some((value) => value.includes("@"))) throw invalid("Recipient address required");
  const threadId = knownThread(mailbox, wanted);
  const subjectOf = (part: typeof mime) =>
    headerValues(part, "subject")
      .join("")
      .replace(/^((re|fwd?):\s*)+/i, "");
  const inThread = [...mailbox.messages.values()].filter((message) => message.threadId === threadId);
  const names = [...headerValues(mime, "references"), ...headerValues(mime, "in-reply-to")].join(" ");
  const isReply = inThread.some(
    (other) => names.includes(`<${other.messageId}>`) && subjectOf(other.mime) === subjectOf(mime),
  );
  mailbox.sent.push(raw);
  const labels = recipients.some((value) => value.toLowerCase().includes(mailbox.email.toLowerCase()))
    ? ["SENT", "INBOX", "UNREAD"]
    : ["SENT"];
  return summary(await mailbox.add(raw, { labels, threadId: isReply ? threadId : undefined }));
}

function relabel(
  mailbox: GmailMailbox,
  messages: readonly StoredMessage[],
  { addLabelIds = [], removeLabelIds = [] }: { addLabelIds?: string[]; removeLabelIds?: string[] },
): void {
  for (const id of [...addLabelIds, ...removeLabelIds])
    if (!mailbox.labels.has(id)) throw invalid(`Invalid label: ${id}`);
  if ([...addLabelIds, ...removeLabelIds].some((id) => id === "SENT" || id === "DRAFT"))
    throw invalid("Cannot modify immutable labels");
  for (const message of messages) mailbox.relabel(message, addLabelIds, removeLabelIds);
}

function history({ mailbox, query }: ApiCall) {
  const start = Number(query.get("startHistoryId"));
  if (!query.has("startHistoryId")) throw invalid("Missing/invalid parameter: startHistoryId");
  if (start < mailbox.historyFloor || start > mailbox.historyId) throw notFound();
  const found = mailbox.history.filter(({ id }) => id > start).map((record) => ({ ...record, id: String(record.id) }));
  const { page, ...paging } = pageOf(found, query, "history");
  return {
    ...(page.length > 0 && { history: page.map(toHistory) }),
    ...paging,
    historyId: String(mailbox.historyId),
  };
}

function toHistory({ id, kind, message, labelIds }: Omit<HistoryRecord, "id"> & { id: string }) {
  const hasLabels = kind === "labelsAdded" || kind === "labelsRemoved";
  return {
    id,
    messages: [{ id: message.id, threadId: message.threadId }],
    [kind]: [{ message, ...(hasLabels && { labelIds }) }],
  };
}
