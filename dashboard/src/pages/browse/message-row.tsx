import { Checkbox } from "@mantine/core";
import type { MessageListEntry } from "@posthorn/contracts/messages";
import { IconArrowBackUp, IconFlagFilled, IconPaperclip } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { type MouseEvent, memo } from "react";
import classes from "./browse.module.css";
import { nameOf, namesOf } from "./people.ts";
import { ShortDate } from "./short-date.tsx";
import { texts } from "./texts.ts";

interface Props {
  message: MessageListEntry;
  isOpen: boolean;
  isChosen: boolean;
  /** Whoever sent it is no news in a folder with what was sent. */
  showsRecipients: boolean;
  /** Undefined where nothing can be done with messages. */
  onChoose: ((message: MessageListEntry, event: { shiftKey: boolean }) => void) | undefined;
}

/** A message in the list: a link that opens it, and a box that chooses it. */
export const MessageRow = memo(function MessageRow({ message, isOpen, isChosen, showsRecipients, onChoose }: Props) {
  const { id, subject, from, to, date, unseen, flagged, answered, draft, attachments, preview, labels } = message;
  const title = subject || texts.list.noSubject;
  const people = showsRecipients ? texts.list.to(namesOf(to)) : (from && nameOf(from)) || texts.list.noSender;
  const hasFiles = attachments?.some(({ inline, embedded }) => !inline && !embedded);
  return (
    <li className={classes["row"]} data-open={isOpen || undefined} data-unseen={unseen}>
      {onChoose && (
        <Checkbox
          size="xs"
          className={classes["choose"] ?? ""}
          aria-label={texts.list.choose(title)}
          checked={isChosen}
          onChange={() => {}}
          onClick={(event: MouseEvent) => onChoose(message, event)}
        />
      )}
      <div className={classes["rowBody"]}>
        <div className={classes["rowTop"]}>
          <span className={classes["people"]}>{people}</span>
          <span className={classes["date"]}>{date && <ShortDate at={date} />}</span>
        </div>
        <div className={classes["rowTop"]}>
          <Link
            from="/accounts/$account/browse"
            to="."
            search={(before) => ({ ...before, message: id, tab: undefined, attachment: undefined, compose: undefined })}
            className={classes["rowLink"]}
            data-message={id}
            aria-current={isOpen ? "true" : undefined}
            activeProps={{}}
            resetScroll={false}
            preload={false}
          >
            {unseen && <span className={classes["dot"]} role="img" aria-label={texts.list.unread} />}
            {title}
          </Link>
          <span className={classes["marks"]}>
            {draft && <span className={classes["mark"]}>{texts.list.draft}</span>}
            {answered && <IconArrowBackUp size={14} aria-label={texts.list.answered} role="img" />}
            {hasFiles && <IconPaperclip size={14} aria-label={texts.list.attachments} role="img" />}
            {flagged && (
              <IconFlagFilled size={14} aria-label={texts.list.flagged} role="img" className={classes["flag"]} />
            )}
          </span>
        </div>
        {preview && <div className={classes["preview"]}>{preview}</div>}
        {labels && labels.length > 0 && <div className={classes["preview"]}>{labels.join(" · ")}</div>}
      </div>
    </li>
  );
});
