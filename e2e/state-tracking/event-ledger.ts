import type { ReceivedWebhook } from "@posthorn/fakes/webhook-receiver";
import type { Difference } from "./compare.ts";
import { type SeenMessage, sortedFlags, type View } from "./server-view.ts";

// What somebody knows of an account who only reads its events. Every event has to make sense after
// those before it: a message is told once, only what was told changes or goes.
//
// After a mailboxReset its reader has to list the mailbox anew: what was in it then is told by
// nothing else. So in such a mailbox messages below every one told since are excused, until a
// checkpoint takes them over from the server.

interface TrackedMailbox {
  /** mailboxNew was told. */
  isAnnounced: boolean;
  messages: Map<number, { id: string; flags: string[] | undefined; messageId: string | undefined }>;
  /** Messages with a UID below may be there untold. */
  excusedBelow: number;
  /** Excused messages that are told to be gone, or whose flags were told. */
  goneUntold: Set<number>;
  flagsOfUntold: Map<number, string[]>;
}

interface Told {
  event: string;
  path?: string;
  date: string;
  data: {
    id: string;
    uid: number;
    flags?: string[];
    messageId?: string;
    changes?: { flags?: { added?: string[]; deleted?: string[]; value: string[] } };
    reason?: string;
  };
}

export class EventLedger {
  readonly #mailboxes = new Map<string, TrackedMailbox>();
  readonly #isSteady: (path: string) => boolean;
  readonly #ids = new Set<string>();
  /** Events that contradict those before them. */
  readonly contradictions: Difference[] = [];
  /** The ids of all events in the order in which they came first. */
  readonly order: string[] = [];
  readonly counts = new Map<string, number>();
  repeats = 0;
  /** Messages that were taken over after resets. */
  excused = 0;
  readonly #history: { path: string; uid: number | undefined; line: string }[] = [];

  /** `isSteady`: mailboxes nobody removes, renames or makes anew; they are never reset. */
  constructor(isSteady: (path: string) => boolean) {
    this.#isSteady = isSteady;
  }

  take({ json, headers }: Pick<ReceivedWebhook, "json" | "headers">): void {
    const eventId = String(headers["x-ee-wh-event-id"]);
    if (this.#ids.has(eventId)) {
      this.repeats++;
      return;
    }
    this.#ids.add(eventId);
    this.order.push(eventId);
    const told = json as Told;
    this.counts.set(told.event, (this.counts.get(told.event) ?? 0) + 1);
    if (told.path === undefined) return;
    const { path, data } = told;
    const { uid } = data;
    const what = `${told.event} ${path} ${uid ?? data.reason ?? ""}`;
    const detail =
      data.changes ?? (data.flags || data.messageId ? { flags: data.flags, messageId: data.messageId } : {});
    this.#history.push({ path, uid, line: `${told.date} ${what} ${JSON.stringify(detail)}` });
    const fault = this.#apply(path, told);
    if (fault !== undefined) this.contradictions.push({ path, uid, text: `${what}: ${fault}` });
  }

  knows(eventId: string): boolean {
    return this.#ids.has(eventId);
  }

  /** What differs from the server: more or less than it has, or otherwise. */
  differences(server: View): Difference[] {
    const faults: Difference[] = [];
    const note = (path: string, uid: number | undefined, what: string) =>
      faults.push({ path, uid, text: `${path} ${uid ?? ""}: ${what}` });
    for (const path of server.keys())
      if (!this.#mailboxes.get(path)?.isAnnounced) note(path, undefined, "the mailbox was not told");
    for (const [path, mailbox] of this.#mailboxes) {
      const there = server.get(path);
      if (there === undefined) {
        if (mailbox.isAnnounced || mailbox.messages.size > 0) note(path, undefined, "its end was not told");
        continue;
      }
      for (const [uid, seen] of there) {
        const fault = this.#compare(mailbox, uid, seen);
        if (fault !== undefined) note(path, uid, `${fault} (${seen.messageId})`);
      }
      for (const uid of mailbox.messages.keys()) if (!there.has(uid)) note(path, uid, "messageDeleted was not told");
    }
    return faults;
  }

  /** Takes over what resets excused, so that from here on all must be told. */
  takeOver(server: View): void {
    for (const [path, mailbox] of this.#mailboxes) {
      for (const [uid, { flags, messageId }] of server.get(path) ?? [])
        if (!mailbox.messages.has(uid)) {
          this.excused++;
          mailbox.messages.set(uid, { id: "", flags, messageId });
        }
      mailbox.excusedBelow = 0;
      mailbox.goneUntold.clear();
      mailbox.flagsOfUntold.clear();
    }
  }

  /** What was told of a message and its mailbox, or of the mailbox only. */
  historyOf(path: string, uid: number | undefined): string[] {
    return this.#history
      .filter((told) => told.path === path && (told.uid === undefined || told.uid === uid))
      .map(({ line }) => line);
  }

  #compare(mailbox: TrackedMailbox, uid: number, seen: SeenMessage): string | undefined {
    const message = mailbox.messages.get(uid);
    if (message === undefined) {
      if (mailbox.goneUntold.has(uid)) return "was told to be gone";
      if (uid >= mailbox.excusedBelow) return "messageNew was not told";
      const flags = mailbox.flagsOfUntold.get(uid);
      return flags && wrongFlags(flags, seen.flags);
    }
    if (message.messageId !== undefined && message.messageId !== seen.messageId)
      return `was told as ${message.messageId}`;
    return message.flags && wrongFlags(message.flags, seen.flags);
  }

