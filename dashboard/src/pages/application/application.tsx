import { ActionIcon, Alert, Menu, Stack, Text } from "@mantine/core";
import { createAccount } from "@posthorn/contracts/accounts";
import { deleteOAuth2App, updateOAuth2App, verifyOAuth2App } from "@posthorn/contracts/oauth2-apps";
import { getSettings } from "@posthorn/contracts/settings";
import { IconAlertTriangle, IconDotsVertical, IconPencil, IconPlus, IconTrash } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { ButtonLink, TextLink } from "../../components/link.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { type Application, useApplication } from "../../queries/applications.ts";
import { useMay } from "../../queries/session.ts";
import { applicationState } from "../applications/application-state.ts";
import { DeleteApplication } from "../applications/delete-application.tsx";
import { isInteractive, kindOf } from "./application-form.ts";
import { NotificationUrls } from "./notification-urls.tsx";
import { Summary } from "./summary.tsx";
import { texts } from "./texts.ts";
import { VerifySteps } from "./verify-steps.tsx";

const route = getRouteApi("/signed-in/applications/$app");

export function ApplicationPage() {
  const { app: id } = route.useParams();
  const app = useApplication(id);
  const navigate = useNavigate();
  const [isAsking, setAsking] = useState(false);
  const mayVerify = useMay(verifyOAuth2App);
  const mayReadSettings = useMay(getSettings);
  const { data } = app;
  return (
    <>
      <PageHeader
        title={data?.name ?? id}
        parent={<TextLink to="/applications">{texts.back}</TextLink>}
        description={data && <StateBadge label={applicationState(data)} />}
        actions={data && <Actions app={data} onDelete={() => setAsking(true)} />}
      />
      {app.isError && data === undefined ? (
        <ErrorState error={app.error} onRetry={() => void app.refetch()} isRetrying={app.isFetching} />
      ) : data ? (
        <Stack gap="lg">
          <Troubles app={data} />
          <Summary app={data} />
          {isOverGraph(data) && mayReadSettings && <NotificationUrls />}
          {mayVerify && <VerifySteps app={data} />}
          {!isInteractive(kindOf(data)) && kindOf(data) !== "pubsub" && <Sample id={id} />}
        </Stack>
      ) : (
        <Section title={texts.page.summary}>
          <LinesLoading lines={8} />
        </Section>
      )}
      {isAsking && data && (
        <DeleteApplication
          application={data}
          onClose={() => setAsking(false)}
          onDeleted={() => void navigate({ to: "/applications", replace: true })}
        />
      )}
    </>
  );
}

/** Whether Microsoft Graph may tell of its accounts' changes. */
const isOverGraph = (app: Application) =>
  kindOf(app) === "outlookService" || (kindOf(app) === "outlook" && app.baseScopes === "api");

function Actions({ app, onDelete }: { app: Application; onDelete: () => void }) {
  const mayEdit = useMay(updateOAuth2App);
  const mayDelete = useMay(deleteOAuth2App);
  const mayAdd = useMay(createAccount) && app.enabled === true && app.baseScopes !== "pubsub";
  return (
    <>
      {mayAdd && (
        <ButtonLink
          to="/add-account"
          search={{ way: "application", app: app.id }}
          leftSection={<IconPlus size={17} aria-hidden />}
        >
          {texts.page.addAccount}
        </ButtonLink>
      )}
      {mayEdit && (
        <ButtonLink
          to="/applications/$app/edit"
          params={{ app: app.id }}
          variant="default"
          leftSection={<IconPencil size={17} aria-hidden />}
        >
          {texts.edit}
        </ButtonLink>
      )}
      {mayDelete && (
        <Menu position="bottom-end" withinPortal>
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label={texts.page.actions}>
              <IconDotsVertical size={17} aria-hidden />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item color="red" leftSection={<IconTrash size={16} aria-hidden />} onClick={onDelete}>
              {texts.page.delete}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      )}
    </>
  );
}

/** What the provider has against the application, and what to do about it. */
function Troubles({ app: { baseScopes, lastError, pubSubError, pubSubTopic } }: { app: Application }) {
  // A listener that was arranged once fails at looking after that.
  const isChange = baseScopes === "pubsub" && pubSubTopic !== undefined;
  const request = lastError?.tokenRequest;
  return (
    <>
      {lastError && (
        <Alert
          color="red"
          variant="light"
          title={isChange ? texts.page.ttlTrouble : texts.page.trouble}
          icon={<IconAlertTriangle aria-hidden />}
        >
          <Stack gap="xs">
            <Text size="sm">{request?.flag?.message ?? lastError.description ?? lastError.response}</Text>
            {baseScopes !== "pubsub" && <Text size="sm">{texts.page.fix}</Text>}
            {request && (
              <details>
                <Text component="summary" size="sm" style={{ cursor: "pointer" }}>
                  {texts.page.request}
                </Text>
                <CodeBlock code={JSON.stringify(request, null, 2)} label={texts.page.request} />
              </details>
            )}
          </Stack>
        </Alert>
      )}
      {pubSubError && (
        <Alert color="red" variant="light" title={texts.page.pubSubTrouble} icon={<IconAlertTriangle aria-hidden />}>
          <Text size="sm">{pubSubError.description ?? pubSubError.message}</Text>
        </Alert>
      )}
    </>
  );
}

/** How programs add a mailbox that the application opens by itself. */
function Sample({ id }: { id: string }) {
  const body = {
    account: null,
    name: "Ada",
    email: "ada@example.com",
    oauth2: { provider: id, auth: { user: "ada@example.com" } },
  };
  const code = `curl -s ${window.location.origin}/v1/account -H "Authorization: Bearer $TOKEN" \\
  -H 'Content-Type: application/json' -d '${JSON.stringify(body, null, 2)}'`;
  return (
    <Section title={texts.page.sample}>
      <Text size="sm" c="dimmed">
        {texts.page.sampleText}
      </Text>
      <CodeBlock code={code} label={texts.page.sample} />
    </Section>
  );
}
