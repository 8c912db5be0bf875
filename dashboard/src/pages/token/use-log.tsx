import { updateSettings } from "@posthorn/contracts/settings";
import { SegmentedControl, Stack, Switch, Text } from "@mantine/core";
import type { TokenLogEntry } from "@posthorn/contracts/tokens";
import { IconListSearch } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { Paging } from "../../components/paging.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useMay } from "../../queries/session.ts";
import { useSettings, useUpdateSettings } from "../../queries/settings.ts";
import { useTokenLog } from "../../queries/tokens.ts";
import { toApiPaging } from "../../url-search.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/tokens/$token");

/** Who used a token, and for what. */
export function UseLog({ token }: { token: string }) {
  const { status, page } = route.useSearch();
  const [, change] = useUrlSearch();
  const log = useTokenLog(token, { ...toApiPaging({ ...(page && { page }) }), ...(status && { status }) });
  const isEmpty = log.data?.entries.length === 0;
  return (
    <Section
      title={texts.log}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={texts.columns.outcome}
          data={Object.entries(texts.filters).map(([value, label]) => ({ value, label }))}
          value={status ?? "all"}
          onChange={(value) => change({ status: value === "all" ? undefined : value })}
        />
      }
    >
      <LogSwitch />
      {log.isError && <ErrorState error={log.error} onRetry={() => void log.refetch()} isRetrying={log.isFetching} />}
      {isEmpty ? (
        <Stack align="center" py="lg" gap="xs" c="dimmed">
          <IconListSearch size={30} stroke={1.4} aria-hidden />
          <Text>{status ? texts.noSuchEntries : texts.noEntries}</Text>
        </Stack>
      ) : (
        !log.isError && (
          <>
            <DataTable
              label={texts.log}
              columns={columns}
              rows={log.data?.entries}
              keyOf={({ time, method, path, status: outcome }) => `${time} ${method} ${path} ${outcome}`}
            />
            {log.data && <Paging list={log.data} shown={log.data.entries.length} counted={texts.counted} />}
          </>
        )
      )}
    </Section>
  );
}

/** A log that is not kept is empty for a reason worth telling, with the switch that keeps it. */
function LogSwitch() {
  const settings = useSettings("tokenAuditLog");
  const update = useUpdateSettings();
  const mayUpdate = useMay(updateSettings);
  if (settings.data === undefined) return null;
  const isOn = settings.data.tokenAuditLog === true;
  return (
    <Switch
      label={texts.logSwitch}
      description={`${isOn ? texts.logOn : texts.logOff} ${texts.logText}`}
      checked={isOn}
      disabled={update.isPending || !mayUpdate}
      onChange={({ currentTarget }) =>
        update.mutate(
          { tokenAuditLog: currentTarget.checked },
          { onSuccess: () => showDone(texts.logSaved), onError: (error) => showFault(error) },
        )
      }
    />
  );
}

const columns: readonly Column<TokenLogEntry>[] = [
  { header: texts.columns.time, cell: ({ time }) => <RelativeTime at={time} /> },
  {
    header: texts.columns.call,
    cell: ({ method, path }) => (
      <Text size="sm" ff="monospace" span>
        {`${method?.toUpperCase() ?? ""} ${path ?? ""}`.trim()}
      </Text>
    ),
  },
  {
    header: texts.columns.outcome,
    cell: ({ status, reason }) => (
      <div>
        <StateBadge
          label={
            status === "allowed"
              ? { type: "success", name: texts.filters.allowed }
              : { type: "danger", name: texts.filters.denied }
          }
        />
        {reason && (
          <Text size="xs" c="dimmed" mt={3}>
            {texts.reasons[reason]}
          </Text>
        )}
      </div>
    ),
  },
  { header: texts.columns.account, cell: ({ account }) => account ?? "–" },
  { header: texts.columns.address, cell: ({ ip }) => ip ?? "–" },
];
