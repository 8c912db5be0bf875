import { Skeleton, Stack, Text } from "@mantine/core";
import type { Mailbox, SpecialUse } from "@posthorn/contracts/mailboxes";
import {
  type Icon,
  IconAlertOctagon,
  IconArchive,
  IconFlag,
  IconFolder,
  IconInbox,
  IconStack2,
  IconPencil,
  IconSend,
  IconTrash,
} from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { ErrorState } from "../../components/error-state.tsx";
import { formatNumber } from "../../languages/format.ts";
import { useMailboxes } from "../../queries/mailboxes.ts";
import classes from "./browse.module.css";
import { folderTree } from "./folders.ts";
import { folderName, folderRole } from "./special-names.ts";
import { texts } from "./texts.ts";
import { FIRST_PAGE, NOTHING_OPEN, useBrowse } from "./use-browse.ts";

const ICONS: Record<SpecialUse, Icon> = {
  "\\Inbox": IconInbox,
  "\\Drafts": IconPencil,
  "\\Sent": IconSend,
  "\\Archive": IconArchive,
  "\\All": IconStack2,
  "\\Junk": IconAlertOctagon,
  "\\Trash": IconTrash,
  "\\Flagged": IconFlag,
};

/** The mailboxes of the account, with how much unread mail is in each. */
export function FolderList() {
  const { account, path } = useBrowse();
  const mailboxes = useMailboxes(account);
  if (mailboxes.isError)
    return (
      <ErrorState error={mailboxes.error} onRetry={() => void mailboxes.refetch()} isRetrying={mailboxes.isFetching} />
    );
  if (mailboxes.data === undefined)
    return (
      <Stack gap={6} p={6} role="status">
        {[80, 60, 65, 50, 70].map((width) => (
          <Skeleton key={width} height={26} width={`${width}%`} />
        ))}
      </Stack>
    );
  return (
    <ul className={classes["folders"]}>
      {folderTree(mailboxes.data).map(({ mailbox, depth }) => (
        <li key={mailbox.path}>
          <FolderLink mailbox={mailbox} depth={depth} isCurrent={isSame(mailbox, path)} />
        </li>
      ))}
    </ul>
  );
}

/** Addresses may name a mailbox by its role. */
const isSame = ({ path, specialUse }: Mailbox, wanted: string) => path === wanted || specialUse === wanted;

function FolderLink({ mailbox, depth, isCurrent }: { mailbox: Mailbox; depth: number; isCurrent: boolean }) {
  const { status, specialUse, noSelect } = mailbox;
  const FolderIcon = specialUse ? ICONS[specialUse] : IconFolder;
  const role = folderRole(mailbox);
  const name = (
    <>
      <FolderIcon size={17} stroke={1.7} aria-hidden />
      <span className={classes["folderName"]} title={role === mailbox.name ? mailbox.path : (role ?? mailbox.path)}>
        {folderName(mailbox)}
      </span>
    </>
  );
  const indent = { paddingInlineStart: `${0.6 + Math.min(depth, 5) * 0.85}rem` };
  if (noSelect)
    return (
      <span className={classes["folder"]} data-plain style={indent}>
        {name}
      </span>
    );
  const counts = status?.error === undefined && status?.messages !== undefined ? status : undefined;
  return (
    <Link
      from="/accounts/$account/browse"
      to="."
      search={(before) => ({ ...before, ...NOTHING_OPEN, ...FIRST_PAGE, path: mailbox.path, pane: undefined })}
      className={classes["folder"]}
      aria-current={isCurrent ? "page" : undefined}
      activeProps={{}}
      activeOptions={{ exact: true }}
      style={indent}
      resetScroll={false}
    >
      {name}
      {counts !== undefined && (counts.unseen ?? 0) > 0 && (
        <Text
          span
          size="xs"
          className={classes["count"] ?? ""}
          title={texts.folders.counts(counts.unseen ?? 0, counts.messages ?? 0)}
        >
          {formatNumber(counts.unseen ?? 0)}
        </Text>
      )}
    </Link>
  );
}
