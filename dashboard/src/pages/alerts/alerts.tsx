import { Group, Menu, Stack, Text } from "@mantine/core";
import { ALERT_KINDS, type AlertRule, createAlertRule, deleteAlertRule } from "@posthorn/contracts/alert-rules";
import { IconBellRinging, IconPlus, IconTrash } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { type Column, DataTable, rowLinkClass } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { ButtonLink, MenuLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useAlertRules } from "../../queries/alert-rules.ts";
import { useMay } from "../../queries/session.ts";
import { alertLabel, targetInWords, whenInWords } from "./alert-words.ts";
import { DeleteAlert } from "./delete-alert.tsx";
import { texts } from "./texts.ts";

export function Alerts() {
  const alerts = useAlertRules();
  const mayCreate = useMay(createAlertRule);
  const mayDelete = useMay(deleteAlertRule);
  const [doomed, setDoomed] = useState<AlertRule>();
  const add = mayCreate && (
    <ButtonLink to="/alerts/new" leftSection={<IconPlus size={17} aria-hidden />}>
      {texts.create}
    </ButtonLink>
  );
  return (
    <>
      <PageHeader title={texts.title} description={texts.description} actions={add} />
      {alerts.isError ? (
        <ErrorState error={alerts.error} onRetry={() => void alerts.refetch()} isRetrying={alerts.isFetching} />
      ) : alerts.data?.rules.length === 0 ? (
        <EmptyState
          kind="nothing"
          icon={<IconBellRinging size={36} stroke={1.5} />}
          action={mayCreate && <Suggestions />}
        >
          {texts.empty}
        </EmptyState>
      ) : (
        <DataTable
          label={texts.title}
          columns={columns}
          rows={alerts.data?.rules}
          keyOf={({ id }) => id}
          nameOf={({ name }) => name}
          menuOf={(rule) => (
            <>
              <MenuLink to="/alerts/$rule" params={{ rule: rule.id }}>
                {texts.open}
              </MenuLink>
              {mayDelete && (
                <Menu.Item
                  color="red"
                  leftSection={<IconTrash size={16} aria-hidden />}
                  onClick={() => setDoomed(rule)}
                >
                  {texts.delete}
                </Menu.Item>
              )}
            </>
          )}
        />
      )}
      <DeleteAlert rule={doomed} onClose={() => setDoomed(undefined)} />
    </>
  );
}

/** Rules that most want, with everything filled in but who is told. */
function Suggestions() {
  return (
    <Group gap="xs" justify="center">
      {ALERT_KINDS.map((kind) => (
        <ButtonLink key={kind} to="/alerts/new" search={{ kind }} variant="default">
          {texts.suggestions[kind]}
        </ButtonLink>
      ))}
    </Group>
  );
}

const columns: readonly Column<AlertRule>[] = [
  {
    header: texts.columns.rule,
    cell: ({ id, name, when }) => (
      <div>
        <Link to="/alerts/$rule" params={{ rule: id }} className={rowLinkClass}>
          {name}
        </Link>
        <Text size="xs" c="dimmed">
          {whenInWords(when)}
        </Text>
      </div>
    ),
  },
  {
    header: texts.columns.state,
    cell: (rule) => (
      <Stack gap={3} align="flex-start">
        <StateBadge label={alertLabel(rule)} />
        {rule.state === "firing" && rule.since && <RelativeTime at={rule.since} />}
        {rule.error && (
          <Text size="xs" c="red" maw={320} lineClamp={2}>
            {rule.error.message}
          </Text>
        )}
      </Stack>
    ),
  },
  {
    header: texts.columns.target,
    cell: ({ target }) => (
      <Text size="sm" maw={260} truncate>
        {targetInWords(target)}
      </Text>
    ),
  },
  {
    header: texts.columns.told,
    cell: ({ told }) => (told ? <RelativeTime at={told.at} /> : <Text size="sm">{texts.never}</Text>),
  },
];
