import type { FetchMessageObject } from "imapflow";
import { arrivalOf } from "../../core/arrival.ts";
import type { GmailCategory, MailboxRef, MailChange, NewMessage } from "../../core/mail-backend.ts";
import type { ImapClient } from "./connection.ts";
import { reportMarks } from "../../mime/report-marks.ts";
import { combineSecurity, securityOfText } from "../../mime/security.ts";
import { findCategory } from "./gmail-category.ts";
import type { IndexRow } from "./index-rows.ts";
import { learnFrom } from "./known-messages.ts";
import type { MailboxState } from "./mailbox-state.ts";
import { messageId } from "./message-id.ts";
import { type FixedMessage, isWhole, MESSAGE_QUERY, toMessage } from "./message-object.ts";
import { overhearFlags } from "./overhear-flags.ts";
import { readCalendarEvents } from "./read-calendar-events.ts";
import { readContents } from "./read-contents.ts";
import { readReport } from "./read-report.ts";
import { readText } from "./read-text.ts";
import type { MailboxSyncTools } from "./sync-tools.ts";

/** A message that was found: what is told of it, and the row that this was made of. */
export interface Described {
  change: MailChange;
  row: IndexRow | FetchMessageObject;
}

/** What the server says of messages meanwhile. */
export interface Pushes {
  isGone(uid: number): boolean;
  /** Takes what a response said of flags. */
  onFlags(row: IndexRow): void;
}

const RETRY_MISSING_MS = [1000, 1700, 2890];

/** Reads the new messages of a selected mailbox, for what is told of them. */
export class NewMessages {
  readonly #client: ImapClient;
  readonly #number: number;
  readonly #state: MailboxState;
  readonly #tools: MailboxSyncTools;
  readonly #pushes: Pushes;

  constructor(client: ImapClient, number: number, state: MailboxState, tools: MailboxSyncTools, pushes: Pushes) {
    this.#client = client;
    this.#number = number;
    this.#state = state;
    this.#tools = tools;
    this.#pushes = pushes;
  }

  /** `messageNew`, or `messageMissing` after several attempts; undefined when the message is gone again. */
  async describe(row: IndexRow | FetchMessageObject): Promise<Described | undefined> {
    const { uid } = row;
    let found: FetchMessageObject | undefined = isLoaded(row) ? row : await this.#load(uid);
    let retries = 0;
    let delay = 0;
    while (!found || !isWhole(found)) {
      if (this.#pushes.isGone(uid)) return undefined;
      const pause = RETRY_MISSING_MS[retries];
      if (pause === undefined) return this.#missing(row, retries, delay);
      await this.#tools.wait(pause);
      retries++;
      delay += pause;
      found = await this.#load(uid);
    }
    try {
      return { change: await this.#toNew(found, retries, delay), row: found };
    } catch (error) {
      // One message that can't be understood must not keep the others from being told.
      if (!this.#client.usable) throw error;
      return this.#missing(row, retries, delay);
    }
  }

  #missing(row: IndexRow | FetchMessageObject, missingRetries: number, missingDelay: number): Described {
    const { uid } = row;
    const id = messageId({ mailbox: this.#number, uid });
    return {
      change: { type: "messageMissing", mailbox: refOf(this.#state), id, uid, missingRetries, missingDelay },
      row,
    };
  }

  async #toNew(found: FetchMessageObject, retries: number, delay: number): Promise<MailChange> {
    const { uid } = found;
    const fixed = learnFrom(this.#tools.known, { mailbox: this.#number, uid }, found);
    const { text: wanted, headers: wantsHeaders } = this.#tools.options;
    const { headers, text, ...message } = toMessage(fixed, this.#state, found);
    const category = await this.#categoryOf(uid, message.labels);
    const report =
      (await this.#attempt(() => this.#ask(() => readReport(this.#client, fixed, { headers, ...message })))) ?? {};
    const content =
      text && wanted.include ? await this.#readText(uid, fixed.textParts, wanted.maxCharacters) : undefined;
    const security = combineSecurity(fixed.security, securityOfText(content?.plain));
    const described: NewMessage = {
      ...message,
      ...(category ? { category } : {}),
      ...reportMarks(report),
      ...(await this.#contentOf(fixed)),
      ...(wantsHeaders && headers ? { headers } : {}),
      ...(security ? { security } : {}),
      ...(text ? { text: { ...text, ...content } } : {}),
      seemsLikeNew: this.#state.specialUse !== "\\Sent",
      ...(retries > 0 ? { missingRetries: retries, missingDelay: delay } : {}),
    };
    const reported = Object.keys(report).length > 0 ? { report } : {};
    const arrival = arrivalOf(found.internalDate);
    return { type: "messageNew", mailbox: refOf(this.#state), message: described, ...arrival, ...reported };
  }

  async #categoryOf(uid: number, labels: readonly string[] = []): Promise<GmailCategory | undefined> {
    if (!this.#tools.options.gmailCategories || !labels.includes("\\Inbox")) return undefined;
    return this.#tools.command(this.#client, findCategory(this.#client, uid));
  }

  /** What calendars and attachments hold, as far as it is wanted. */
  async #contentOf({ uid, attachments, attachedParts }: FixedMessage): Promise<Partial<NewMessage>> {
    const { calendarEvents: wantsEvents, attachments: wanted } = this.#tools.options;
    const key = { mailbox: this.#number, uid };
    const events =
      wantsEvents && (await this.#attempt(() => this.#ask(() => readCalendarEvents(this.#client, key, attachedParts))));
    const contents =
      wanted.include &&
      (await this.#attempt(() =>
        readContents(this.#client, uid, attachedParts, wanted.maxBytes, (ask) => this.#ask(ask)),
      ));
    return {
      ...(events && events.length > 0 ? { calendarEvents: events } : {}),
      ...(contents && contents.size > 0
        ? {
            attachments: attachments.map((entry, i) => {
              const content = contents.get(attachedParts[i]?.part ?? "");
              return content === undefined ? entry : { ...entry, content };
            }),
          }
        : {}),
    };
  }

  #readText(uid: number, parts: Parameters<typeof readText>[2], maxCharacters: number) {
    return this.#ask(() => readText(this.#client, uid, parts, { textType: "*", maxCharacters }));
  }

  async #load(uid: number): Promise<FetchMessageObject | undefined> {
    const fetch = () => this.#client.fetchOne(String(uid), MESSAGE_QUERY, { uid: true });
    return (await this.#attempt(() => this.#ask(fetch))) || undefined;
  }

  #ask<T>(question: () => Promise<T>): Promise<T> {
    return this.#tools.command(this.#client, overhearFlags(this.#client, this.#pushes.onFlags, question));
  }

  /** What the server refuses to tell is left out. */
  async #attempt<T>(read: () => Promise<T>): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (!this.#client.usable) throw error;
      return undefined;
    }
  }
}

const isLoaded = (row: IndexRow | FetchMessageObject): row is FetchMessageObject => "envelope" in row && isWhole(row);

const refOf = ({ path, specialUse }: MailboxState): MailboxRef =>
  specialUse === undefined ? { path } : { path, specialUse };
