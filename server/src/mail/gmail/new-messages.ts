import { arrivalOf } from "../../core/arrival.ts";
import { ConnectFailure, type MailChange, type NewMessage, type WatchOptions } from "../../core/mail-backend.ts";
import { reportMarks } from "../../mime/report-marks.ts";
import { combineSecurity, securityOfText } from "../../mime/security.ts";
import type { BatchOutcome } from "./api.ts";
import type { GmailContext } from "./context.ts";
import { GmailError } from "./errors.ts";
import { EVERYWHERE } from "./labels.ts";
import { type ReadMessage, readMessage, toMessage } from "./message-object.ts";
import { getRequest } from "./messages.ts";
import { contentOf } from "./part-content.ts";
import { readCalendarEvents } from "./read-calendar-events.ts";
import { readReport } from "./read-report.ts";
import { readText } from "./read-text.ts";
import type { GmailMessage } from "./resources.ts";

/** A new message as it is told, and the labels it has; both undefined where it is gone again. */
export interface Described {
  id: string;
  change: MailChange | undefined;
  labels: string[] | undefined;
}

const RETRY_MISSING_MS = [1000, 1700, 2890];
/** Bytes of all attachments of a message together that an event may carry. */
const MAX_TOTAL_BYTES = 10 * 1024 * 1024;

/**
 * Reads new messages, many with one request, for what is told of them: `messageNew`, or `messageMissing` where one can't
 * be read after several attempts. Rejects only where Gmail can't be had at all.
 */
export async function describeNew(
  context: GmailContext,
  ids: readonly string[],
  options: WatchOptions,
  signal: AbortSignal,
): Promise<Described[]> {
  const outcomes = await fetchEach(context, ids, signal);
  const described: Described[] = [];
  for (const [index, id] of ids.entries())
    described.push(await describe(context, id, outcomes[index], options, signal));
  return described;
}

async function describe(
  context: GmailContext,
  id: string,
  first: BatchOutcome<GmailMessage> | undefined,
  options: WatchOptions,
  signal: AbortSignal,
): Promise<Described> {
  let outcome = first;
  let delay = 0;
  for (let retries = 0; ; retries++) {
    if (outcome?.error?.kind === "missing") return { id, change: undefined, labels: undefined };
    // Chats are in the history, too, and no mail.
    if (outcome?.value?.labelIds?.includes("CHAT")) return { id, change: undefined, labels: outcome.value.labelIds };
    if (outcome?.value) {
      const { labelIds: labels = [] } = outcome.value;
      const told = await toNew(context, outcome.value, { retries, delay }, options, signal).catch(
        async (error: unknown) => {
          // One message that can't be understood must not keep the others from being told.
          signal.throwIfAborted();
          await checkBlame(context, error, signal);
          context.log.warn({ message: id, reason: String(error) }, "A new message can't be understood");
          return undefined;
        },
      );
      if (told) return { id, change: told, labels };
    }
    const pause = RETRY_MISSING_MS[retries];
    if (pause === undefined) {
      const change = {
        type: "messageMissing",
        mailbox: EVERYWHERE,
        id,
        missingRetries: retries,
        missingDelay: delay,
      } as const;
      return { id, change, labels: outcome?.value?.labelIds ?? [] };
    }
    await context.clock.wait(pause, signal);
    delay += pause;
    [outcome] = await fetchEach(context, [id], signal);
  }
}

/**
 * Where a batch as a whole is refused, one message of it may be the cause: then each is asked for alone. What fails while
 * Gmail answers other questions is the message's fault.
 */
async function fetchEach(
  context: GmailContext,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<BatchOutcome<GmailMessage>[]> {
  const options = { signal, isBackground: true };
  const requests = ids.map((id) => getRequest(id, "full"));
  try {
    return await context.api.batch<GmailMessage>(requests, options);
  } catch (error) {
    if (!isPerhapsOurs(error)) throw error;
  }
  const outcomes: BatchOutcome<GmailMessage>[] = [];
  for (const request of requests) {
    try {
      outcomes.push({ value: await context.api.call<GmailMessage>(request, options) });
    } catch (error) {
      if (!(error instanceof GmailError)) throw error;
      await checkBlame(context, error, signal);
      outcomes.push({ error });
    }
  }
  return outcomes;
}

/** Throws the error, or another one, unless it is about one message only. */
async function checkBlame({ api }: GmailContext, error: unknown, signal: AbortSignal): Promise<void> {
  if (error instanceof ConnectFailure) throw error;
  if (!(error instanceof GmailError)) return;
  if (isPerhapsOurs(error))
    await api.call({ method: "getProfile", http: "GET", path: "profile" }, { signal, isBackground: true });
  else if (!["missing", "refused", "tooLarge"].includes(error.kind)) throw error;
}

const isPerhapsOurs = (error: unknown): boolean => error instanceof GmailError && error.kind === "unavailable";

async function toNew(
  context: GmailContext,
  fetched: GmailMessage,
  { retries, delay }: { retries: number; delay: number },
  options: WatchOptions,
  signal: AbortSignal,
): Promise<MailChange> {
  const patience = { signal, isBackground: true };
  const read = readMessage(fetched, await context.labels.namesOf(fetched.labelIds ?? [], patience));
  const { headers, text, ...message } = toMessage(read);
  const report = await readReport(context, read, patience);
  const wish = { textType: "*", maxCharacters: options.text.maxCharacters } as const;
  const content =
    text && options.text.include ? await readText(context, fetched.id, read.parts.text, wish, patience) : undefined;
  const security = combineSecurity(read.parts.security, securityOfText(content?.plain));
  const events = options.calendarEvents ? await readCalendarEvents(context, read, patience) : [];
  const attachments = options.attachments.include
    ? await withContents(context, read, message.attachments, options.attachments.maxBytes, signal)
    : message.attachments;
  const told: NewMessage = {
    ...message,
    ...reportMarks(message.messageSpecialUse === "\\Inbox" ? report : {}),
    ...(attachments && { attachments }),
    ...(events.length > 0 && { calendarEvents: events }),
    ...(options.headers && headers && { headers }),
    ...(security && { security }),
    ...(text && { text: { ...text, ...content } }),
    seemsLikeNew: !read.labels.has("SENT"),
    ...(retries > 0 && { missingRetries: retries, missingDelay: delay }),
  };
  const reported = Object.keys(report).length > 0 ? { report } : {};
  const arrival = arrivalOf(Number(fetched.internalDate ?? Number.NaN));
  return { type: "messageNew", mailbox: EVERYWHERE, message: told, ...arrival, ...reported };
}

/** Attachments with their content, of each that is no larger than `maxBytes` (0 is no limit), as far as there is room for all. */
async function withContents(
  context: GmailContext,
  { message, parts }: ReadMessage,
  entries: NewMessage["attachments"],
  maxBytes: number,
  signal: AbortSignal,
): Promise<NewMessage["attachments"]> {
  if (!entries) return undefined;
  const filled: NonNullable<NewMessage["attachments"]> = [];
  let left = MAX_TOTAL_BYTES;
  for (const [index, entry] of entries.entries()) {
    const part = parts.attachments[index];
    const isWanted = part && !part.encodedInMessage && part.size <= left && (maxBytes === 0 || part.size <= maxBytes);
    if (!isWanted) {
      filled.push(entry);
      continue;
    }
    left -= part.size;
    const content = await contentOf(context, message.id, part, { signal, isBackground: true });
    filled.push({ ...entry, content: content.toString("base64") });
  }
  return filled;
}
