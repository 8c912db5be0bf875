import { Button, Group, List, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { DEFAULT_MCP_LEVELS, mcpAccessOf, type McpLevels } from "@posthorn/contracts/mcp-levels";
import { approveMcpConsent, type McpAuthorizationRequest } from "@posthorn/contracts/mcp-oauth";
import { getRouteApi, useRouterState } from "@tanstack/react-router";
import { useState } from "react";
import { PosthornApiError } from "@posthorn/client/errors";
import { Caution } from "../../components/caution.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { OutsidePage } from "../../components/outside-page.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { approve, useConsent } from "../../queries/agents.ts";
import { useMay, useSession } from "../../queries/session.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import { LevelsField } from "../agents/levels-field.tsx";
import { texts as levelTexts } from "../agents/texts.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/mcp/authorize");

/** Where somebody decides whether an agent gets access (RFC 6749 section 4.1.1). Only a valid request leads anywhere. */
export function AuthorizeAgent() {
  const request = route.useSearch();
  const consent = useConsent(request);
  if (consent.isError) {
    const { error } = consent;
    if (error instanceof PosthornApiError && [400, 404].includes(error.statusCode))
      return <NotAnswered error={error} />;
    return (
      <OutsidePage title={texts.title}>
        <ErrorState error={error} onRetry={() => void consent.refetch()} isRetrying={consent.isFetching} />
      </OutsidePage>
    );
  }
  if (consent.data === undefined)
    return (
      <OutsidePage title={texts.title}>
        <LinesLoading lines={8} />
      </OutsidePage>
    );
  return <Decision request={request as McpAuthorizationRequest} consent={consent.data} />;
}

function NotAnswered({ error }: { error: PosthornApiError }) {
  if (error.code === "McpOAuthClosed")
    return (
      <OutsidePage title={texts.fault}>
        <Text>{texts.closed}</Text>
      </OutsidePage>
    );
  const details = error.fields.map(({ message }) => message);
  return (
    <OutsidePage title={texts.fault}>
      <Text>{texts.faultText}</Text>
      <List size="sm">
        {(details.length > 0 ? details : [error.message]).map((detail) => (
          <List.Item key={detail} style={{ overflowWrap: "anywhere" }}>
            {detail}
          </List.Item>
        ))}
      </List>
    </OutsidePage>
  );
}

interface DecisionProps {
  request: McpAuthorizationRequest;
  consent: NonNullable<ReturnType<typeof useConsent>["data"]>;
}

interface DecisionForm extends Record<string, unknown> {
  levels: McpLevels;
  account: string | null;
}

function Decision({ request, consent: { client, returnsTo, denyUrl, tools } }: DecisionProps) {
  const session = useSession();
  const mayApprove = useMay(approveMcpConsent);
  const here = useRouterState({ select: ({ location }) => location.publicHref });
  const [isDone, setDone] = useState(false);
  const form = useForm<DecisionForm>({
    initialValues: { levels: DEFAULT_MCP_LEVELS, account: null },
    validate: ({ levels }) => (mcpAccessOf(levels).scopes.length === 0 ? { levels: levelTexts.levels.nothing } : {}),
  });
  const { values, errors } = form;
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ levels, account }) => {
      const { redirectUrl } = await approve({ request, ...levels, ...(account !== null && { account }) });
      leave(redirectUrl);
    },
    { fields: ["account"] },
  );
  function leave(url: string) {
    window.location.assign(url);
    // A program that takes the answer leaves this page where it is.
    setDone(true);
  }
  if (isDone)
    return (
      <OutsidePage title={texts.done}>
        <Text>{texts.back(returnsTo)}</Text>
      </OutsidePage>
    );
  return (
    <OutsidePage title={texts.title} description={client === null ? texts.asksUnnamed : texts.asks(client)}>
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="lg">
          <Caution title={texts.returns(returnsTo)}>
            <Text size="sm">{texts.returnsText}</Text>
          </Caution>
          <LevelsField
            value={values.levels}
            onChange={(levels) => form.setFieldValue("levels", levels)}
            tools={tools}
            isBound={values.account !== null}
          />
          {mayApprove && (
            <AccountPicker
              label={texts.account}
              description={texts.accountHint}
              placeholder={texts.accountAny}
              value={values.account}
              onChange={(account) => form.setFieldValue("account", account)}
              error={errors["account"]}
            />
          )}
          <Text size="sm" c="dimmed">
            {texts.lasting}
          </Text>
          <FormFault fault={fault} />
          {session !== null && !mayApprove && <Text size="sm">{texts.notAllowed}</Text>}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" disabled={isBusy} onClick={() => leave(denyUrl)}>
              {texts.deny}
            </Button>
            {mayApprove && (
              <Button type="submit" loading={isBusy} disabled={mcpAccessOf(values.levels).scopes.length === 0}>
                {texts.approve}
              </Button>
            )}
            {session === null && (
              <ButtonLink to="/login" search={{ next: here }}>
                {texts.signIn}
              </ButtonLink>
            )}
          </Group>
        </Stack>
      </form>
    </OutsidePage>
  );
}
