import { arrivalOf } from "../../core/arrival.ts";
import type { CallOptions, MailChange, MessagePlace, NewMessage, WatchOptions } from "../../core/mail-backend.ts";
import { reportMarks } from "../../mime/report-marks.ts";
import type { GraphApi, GraphOptions } from "./api.ts";
import type { Clock } from "../clock.ts";
import { isNotFound, isTemporary } from "./errors.ts";
import { ConnectFailure } from "../../core/mail-backend.ts";
import type { KnownFolder } from "./folders.ts";
import { refOf } from "./known-folders.ts";
import { attachmentIdsOf, messagePath, textOf } from "./messages.ts";
import { toMessage } from "./message-object.ts";
import { readAttachment, readCalendarEvents } from "./read-calendar-events.ts";
import { readReport } from "./read-report.ts";
import { type GraphMessage, MESSAGE_QUERY, WHOLE_QUERY } from "./resources.ts";

export interface DescribeTools {
  api: GraphApi;
  clock: Clock;
  options: WatchOptions;
  signal: AbortSignal;
}

const RETRY_MISSING_MS = [1000, 1700, 2890];
/** What is loaded of one message's attachments together. */
const MAX_ATTACHMENT_BYTES = 50 * 1024 * 1024;

/** What is told of a message, and the message as it was then. */
export interface Described {
  change: MailChange;
  message: GraphMessage;
}

/**
 * What is told of a message that was found in a folder: `messageNew`, or `messageMissing` after several attempts; undefined when
 * it is gone again. Throws when Graph can't be asked at all.
 */
export async function describeNew(
  tools: DescribeTools,
  message: GraphMessage,
  folder: KnownFolder,
  movedFrom: MessagePlace | undefined,
): Promise<Described | undefined> {
  const { id } = message;
  let delay = 0;
  for (let retries = 0; ; retries++) {
    try {
      return await toNew(tools, id, folder, movedFrom, { retries, delay });
    } catch (error) {
      tools.signal.throwIfAborted();
      if (error instanceof ConnectFailure || isTemporary(error)) throw error;
      const pause = RETRY_MISSING_MS[retries];
      if (pause === undefined) {
        if (isNotFound(error)) return undefined;
        const missing = { id, missingRetries: retries, missingDelay: delay };
        return { change: { type: "messageMissing", mailbox: refOf(folder), ...missing }, message };
      }
      await tools.clock.wait(pause, tools.signal);
      delay += pause;
    }
  }
}

async function toNew(
  { api, options, signal }: DescribeTools,
  id: string,
  folder: KnownFolder,
  movedFrom: MessagePlace | undefined,
  { retries, delay }: { retries: number; delay: number },
): Promise<Described> {
  const { text, headers: wantsHeaders, calendarEvents } = options;
  const background: GraphOptions = { signal, isBackground: true };
  const query = text.include ? WHOLE_QUERY : MESSAGE_QUERY;
  const found = await api.request<GraphMessage>({ method: "GET", path: messagePath(id), query }, background);
  const bare = toMessage(found, folder);
  const report = await readReport(api, bare, background);
  const events = calendarEvents ? await readCalendarEvents(api, found, background) : [];
  const { headers, ...message } = bare;
  const described: NewMessage = {
    ...message,
    ...reportMarks(report),
    ...(events.length > 0 && { calendarEvents: events }),
    ...(await contentsOf(api, found, message.attachments, options, background)),
    ...(wantsHeaders && headers && { headers }),
    ...(text.include && textOf(bare, found, { maxBytes: text.maxCharacters })),
    seemsLikeNew: movedFrom === undefined && folder.specialUse !== "\\Sent" && !found.isDraft,
    ...(movedFrom && { movedFrom }),
    ...(retries > 0 && { missingRetries: retries, missingDelay: delay }),
  };
  const reported = Object.keys(report).length > 0 ? { report } : {};
  const arrival = arrivalOf(found.receivedDateTime);
  return {
    change: { type: "messageNew", mailbox: refOf(folder), message: described, ...arrival, ...reported },
    message: found,
  };
}

/** Attachments with their content, as far as it is wanted. */
async function contentsOf(
  api: GraphApi,
  found: GraphMessage,
  entries: NewMessage["attachments"],
  { attachments: { include, maxBytes } }: WatchOptions,
  options: CallOptions,
): Promise<Pick<NewMessage, "attachments">> {
  if (!include || !entries) return {};
  let left = MAX_ATTACHMENT_BYTES;
  const ids = attachmentIdsOf(found);
  const loaded = [];
  for (const entry of entries) {
    const size = entry.encodedSize;
    const attachment = found.attachments?.[ids.indexOf(entry.id)];
    if (!attachment || size > left || (maxBytes > 0 && size > maxBytes)) {
      loaded.push(entry);
      continue;
    }
    const content = await readAttachment(api, found.id, attachment, options);
    left -= content.length;
    loaded.push({ ...entry, content: content.toString("base64") });
  }
  return { attachments: loaded };
}
