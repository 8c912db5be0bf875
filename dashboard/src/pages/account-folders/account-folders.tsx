import { Stack, Text } from "@mantine/core";
import type { Account } from "@posthorn/contracts/accounts";
import type { Mailbox } from "@posthorn/contracts/mailboxes";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { formatNumber } from "../../languages/format.ts";
import { useMailboxes } from "../../queries/mailboxes.ts";
import { texts } from "./texts.ts";

/** The folders of an account, with how many messages are in each. */
export function AccountFolders({ account }: { account: Account }) {
  const mailboxes = useMailboxes(account.account);
  if (mailboxes.isError && mailboxes.data === undefined)
    return (
      <Stack>
        <ErrorState
          error={mailboxes.error}
          onRetry={() => void mailboxes.refetch()}
          isRetrying={mailboxes.isFetching}
        />
        <Text c="dimmed">{texts.unreachable}</Text>
      </Stack>
    );
  const messages = (mailboxes.data ?? []).reduce((sum, { status }) => sum + (status?.messages ?? 0), 0);
  return (
    <Stack>
      <DataTable label={texts.title} columns={columnsOf(account)} rows={mailboxes.data} keyOf={({ path }) => path} />
      {mailboxes.data && (
        <Text size="sm" c="dimmed">
          {texts.counted(mailboxes.data.length)} · {texts.sum(messages)}
        </Text>
      )}
    </Stack>
  );
}

const columnsOf = ({ path, subconnections = [] }: Account): readonly Column<Mailbox>[] => [
  {
    header: texts.columns.folder,
    cell: ({ path: folder, noSelect }) => (
      <div>
        <Text fw={600} size="sm">
          {folder}
        </Text>
        {noSelect && (
          <Text size="xs" c="dimmed">
            {texts.notSelectable}
          </Text>
        )}
      </div>
    ),
  },
  { header: texts.columns.use, cell: ({ specialUse }) => (specialUse ? texts.uses[specialUse] : texts.none) },
  {
    header: texts.columns.messages,
    cell: ({ status }) => (status?.messages === undefined ? texts.none : formatNumber(status.messages)),
  },
  {
    header: texts.columns.unseen,
    cell: ({ status }) => (status?.unseen === undefined ? texts.none : formatNumber(status.unseen)),
  },
  {
    header: texts.columns.watched,
    cell: (mailbox) => (isNamed(mailbox, subconnections) ? texts.own : isWatched(mailbox, path) ? texts.yes : texts.no),
  },
];

/** A list names folders by their paths or by what they are for. */
const isNamed = ({ path, specialUse }: Mailbox, names: readonly string[]) =>
  names.includes(path) || (specialUse !== undefined && names.includes(specialUse));

function isWatched(mailbox: Mailbox, paths: Account["path"]): boolean {
  if (mailbox.noSelect === true) return false;
  return !Array.isArray(paths) || paths.length === 0 || paths.includes("*") || isNamed(mailbox, paths);
}
