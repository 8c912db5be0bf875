import type {
  ChangeBatch,
  MailboxRef,
  MailChange,
  NewMessage,
  NoteWrite,
  WatchOptions,
} from "../../core/mail-backend.ts";
import type { MessageReport } from "../../core/message-report.ts";
import { reportMarks } from "../../mime/report-marks.ts";
import { readMail } from "./mail-parts.ts";
import type { MemoryMailServer, StoredMail, StoredMailbox } from "./mail-server.ts";
import { reportOf } from "./message-marks.ts";
import { idOf, toMessage } from "./message-object.ts";

/** What was known of a mailbox when it was last looked at. */
interface KnownMailbox {
  uidValidity: number;
  /** Flags by UID, sorted. */
  mails: Map<number, string[]>;
}

/** Flags by mailbox, as the last committed batch left them. */
export type Known = Map<string, KnownMailbox>;

const PREFIX = "memory/";

export function readKnown(notes: ReadonlyMap<string, Uint8Array>): Known {
  return new Map(
    [...notes].map(([key, value]) => {
      const [uidValidity, mails] = JSON.parse(Buffer.from(value).toString()) as [number, [number, string[]][]];
      return [key.slice(PREFIX.length), { uidValidity, mails: new Map(mails) }];
    }),
  );
}

export const NOTES_PREFIX = PREFIX;

const noteOf = (path: string, { uidValidity, mails }: KnownMailbox): NoteWrite => ({
  key: PREFIX + path,
  value: Buffer.from(JSON.stringify([uidValidity, [...mails]])),
});

const flagsOf = ({ flags }: StoredMail) => [...flags].toSorted();

/** What differs between `known` and the server, in the order in which to tell it. Brings `known` up to date. */
export function findChanges(server: MemoryMailServer, known: Known, options: WatchOptions): ChangeBatch {
  const changes: MailChange[] = [];
  const notes: NoteWrite[] = [];
  const isLost = options.hasConnectedBefore && known.size === 0;
  const isFirst = !options.hasConnectedBefore && known.size === 0;
  for (const mailbox of server.mailboxes) {
    const before = known.get(mailbox.path);
    const now: KnownMailbox = {
      uidValidity: mailbox.uidValidity,
      mails: new Map(mailbox.mails.map((mail) => [mail.uid, flagsOf(mail)])),
    };
    if (isLost) changes.push(resetOf(mailbox, undefined));
    else if (before && before.uidValidity !== now.uidValidity) changes.push(resetOf(mailbox, before.uidValidity));
    else {
      // Later everything is new, whatever its date: it was not there at the last look.
      const notBefore = isFirst ? options.notifyFrom : null;
      const mails = before?.mails ?? mailsUnderAnotherName(known, mailbox) ?? new Map<number, string[]>();
      changes.push(...mailChanges(mailbox, mails, options, notBefore));
      if (!before) changes.push({ type: "mailboxNew", mailbox: named(mailbox) });
    }
    if (
      !before ||
      JSON.stringify([...before.mails]) !== JSON.stringify([...now.mails]) ||
      before.uidValidity !== now.uidValidity
    ) {
      notes.push(noteOf(mailbox.path, now));
    }
    known.set(mailbox.path, now);
  }
  for (const path of known.keys()) {
    if (server.find(path)) continue;
    changes.push({ type: "mailboxDeleted", mailbox: { path, name: path.split("/").at(-1) ?? path } });
    notes.push({ key: PREFIX + path, value: null });
    known.delete(path);
  }
  return { changes, notes };
}

/** What was known of a mailbox that has been renamed since. */
const mailsUnderAnotherName = (known: Known, { uidValidity }: StoredMailbox) =>
  [...known.values()].find((mailbox) => mailbox.uidValidity === uidValidity)?.mails;

function mailChanges(
  mailbox: StoredMailbox,
  before: ReadonlyMap<number, string[]>,
  options: WatchOptions,
  notBefore: Date | null,
): MailChange[] {
  const at = refTo(mailbox);
  const gone = [...before.keys()].filter((uid) => !mailbox.mails.some((mail) => mail.uid === uid));
  const changes: MailChange[] = gone.map((uid) => ({
    type: "messageDeleted",
    mailbox: at,
    id: idOf(mailbox, { uid } as StoredMail),
    uid,
  }));
  for (const mail of mailbox.mails) {
    const flags = before.get(mail.uid);
    if (!flags) {
      if (notBefore !== null && mail.receivedAt < notBefore) continue;
      const arrivedAt = mail.receivedAt.getTime();
      changes.push({ type: "messageNew", mailbox: at, arrivedAt, ...newMessage(mailbox, mail, options) });
      continue;
    }
    const now = flagsOf(mail);
    const added = now.filter((flag) => !flags.includes(flag));
    const deleted = flags.filter((flag) => !now.includes(flag));
    if (added.length + deleted.length === 0) continue;
    changes.push({
      type: "messageUpdated",
      mailbox: at,
      id: idOf(mailbox, mail),
      uid: mail.uid,
      changes: {
        flags: { ...(added.length > 0 && { added }), ...(deleted.length > 0 && { deleted }), value: now },
      },
    });
  }
  return changes;
}

function newMessage(
  mailbox: StoredMailbox,
  mail: StoredMail,
  options: WatchOptions,
): { message: NewMessage; report?: MessageReport } {
  const { text, headers, attachments: wanted, calendarEvents } = options;
  const request = text.include ? ({ textType: "*", maxBytes: text.maxCharacters } as const) : {};
  const { headers: found, attachments, ...message } = toMessage(mailbox, mail, { ...request, calendarEvents });
  const contents = wanted.include
    ? readMail(mail.raw).attachments.map(({ content }) => content.toString("base64"))
    : [];
  const isLoaded = (size: number) => wanted.maxBytes === 0 || size <= wanted.maxBytes;
  const report = reportOf(message.messageSpecialUse, message, readMail(mail.raw));
  const described: NewMessage = {
    ...message,
    ...reportMarks(report),
    ...(attachments && {
      attachments: attachments.map((entry, index) => {
        const content = contents[index];
        return content !== undefined && isLoaded(entry.encodedSize) ? { ...entry, content } : entry;
      }),
    }),
    ...(headers && found && { headers: found }),
    seemsLikeNew: mail.isArrival,
  };
  return { message: described, ...(Object.keys(report).length > 0 && { report }) };
}

const refTo = ({ path, specialUse }: StoredMailbox): MailboxRef => ({ path, ...(specialUse && { specialUse }) });

const named = (mailbox: StoredMailbox) => ({
  ...refTo(mailbox),
  name: mailbox.path.split("/").at(-1) ?? mailbox.path,
  uidValidity: String(mailbox.uidValidity),
});

const resetOf = (mailbox: StoredMailbox, previous: number | undefined): MailChange => ({
  type: "mailboxReset",
  mailbox: named(mailbox),
  ...(previous !== undefined && { prevUidValidity: String(previous) }),
  reason: previous === undefined ? "syncStateLost" : "uidValidityChange",
});
