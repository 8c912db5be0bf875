import { Alert, Button, Tabs } from "@mantine/core";
import { runUserFunctions } from "@posthorn/contracts/user-functions";
import {
  deleteWebhookEndpoint,
  testWebhookEndpoint,
  updateWebhookEndpoint,
  type WebhookEndpointView,
} from "@posthorn/contracts/webhook-endpoints";
import { IconInfoCircle, IconPlayerPause, IconPlayerPlay, IconPower, IconTrash } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { ErrorState } from "../../components/error-state.tsx";
import { TextLink } from "../../components/link.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Section } from "../../components/section.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useMay } from "../../queries/session.ts";
import { type EndpointChanges, useUpdateEndpoint, useWebhookEndpoint } from "../../queries/webhook-endpoints.ts";
import { DeleteEndpoint } from "../webhooks/delete-endpoint.tsx";
import { kindOf } from "../webhooks/endpoint-form.ts";
import { texts as common } from "../webhooks/texts.ts";
import { EditEndpoint } from "./edit-endpoint.tsx";
import { Functions } from "./functions.tsx";
import { Overview } from "./overview.tsx";
import { Replay } from "./replay.tsx";
import { Signature } from "./signature.tsx";
import { WEBHOOK_TABS, type WebhookTab } from "./tabs.ts";
import { TestEndpoint } from "./test-endpoint.tsx";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/webhooks/$endpoint");

export function WebhookPage() {
  const { endpoint: id } = route.useParams();
  const { tab } = route.useSearch();
  const [, change] = useUrlSearch();
  const endpoint = useWebhookEndpoint(id);
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const tabs = useOfferedTabs(id);
  const shown = tab !== undefined && tabs.includes(tab) ? tab : "overview";
  return (
    <>
      <PageHeader
        title={titleOf(id, endpoint.data)}
        parent={<TextLink to="/webhooks">{texts.back}</TextLink>}
        actions={endpoint.data && <Actions endpoint={endpoint.data} onDelete={() => setAsking(true)} />}
      />
      {endpoint.isError ? (
        <ErrorState error={endpoint.error} onRetry={() => void endpoint.refetch()} isRetrying={endpoint.isFetching} />
      ) : (
        <>
          {kindOf(id) === "account" && (
            <Alert variant="light" color="gray" icon={<IconInfoCircle aria-hidden />}>
              {texts.ofAccount(accountOf(id))}
            </Alert>
          )}
          <Tabs value={shown} onChange={(next) => change({ tab: next === "overview" ? undefined : next })}>
            <Tabs.List>
              {tabs.map((one) => (
                <Tabs.Tab key={one} value={one}>
                  {texts.tabs[one]}
                </Tabs.Tab>
              ))}
            </Tabs.List>
          </Tabs>
          {endpoint.data ? (
            <Shown tab={shown} endpoint={endpoint.data} />
          ) : (
            <Section title={texts.details}>
              <LinesLoading lines={8} />
            </Section>
          )}
        </>
      )}
      <DeleteEndpoint
        endpoint={isAsking ? endpoint.data : undefined}
        onClose={() => setAsking(false)}
        onDeleted={() => void navigate({ to: "/webhooks", replace: true })}
      />
    </>
  );
}

const accountOf = (id: string) => id.slice("account:".length);

function titleOf(id: string, endpoint: WebhookEndpointView | undefined): string {
  const kind = kindOf(id);
  if (kind === "own") return endpoint?.name ?? common.columns.endpoint;
  return kind === "default" ? common.kinds.default : common.kinds.account(accountOf(id));
}

/** An account's own address has only a place; what may not be done is not offered. */
function useOfferedTabs(id: string): WebhookTab[] {
  const may = {
    overview: true,
    test: useMay(testWebhookEndpoint),
    functions: useMay(runUserFunctions),
    signature: true,
    replay: true,
    settings: useMay(updateWebhookEndpoint),
  };
  const ofAccount: readonly WebhookTab[] = ["overview", "test", "settings"];
  return WEBHOOK_TABS.filter((tab) => may[tab] && (kindOf(id) !== "account" || ofAccount.includes(tab)));
}

function Shown({ tab, endpoint }: { tab: WebhookTab; endpoint: WebhookEndpointView }) {
  switch (tab) {
    case "test":
      return <TestEndpoint endpoint={endpoint} />;
    case "functions":
      return <Functions endpoint={endpoint} />;
    case "signature":
      return <Signature endpoint={endpoint} />;
    case "replay":
      return <Replay endpoint={endpoint.id} />;
    case "settings":
      return <EditEndpoint endpoint={endpoint} />;
    default:
      return <Overview endpoint={endpoint} />;
  }
}

function Actions({ endpoint, onDelete }: { endpoint: WebhookEndpointView; onDelete: () => void }) {
  const { id, enabled, paused } = endpoint;
  const kind = kindOf(id);
  const update = useUpdateEndpoint(id);
  const mayUpdate = useMay(updateWebhookEndpoint);
  const mayDelete = useMay(deleteWebhookEndpoint);
  const [isBusy, setBusy] = useState(false);
  async function save(changes: EndpointChanges, done: string) {
    setBusy(true);
    try {
      await update(changes);
      showDone(done);
    } catch (error) {
      showFault(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      {mayUpdate && kind === "own" && !enabled && (
        <Button
          leftSection={<IconPower size={17} aria-hidden />}
          loading={isBusy}
          onClick={() => void save({ enabled: true }, texts.switchedOn)}
        >
          {texts.switchOn}
        </Button>
      )}
      {mayUpdate && kind !== "account" && enabled && (
        <Button
          variant="default"
          leftSection={paused ? <IconPlayerPlay size={17} aria-hidden /> : <IconPlayerPause size={17} aria-hidden />}
          loading={isBusy}
          onClick={() => void save({ paused: !paused }, paused ? common.resumed : common.paused)}
        >
          {paused ? common.resume : common.pause}
        </Button>
      )}
      {mayDelete && kind === "own" && (
        <Button variant="default" leftSection={<IconTrash size={16} aria-hidden />} onClick={onDelete}>
          {common.delete}
        </Button>
      )}
    </>
  );
}
