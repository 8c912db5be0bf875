import type { Thread, ThreadPage } from "@posthorn/contracts/threads";
import type { PageRequest } from "../../core/mail-backend.ts";
import { LOOKED_AT, oldestFirst, threadEntryOf, threadIdFields, threadNotFound } from "../../core/thread-entry.ts";
import { groupByLinks, linksOf, threadIdOf } from "../../mime/message-links.ts";
import { readMail } from "./mail-parts.ts";
import type { StoredMail, StoredMailbox } from "./mail-server.ts";
import { idOf, toListEntry } from "./message-object.ts";
import { readCursor, writeCursor } from "./page-cursor.ts";

interface Place {
  mailbox: StoredMailbox;
  mail: StoredMail;
}

const linksOfMail = ({ mail }: Place) => linksOf(readMail(mail.raw).headers);
const threadIdAt = (place: Place) => threadIdOf(linksOfMail(place), idOf(place.mailbox, place.mail));

/** The threads of a mailbox, the one with the newest message first. */
export function listThreads(mailbox: StoredMailbox, { page, pageSize, cursor }: PageRequest): ThreadPage {
  const place =
    cursor === undefined ? { page, offset: page * pageSize, newest: mailbox.nextUid - 1 } : readCursor(cursor);
  const mails = mailbox.mails.filter(({ uid }) => uid <= place.newest).map((mail) => ({ mailbox, mail }));
  const threads = groupByLinks(mails, linksOfMail).toSorted(
    (a, b) => (b.at(-1)?.mail.uid ?? 0) - (a.at(-1)?.mail.uid ?? 0),
  );
  const { offset, newest } = place;
  const end = offset + pageSize;
  const previous = { page: Math.max(0, place.page - 1), offset: Math.max(0, offset - pageSize), newest };
  return {
    total: threads.length,
    page: place.page,
    pages: Math.max(1, Math.ceil(threads.length / pageSize)),
    nextPageCursor: end < threads.length ? writeCursor({ page: place.page + 1, offset: end, newest }) : null,
    prevPageCursor: place.page > 0 ? writeCursor(previous) : null,
    threads: threads.slice(offset, end).map((members) => {
      const lookedAt = [...members.slice(0, 1), ...members.slice(1).slice(-LOOKED_AT)];
      return threadEntryOf(
        threadIdAt(members[0] as Place),
        lookedAt.map(({ mail }) => toListEntry(mailbox, mail)),
        {
          messageCount: members.length,
          unseenCount: members.filter(({ mail }) => !mail.flags.has("\\Seen")).length,
        },
      );
    }),
  };
}

/** What of a thread lies in some mailboxes. */
export function threadIn(mailboxes: readonly StoredMailbox[], threadId: string): Thread {
  const all = mailboxes.flatMap((mailbox) => mailbox.mails.map((mail) => ({ mailbox, mail })));
  const members = groupByLinks(all, linksOfMail).find((group) => group.some((place) => threadIdAt(place) === threadId));
  if (!members) throw threadNotFound();
  const messages = members.map(({ mailbox, mail }) => ({
    ...toListEntry(mailbox, mail),
    path: mailbox.path,
    ...threadIdFields(threadId),
  }));
  return { ...threadIdFields(threadId), messages: oldestFirst(messages), hasMore: false };
}
