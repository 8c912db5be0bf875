import { Drawer, Group, SegmentedControl, Select, Stack } from "@mantine/core";
import type { LoggedEvent } from "@posthorn/contracts/event-log";
import { EVENT_NAMES } from "@posthorn/contracts/events";
import { getRouteApi } from "@tanstack/react-router";
import { CodeBlock } from "../../components/code-block.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { SearchBox } from "../../components/search-box.tsx";
import { texts as common } from "../../components/texts.ts";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useEvent } from "../../queries/events.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import { eventText } from "../webhook/samples.ts";
import { LiveEvents } from "./live-events.tsx";
import { PastEvents } from "./past-events.tsx";
import { texts } from "./texts.ts";
import { EVENT_VIEWS } from "./views.ts";

const route = getRouteApi("/signed-in/events");

export function Events() {
  const { view = "live", type, account, query, show } = route.useSearch();
  const [, change] = useUrlSearch();
  const choice = { ...(account && { account }), ...(type && { types: type }) };
  const parts = { choice, query, shown: show, onShow: (event: LoggedEvent) => change({ show: event.id }) };
  return (
    <>
      <PageHeader
        title={texts.title}
        description={texts.description}
        actions={
          <SegmentedControl
            aria-label={texts.view}
            data={EVENT_VIEWS.map((value) => ({ value, label: texts.views[value] }))}
            value={view}
            onChange={(value) => change({ view: value === "live" ? undefined : value })}
          />
        }
      />
      <Group gap="sm">
        <SearchBox label={texts.search} />
        <Select
          aria-label={texts.type}
          placeholder={texts.everyType}
          data={[...EVENT_NAMES]}
          value={type ?? null}
          onChange={(value) => change({ type: value ?? undefined })}
          searchable
          clearable
          clearButtonProps={{ "aria-label": texts.everyType }}
          w={220}
        />
        <AccountPicker
          aria-label={texts.account}
          placeholder={texts.everyAccount}
          value={account ?? null}
          onChange={(value) => change({ account: value ?? undefined })}
          w={220}
        />
      </Group>
      {view === "live" ? <LiveEvents key={`${account ?? ""} ${type ?? ""}`} {...parts} /> : <PastEvents {...parts} />}
      <Shown id={show} onClose={() => change({ show: undefined })} />
    </>
  );
}

/** The JSON of one event, beside the list. */
function Shown({ id, onClose }: { id: string | undefined; onClose: () => void }) {
  const event = useEvent(id);
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size="lg"
      title={event.data?.event ?? texts.json}
      closeButtonProps={{ "aria-label": common.close }}
    >
      {id === undefined ? null : event.isError ? (
        <ErrorState error={event.error} onRetry={() => void event.refetch()} isRetrying={event.isFetching} />
      ) : event.data ? (
        <Stack>
          <Group gap="xs">
            <ButtonLink to="/events/$event" params={{ event: id }}>
              {texts.open}
            </ButtonLink>
            <CopyButton value={eventText(event.data)} label={texts.copy} isWide />
          </Group>
          <CodeBlock code={eventText(event.data)} label={texts.json} wraps />
        </Stack>
      ) : (
        <LinesLoading lines={8} />
      )}
    </Drawer>
  );
}
