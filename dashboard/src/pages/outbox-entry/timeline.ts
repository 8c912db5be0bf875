import type { LoggedEvent } from "@posthorn/contracts/event-log";
import type { OutboxEntry } from "@posthorn/contracts/outbox";
import { texts } from "./texts.ts";

/** Something that happened to a message, or is to happen. */
export interface Step {
  key: string;
  title: string;
  /** When; undefined for what holds now. */
  at: string | undefined;
  text: string | undefined;
  look: "good" | "bad" | "plain" | "coming";
}

/** What events say of a message; all of it may be missing. */
interface Told {
  queueId?: string;
  messageId?: string;
  originalMessageId?: string;
  response?: string | { message?: string };
  error?: string;
  smtpResponse?: string;
  recipient?: string;
  url?: string;
  remoteAddress?: string;
  submission?: { queueId?: string };
  headers?: { messageId?: string };
}

const told = ({ data }: LoggedEvent) => data as Told;

/** The events that are about one message, oldest first: by its queue id, or by a Message-ID that is told with that. */
export function eventsOf(
  events: readonly LoggedEvent[],
  queueId: string,
  messageId: string | undefined,
): LoggedEvent[] {
  const ids = new Set(messageId === undefined ? [] : [messageId]);
  for (const event of events) {
    const data = told(event);
    // A bounce has the queue id of the server that reports it.
    if (event.event === "messageBounce" || data.queueId !== queueId) continue;
    for (const id of [data.messageId, data.originalMessageId]) if (id !== undefined) ids.add(id);
  }
  return events
    .filter((event) => {
      const data = told(event);
      if (data.submission?.queueId !== undefined) return data.submission.queueId === queueId;
      if (data.queueId !== undefined && event.event !== "messageBounce") return data.queueId === queueId;
      const id = data.messageId ?? data.headers?.messageId;
      return id !== undefined && ids.has(id);
    })
    .toSorted((a, b) => a.date.localeCompare(b.date));
}

/** The life of a message, from when it was handed in to what is still to come. */
export function timelineOf(entry: OutboxEntry | null, events: readonly LoggedEvent[]): Step[] {
  const steps: Step[] = [];
  const history = entry?.attemptHistory ?? [];
  if (entry?.created)
    steps.push({ key: "queued", title: texts.steps.queued, at: entry.created, text: undefined, look: "plain" });
  const first = (entry?.attemptsMade ?? history.length) - history.length + 1;
  history.forEach(({ time, error, response }, index) =>
    steps.push({
      key: `attempt${index}`,
      title: texts.steps.attempt(first + index),
      at: time,
      text: response ?? error,
      look: "bad",
    }),
  );
  for (const event of events) {
    // The entry tells its attempts itself.
    if (event.event === "messageDeliveryError" && history.length > 0) continue;
    steps.push({ key: event.id, at: event.date, ...stepOf(event) });
  }
  steps.sort((a, b) => (a.at ?? "").localeCompare(b.at ?? ""));
  if (entry) steps.push(...comingSteps(entry));
  return steps;
}

function stepOf(event: LoggedEvent): Pick<Step, "title" | "text" | "look"> {
  const { response, error, smtpResponse, recipient, url, remoteAddress } = told(event);
  const said = typeof response === "string" ? response : response?.message;
  switch (event.event) {
    case "messageSent":
      return { title: texts.steps.sent, text: said, look: "good" };
    case "messageFailed":
      return { title: texts.steps.failed, text: error, look: "bad" };
    case "messageCancelled":
      return { title: texts.steps.cancelled, text: undefined, look: "plain" };
    case "messageBounce":
      return {
        title: recipient === undefined ? texts.steps.bounce : texts.steps.bounceOf(recipient),
        text: said,
        look: "bad",
      };
    case "messageComplaint":
      return { title: texts.steps.complaint, text: undefined, look: "bad" };
    case "trackOpen":
      return { title: texts.steps.open, text: remoteAddress, look: "good" };
    case "trackClick":
      return { title: texts.steps.click, text: url, look: "good" };
    default:
      return { title: texts.steps.error, text: smtpResponse ?? error, look: "bad" };
  }
}

function comingSteps({ state, nextAttempt, scheduled, waitingReason, attemptsMade = 0 }: OutboxEntry): Step[] {
  if (state !== "delayed" && state !== "waiting") return [];
  const steps: Step[] = [];
  if (waitingReason !== undefined)
    steps.push({ key: "waits", title: texts.steps.waits, at: undefined, text: waitingReason, look: "plain" });
  const at = nextAttempt || scheduled;
  if (state === "delayed" && at)
    steps.push({
      key: "next",
      title: attemptsMade > 0 ? texts.steps.next : texts.steps.scheduled,
      at,
      text: undefined,
      look: "coming",
    });
  return steps;
}
