import { bodyAs } from "./message-json.ts";
import { expansionsIn, type GraphRequest } from "./check-request.ts";
import {
  type GraphMailbox,
  type StoredAttachment,
  type StoredFolder,
  type StoredMessage,
  withPreview,
} from "./mailbox.ts";

const PREFERRED_BODY = /outlook\.body-content-type="?(text|html)"?/;

const selected = (query: URLSearchParams): Set<string> | undefined => {
  const select = query.get("$select");
  return select === null ? undefined : new Set(select.split(",").map((name) => name.trim()));
};

const pick = (all: Record<string, unknown>, names: ReadonlySet<string> | undefined) =>
  Object.fromEntries(
    Object.entries(all).filter(([name]) => name === "id" || name.startsWith("@") || !names || names.has(name)),
  );

/** A message as it is answered: what was selected, or all but what only comes when it is selected. */
export function renderMessage(
  message: StoredMessage,
  { query, headers }: Pick<GraphRequest, "query" | "headers">,
): Record<string, unknown> {
  const wanted = PREFERRED_BODY.exec(headers["prefer"] ?? "")?.[1] as "text" | "html" | undefined;
  const names = selected(query);
  const { raw: _raw, attachments, properties: _p, number: _n, changed, internetMessageHeaders, ...rest } = message;
  const all: Record<string, unknown> = {
    "@odata.etag": `W/"${changed}"`,
    ...rest,
    changeKey: String(changed),
    createdDateTime: message.receivedDateTime,
    hasAttachments: attachments.some(({ isInline }) => !isInline),
    body: bodyAs(message.body, wanted),
    bodyPreview: withPreview(message),
    ...(names?.has("internetMessageHeaders") && { internetMessageHeaders: internetMessageHeaders ?? null }),
  };
  const expanded = expansionsIn(query.get("$expand") ?? "").find(({ path }) => path === "attachments");
  return {
    ...pick(all, names),
    ...(expanded && {
      attachments: attachments.map((attachment) => renderAttachment(attachment, expanded.select, false)),
    }),
  };
}

/** `contentBytes` come with a single attachment only. */
export function renderAttachment(
  { id, kind, name, contentType, isInline, contentId, content }: StoredAttachment,
  select: readonly string[] = [],
  withContent = true,
): Record<string, unknown> {
  const isFile = kind === "fileAttachment";
  const all = {
    "@odata.type": `#microsoft.graph.${kind}`,
    id,
    name,
    // An item has none.
    contentType: isFile ? contentType : null,
    // What Exchange counts is more than the content.
    size: content.length + 150,
    isInline,
    ...(isFile && { contentId: contentId ?? null }),
    ...(isFile && withContent && { contentBytes: content.toString("base64") }),
  };
  const names = select.map((path) => path.split("/").at(-1) ?? path);
  return pick(all, names.length > 0 ? new Set(names) : undefined);
}

export function renderFolder(
  mailbox: GraphMailbox,
  { id, displayName, parentFolderId }: StoredFolder,
  query: URLSearchParams,
): Record<string, unknown> {
  const messages = mailbox.messagesIn(id);
  return pick(
    {
      id,
      displayName,
      parentFolderId,
      childFolderCount: mailbox.childrenOf(id).length,
      unreadItemCount: messages.filter(({ isRead }) => !isRead).length,
      totalItemCount: messages.length,
      isHidden: false,
    },
    selected(query),
  );
}
