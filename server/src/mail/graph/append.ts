import { PosthornError } from "../../core/errors.ts";
import type { AppendedMessage, AppendOptions, CallOptions } from "../../core/mail-backend.ts";
import { targetOf } from "./change-messages.ts";
import type { GraphContext } from "./context.ts";
import { folderNotFound, GraphError, isNotFound, isTemporary } from "./errors.ts";
import { messagePath } from "./messages.ts";
import { messagesPath } from "./pages.ts";
import type { GraphMessage } from "./resources.ts";
import { fitsAsMime, storeStructured } from "./store-message.ts";
import { DELIVERY_TIME, MESSAGE_FLAGS, MSGFLAG_READ, MSGFLAG_UNSENT, toStructured } from "./structured-message.ts";

/**
 * Stores a message. A draft goes in as it is, byte for byte, and its date is Exchange's. Graph stores only drafts so; what is
 * none goes in as JSON, with one text and at most five headers of its own.
 */
export async function appendMessage(
  context: GraphContext,
  path: string,
  raw: Buffer,
  { flags = [], internalDate, ...options }: CallOptions & AppendOptions,
): Promise<AppendedMessage> {
  const folder = await targetOf(context, path, options);
  const has = (flag: string) => flags.some((other) => other.toLowerCase() === flag);
  const state = { isRead: has("\\seen"), isFlagged: has("\\flagged"), isDraft: has("\\draft") };
  try {
    const stored =
      state.isDraft && fitsAsMime(raw)
        ? await storeDraft(context, messagesPath(folder), raw, state, options)
        : await storeAsJson(context, messagesPath(folder), raw, { ...state, internalDate }, options);
    context.changed();
    return { path: folder.path, id: stored.id };
  } catch (error) {
    if (isNotFound(error)) throw folderNotFound(path, error);
    throw uploadRefused(error);
  }
}

interface State {
  isRead: boolean;
  isFlagged: boolean;
  isDraft: boolean;
}

const flagged = { flag: { flagStatus: "flagged" } };

async function storeDraft(
  { api }: GraphContext,
  path: string,
  raw: Buffer,
  { isRead, isFlagged }: State,
  options: CallOptions,
): Promise<GraphMessage> {
  const stored = await api.request<GraphMessage>({ method: "POST", path, mime: raw, isRepeatable: false }, options);
  const body = { ...(stored.isRead !== isRead && { isRead }), ...(isFlagged && flagged) };
  if (Object.keys(body).length > 0) await api.request({ method: "PATCH", path: messagePath(stored.id), body }, options);
  return stored;
}

async function storeAsJson(
  { api }: GraphContext,
  path: string,
  raw: Buffer,
  { isRead, isFlagged, isDraft, internalDate }: State & { internalDate: Date | undefined },
  options: CallOptions,
): Promise<GraphMessage> {
  const { json, files } = await toStructured(raw);
  const { singleValueExtendedProperties: links = [], ...message } = json as {
    singleValueExtendedProperties?: { id: string; value: string }[];
  };
  const flags = (isRead ? MSGFLAG_READ : 0) | (isDraft ? MSGFLAG_UNSENT : 0);
  const singleValueExtendedProperties = [
    ...links,
    { id: MESSAGE_FLAGS, value: String(flags) },
    ...(internalDate ? [{ id: DELIVERY_TIME, value: internalDate.toISOString() }] : []),
  ];
  const whole = { ...message, ...(isFlagged && flagged), singleValueExtendedProperties };
  return storeStructured(api, path, { json: whole, files }, options);
}

/** What Graph said against the message, as far as it is that. */
function uploadRefused(error: unknown): unknown {
  if (!(error instanceof GraphError) || isTemporary(error) || error.status === 401 || error.status === 403)
    return error;
  const { message: response, code, status } = error;
  if (status === 413) return error;
  return new PosthornError("refused", `Microsoft Graph refused to store the message: ${response}`, {
    code: "UploadFail",
    extra: { info: { response, code } },
    cause: error,
  });
}
