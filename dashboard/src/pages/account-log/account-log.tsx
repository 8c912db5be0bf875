import { Button, Group, Select, Stack, Switch, Text, VisuallyHidden } from "@mantine/core";
import { type Account, updateAccount } from "@posthorn/contracts/accounts";
import { deleteAccountLog } from "@posthorn/contracts/logs";
import { IconDownload, IconTrash, IconX } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { SearchBox } from "../../components/search-box.tsx";
import { Section } from "../../components/section.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useUpdateAccount } from "../../queries/accounts.ts";
import { accountLogUrl, useAccountLog, useClearLog } from "../../queries/logs.ts";
import { useMay } from "../../queries/session.ts";
import { useSettings } from "../../queries/settings.ts";
import { filterLog, LINE_COUNTS, PURPOSES, SPEAKERS } from "./log-filter.ts";
import { LogLines } from "./log-lines.tsx";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/accounts/$account");

/** The log of an account's connections: to be searched, followed, downloaded, and switched on and off. */
export function AccountLog({ account }: { account: Account }) {
  const { account: id, logs = false } = account;
  const { query, speaker, purpose, connection, lines = LINE_COUNTS[0], still } = route.useSearch();
  const [, change] = useUrlSearch();
  const isFollowed = still !== true;
  const log = useAccountLog(id, { lines: Number(lines), isFollowed });
  const shown = filterLog(log.data ?? [], { text: query, speaker, purpose, connection });
  return (
    <Stack>
      <LogSwitch account={id} isOn={logs} />
      <Group gap="sm">
        <SearchBox label={texts.search} />
        <Select
          aria-label={texts.speaker}
          placeholder={texts.allSpeakers}
          data={SPEAKERS.map((value) => ({ value, label: texts.speakers[value] }))}
          value={speaker ?? null}
          onChange={(next) => change({ speaker: next ?? undefined })}
          clearable
          clearButtonProps={{ "aria-label": texts.allSpeakers }}
          w={150}
        />
        <Select
          aria-label={texts.purpose}
          placeholder={texts.allPurposes}
          data={PURPOSES.map((value) => ({ value, label: texts.purposes[value] }))}
          value={purpose ?? null}
          onChange={(next) => change({ purpose: next ?? undefined })}
          clearable
          clearButtonProps={{ "aria-label": texts.allPurposes }}
          w={180}
        />
        <Select
          aria-label={texts.lineCount}
          data={LINE_COUNTS.map((value) => ({ value, label: texts.lastLines(Number(value)) }))}
          value={lines}
          onChange={(next) => change({ lines: next === LINE_COUNTS[0] ? undefined : (next ?? undefined) })}
          allowDeselect={false}
          w={170}
        />
        <Switch
          label={texts.follow}
          checked={isFollowed}
          onChange={({ currentTarget }) => change({ still: currentTarget.checked ? undefined : true })}
        />
      </Group>
      {connection !== undefined && (
        <Group>
          <Button
            size="xs"
            variant="default"
            rightSection={<IconX size={14} aria-hidden />}
            onClick={() => change({ connection: undefined })}
          >
            {texts.only(connection)}
            <VisuallyHidden>{texts.allConnections}</VisuallyHidden>
          </Button>
        </Group>
      )}
      {log.isError && log.data === undefined ? (
        <ErrorState error={log.error} onRetry={() => void log.refetch()} isRetrying={log.isFetching} />
      ) : log.data === undefined ? (
        <LinesLoading lines={8} height={16} />
      ) : shown.length === 0 ? (
        <Text c="dimmed" role="status">
          {log.data.length > 0 ? texts.noMatch : logs ? texts.empty : texts.emptyOff}
        </Text>
      ) : (
        <>
          <LogLines entries={shown} isFollowed={isFollowed} onConnection={(next) => change({ connection: next })} />
          <Group justify="space-between">
            <Text size="sm" c="dimmed">
              {texts.shown(shown.length, log.data.length)}
            </Text>
            <Group gap="xs">
              <Button
                component="a"
                href={accountLogUrl(id)}
                download
                size="xs"
                variant="default"
                leftSection={<IconDownload size={15} aria-hidden />}
              >
                {texts.download}
              </Button>
              <ClearButton account={id} />
            </Group>
          </Group>
        </>
      )}
    </Stack>
  );
}

/** Empties the log, for those who may. */
function ClearButton({ account }: { account: string }) {
  const clear = useClearLog(account);
  const mayClear = useMay(deleteAccountLog);
  const [isAsking, setAsking] = useState(false);
  if (!mayClear) return null;
  return (
    <>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconTrash size={15} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {texts.clear}
      </Button>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={texts.clearTitle}
        text={texts.clearText}
        action={texts.clear}
        onConfirm={async () => {
          await clear.mutateAsync();
          showDone(texts.cleared);
        }}
      />
    </>
  );
}

/** Whether the account's connections are written down, and what that means. */
function LogSwitch({ account, isOn }: { account: string; isOn: boolean }) {
  const update = useUpdateAccount(account);
  const settings = useSettings("logs");
  const mayUpdate = useMay(updateAccount);
  const [isBusy, setBusy] = useState(false);
  const isOnForAll = settings.data?.logs?.all === true;
  async function toggle() {
    setBusy(true);
    try {
      await update({ logs: !isOn });
      showDone(isOn ? texts.off : texts.on);
    } catch (error) {
      showFault(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Section
      title={texts.title}
      actions={
        mayUpdate &&
        !isOnForAll && (
          <Switch
            label={texts.switch}
            labelPosition="left"
            checked={isOn}
            disabled={isBusy}
            onChange={() => void toggle()}
          />
        )
      }
    >
      <Text size="sm" c="dimmed" maw={760}>
        {isOnForAll ? `${texts.all} ${texts.hint}` : texts.hint} {(isOn || isOnForAll) && texts.loginHint}
      </Text>
    </Section>
  );
}
