import { Button, Group, Paper, Text } from "@mantine/core";
import { deleteAccount, reconnectAccount, syncAccount } from "@posthorn/contracts/accounts";
import { IconPlugConnected, IconRefresh, IconTrash, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { showFault } from "../../components/toast.tsx";
import { type AccountAction, type AccountFilter, actOnAccount, listAllAccounts } from "../../queries/accounts.ts";
import { useMay } from "../../queries/session.ts";
import { BulkRun } from "./bulk-run.tsx";
import { texts } from "./texts.ts";

interface Props {
  chosen: ReadonlySet<string>;
  onChange: (chosen: ReadonlySet<string>) => void;
  /** What is listed, and how many that are on all pages. */
  filter: AccountFilter;
  total: number;
}

type Act = (account: string, signal: AbortSignal) => Promise<unknown>;

/** What can be done with the accounts that are chosen. */
export function BulkBar({ chosen, onChange, filter, total }: Props) {
  const mayReconnect = useMay(reconnectAccount);
  const maySync = useMay(syncAccount);
  const mayDelete = useMay(deleteAccount);
  const [run, setRun] = useState<{ action: AccountAction; names: string[]; act: Act }>();
  const [isAsking, setAsking] = useState(false);
  const [isGathering, setGathering] = useState(false);
  const begin = (action: AccountAction) =>
    setRun({
      action,
      names: [...chosen],
      act: (account, signal) => actOnAccount(action, account, signal),
    });
  async function chooseAll() {
    setGathering(true);
    try {
      const all = await listAllAccounts(filter, AbortSignal.timeout(60_000));
      onChange(new Set(all.map(({ account }) => account)));
    } catch (error) {
      showFault(error, texts.choice.allFailed);
    } finally {
      setGathering(false);
    }
  }
  return (
    <>
      {chosen.size > 0 && (
        <Paper withBorder radius="lg" p="xs" pl="md" role="region" aria-label={texts.choice.bar}>
          <Group justify="space-between" gap="xs">
            <Group gap="xs">
              <Text size="sm" fw={600} role="status">
                {texts.choice.chosen(chosen.size)}
              </Text>
              {chosen.size < total && (
                <Button size="compact-sm" variant="subtle" loading={isGathering} onClick={() => void chooseAll()}>
                  {texts.choice.all(total)}
                </Button>
              )}
              <Button
                size="compact-sm"
                variant="subtle"
                color="gray"
                leftSection={<IconX size={14} aria-hidden />}
                onClick={() => onChange(new Set())}
              >
                {texts.choice.none}
              </Button>
            </Group>
            <Group gap="xs">
              {mayReconnect && (
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconPlugConnected size={15} aria-hidden />}
                  onClick={() => begin("reconnect")}
                >
                  {texts.choice.reconnect}
                </Button>
              )}
              {maySync && (
                <Button
                  size="xs"
                  variant="default"
                  leftSection={<IconRefresh size={15} aria-hidden />}
                  onClick={() => begin("sync")}
                >
                  {texts.choice.sync}
                </Button>
              )}
              {mayDelete && (
                <Button
                  size="xs"
                  variant="light"
                  color="red"
                  leftSection={<IconTrash size={15} aria-hidden />}
                  onClick={() => setAsking(true)}
                >
                  {texts.choice.delete}
                </Button>
              )}
            </Group>
          </Group>
        </Paper>
      )}
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={texts.choice.deleteTitle(chosen.size)}
        text={texts.deleteText}
        action={texts.choice.delete}
        onConfirm={() => Promise.resolve(begin("delete"))}
      />
      {run && (
        <BulkRun
          title={texts.choice.titles[run.action]}
          names={run.names}
          act={run.act}
          resultOf={texts.choice.results[run.action]}
          onClose={() => {
            setRun(undefined);
            if (run.action === "delete") onChange(new Set());
          }}
        />
      )}
    </>
  );
}