  #mailbox(path: string): TrackedMailbox {
    let mailbox = this.#mailboxes.get(path);
    if (mailbox === undefined) {
      mailbox = {
        isAnnounced: false,
        messages: new Map(),
        excusedBelow: 0,
        goneUntold: new Set(),
        flagsOfUntold: new Map(),
      };
      this.#mailboxes.set(path, mailbox);
    }
    return mailbox;
  }

  #apply(path: string, { event, data }: Told): string | undefined {
    const mailbox = this.#mailbox(path);
    switch (event) {
      case "mailboxNew": {
        const isKnown = mailbox.isAnnounced;
        mailbox.isAnnounced = true;
        return isKnown ? "told again" : undefined;
      }
      case "mailboxDeleted":
        this.#mailboxes.delete(path);
        if (this.#isSteady(path)) return "it was never deleted";
        return mailbox.isAnnounced ? undefined : "it was not told to be there";
      case "mailboxReset":
        // Told again as a new one when it got new numbers.
        this.#mailboxes.delete(path);
        this.#mailbox(path).excusedBelow = Number.POSITIVE_INFINITY;
        return this.#isSteady(path) ? `nothing happened to it (${data.reason})` : undefined;
      case "messageNew":
      case "messageMissing": {
        const isRepeat = mailbox.messages.has(data.uid);
        const flags = event === "messageNew" ? sortedFlags(data.flags ?? []) : undefined;
        mailbox.messages.set(data.uid, { id: data.id, flags, messageId: data.messageId });
        mailbox.excusedBelow = Math.min(mailbox.excusedBelow, data.uid);
        return isRepeat ? "told twice" : undefined;
      }
      case "messageDeleted": {
        const message = mailbox.messages.get(data.uid);
        mailbox.messages.delete(data.uid);
        if (message) return message.id !== "" && message.id !== data.id ? "its id is another one" : undefined;
        if (data.uid >= mailbox.excusedBelow || mailbox.goneUntold.has(data.uid)) return "it was not there";
        mailbox.goneUntold.add(data.uid);
        return undefined;
      }
      case "messageUpdated":
        return this.#update(mailbox, data);
      default:
        return undefined;
    }
  }

  #update(mailbox: TrackedMailbox, { id, uid, changes }: Told["data"]): string | undefined {
    const change = changes?.flags;
    if (change === undefined) return undefined;
    const value = sortedFlags(change.value);
    const message = mailbox.messages.get(uid);
    const before = message ? message.flags : mailbox.flagsOfUntold.get(uid);
    if (message) message.flags = value;
    else if (uid >= mailbox.excusedBelow || mailbox.goneUntold.has(uid)) return "it was not there";
    else mailbox.flagsOfUntold.set(uid, value);
    if (message && message.id !== "" && message.id !== id) return "its id is another one";
    if (before === undefined) return undefined;
    const deleted = new Set(change.deleted);
    const wanted = [...before.filter((flag) => !deleted.has(flag)), ...(change.added ?? [])].toSorted();
    if (value.join(" ") !== wanted.join(" ")) return `from [${before.join(" ")}] ${JSON.stringify(change)} is no way`;
    return value.join(" ") === before.join(" ") ? "nothing changed" : undefined;
  }
}

const wrongFlags = (told: readonly string[], there: readonly string[]) =>
  told.join(" ") === there.join(" ") ? undefined : `told with [${told.join(" ")}], has [${there.join(" ")}]`;
