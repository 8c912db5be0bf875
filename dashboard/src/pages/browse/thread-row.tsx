import type { ThreadEntry } from "@posthorn/contracts/threads";
import { IconPaperclip } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { formatNumber } from "../../languages/format.ts";
import classes from "./browse.module.css";
import { namesOf } from "./people.ts";
import { ShortDate } from "./short-date.tsx";
import { texts } from "./texts.ts";

/** A conversation in the list; its newest message is opened. */
export function ThreadRow({ thread, isOpen }: { thread: ThreadEntry; isOpen: boolean }) {
  const { threadId, subject, participants, messageCount, unseenCount, date, latestMessage, hasAttachments } = thread;
  return (
    <li className={classes["row"]} data-open={isOpen || undefined} data-unseen={unseenCount > 0 || undefined}>
      <div className={classes["rowBody"]}>
        <div className={classes["rowTop"]}>
          <span className={classes["people"]}>{namesOf(participants) || texts.list.noSender}</span>
          <span className={classes["date"]}>{date && <ShortDate at={date} />}</span>
        </div>
        <div className={classes["rowTop"]}>
          <Link
            from="/accounts/$account/browse"
            to="."
            search={(before) => ({
              ...before,
              thread: threadId,
              message: latestMessage,
              tab: undefined,
              attachment: undefined,
              compose: undefined,
            })}
            className={classes["rowLink"]}
            data-message={latestMessage}
            aria-current={isOpen ? "true" : undefined}
            activeProps={{}}
            resetScroll={false}
            preload={false}
          >
            {unseenCount > 0 && (
              <span className={classes["dot"]} role="img" aria-label={texts.thread.unread(unseenCount)} />
            )}
            {subject || texts.list.noSubject}
          </Link>
          <span className={classes["marks"]}>
            {hasAttachments && <IconPaperclip size={14} aria-label={texts.list.attachments} role="img" />}
            {messageCount > 1 && (
              <span className={classes["mark"]} title={texts.thread.title(messageCount)}>
                {formatNumber(messageCount)}
              </span>
            )}
          </span>
        </div>
      </div>
    </li>
  );
}
