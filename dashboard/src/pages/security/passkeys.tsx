import { Button, Menu, Text } from "@mantine/core";
import { beginPasskey, deletePasskey, type Passkey } from "@posthorn/contracts/passkeys";
import { IconFingerprint, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { showDone } from "../../components/toast.tsx";
import { canUsePasskeys } from "../../queries/passkey-sign-in.ts";
import { useDeletePasskey, usePasskeys } from "../../queries/passkeys.ts";
import { useMay } from "../../queries/session.ts";
import { texts } from "./texts.ts";

/** The own passkeys. */
export function Passkeys({ hasPassword, onAdd }: { hasPassword: boolean; onAdd: () => void }) {
  const passkeys = usePasskeys();
  const mayAdd = useMay(beginPasskey);
  const mayDelete = useMay(deletePasskey);
  const [doomed, setDoomed] = useState<Passkey>();
  const canAdd = canUsePasskeys();
  return (
    <Section
      title={texts.passkeys.title}
      actions={
        mayAdd &&
        hasPassword &&
        canAdd && (
          <Button variant="default" leftSection={<IconFingerprint size={17} aria-hidden />} onClick={onAdd}>
            {texts.passkeys.add}
          </Button>
        )
      }
    >
      <Text size="sm" c="dimmed">
        {texts.passkeys.text} {!canAdd && texts.passkeys.unsupported}
      </Text>
      {passkeys.isError ? (
        <ErrorState error={passkeys.error} onRetry={() => void passkeys.refetch()} isRetrying={passkeys.isFetching} />
      ) : passkeys.data?.passkeys.length === 0 ? (
        <Text size="sm">{texts.passkeys.none}</Text>
      ) : (
        <DataTable
          label={texts.passkeys.title}
          columns={columns}
          rows={passkeys.data?.passkeys}
          keyOf={({ id }) => id}
          nameOf={({ name }) => name}
          {...(mayDelete && {
            menuOf: (passkey: Passkey) => (
              <Menu.Item
                color="red"
                leftSection={<IconTrash size={16} aria-hidden />}
                onClick={() => setDoomed(passkey)}
              >
                {texts.passkeys.delete}
              </Menu.Item>
            ),
          })}
        />
      )}
      <DeletePasskey passkey={doomed} onClose={() => setDoomed(undefined)} />
    </Section>
  );
}

function DeletePasskey({ passkey, onClose }: { passkey: Passkey | undefined; onClose: () => void }) {
  const remove = useDeletePasskey();
  if (passkey === undefined) return null;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={texts.passkeys.deleteTitle(passkey.name)}
      text={texts.passkeys.deleteText}
      action={texts.passkeys.delete}
      onConfirm={async () => {
        await remove.mutateAsync(passkey.id);
        showDone(texts.passkeys.deleted);
      }}
    />
  );
}

const columns: readonly Column<Passkey>[] = [
  {
    header: texts.passkeys.columns.name,
    cell: ({ name }) => (
      <Text size="sm" fw={600}>
        {name}
      </Text>
    ),
  },
  { header: texts.passkeys.columns.created, cell: ({ created }) => <RelativeTime at={created} /> },
  {
    header: texts.passkeys.columns.lastUsed,
    cell: ({ lastUsed }) => (lastUsed ? <RelativeTime at={lastUsed} /> : texts.passkeys.never),
  },
];
