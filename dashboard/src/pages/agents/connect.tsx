import { Alert, Button, Group, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { DEFAULT_MCP_LEVELS, mcpAccessOf, type McpLevels } from "@posthorn/contracts/mcp-levels";
import { IconInfoCircle } from "@tabler/icons-react";
import { useState } from "react";
import { Caution } from "../../components/caution.tsx";
import { CodeBlock } from "../../components/code-block.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { Details } from "../../components/details.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useAskForAgents, useMcp } from "../../queries/agents.ts";
import { useCreateToken } from "../../queries/tokens.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import { commandLine, jsonConfig, serverNameOf, TOKEN_PLACEHOLDER } from "./client-config.ts";
import { LevelsField } from "./levels-field.tsx";
import { texts } from "./texts.ts";
import { TokenDialog } from "./token-dialog.tsx";

type Mcp = NonNullable<ReturnType<typeof useMcp>["data"]>;

interface ConnectForm extends Record<string, unknown> {
  description: string;
  account: string | null;
  permissions: McpLevels;
}

/** Two ways to connect an agent: with a token that is made here, or by itself. */
export function Connect() {
  const mcp = useMcp();
  if (mcp.isError)
    return <ErrorState error={mcp.error} onRetry={() => void mcp.refetch()} isRetrying={mcp.isFetching} />;
  if (mcp.data === undefined) return <LinesLoading lines={8} />;
  return (
    <Stack gap="lg">
      <Desktop mcp={mcp.data} />
      <Web mcp={mcp.data} />
    </Stack>
  );
}

function Desktop({ mcp }: { mcp: Mcp }) {
  const createToken = useCreateToken();
  const askAgain = useAskForAgents();
  // The value of a new token lives here and nowhere else, until its dialog is closed.
  const [made, setMade] = useState<{ name: string; token: string }>();
  const form = useForm<ConnectForm>({
    initialValues: { description: "", account: null, permissions: DEFAULT_MCP_LEVELS },
    validate: (values) => ({
      ...(values.description.trim() === "" && { description: texts.connect.needsLabel }),
      ...(mcpAccessOf(values.permissions).scopes.length === 0 && { permissions: texts.levels.nothing }),
    }),
  });
  const { values, errors } = form;
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ description, account, permissions }) => {
      const { scopes, grants } = mcpAccessOf(permissions);
      const { token } = await createToken({
        description: description.trim(),
        scopes,
        permissions: { grants },
        ...(account !== null && { account }),
      });
      setMade({ name: serverNameOf(description), token });
      void askAgain();
    },
    { fields: ["description", "account", "permissions"] },
  );
  const preview = { name: serverNameOf(values.description), url: mcp.url, token: TOKEN_PLACEHOLDER };
  return (
    <Section title={texts.connect.desktop}>
      <Text size="sm" c="dimmed">
        {texts.connect.desktopText}
      </Text>
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="lg">
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label={texts.connect.label}
              description={texts.connect.labelHint}
              required
              maxLength={1024}
              {...form.getInputProps("description")}
            />
            <AccountPicker
              label={texts.connect.account}
              description={texts.connect.accountHint}
              placeholder={texts.connect.accountAny}
              value={values.account}
              onChange={(account) => form.setFieldValue("account", account)}
              error={errors["account"]}
            />
          </SimpleGrid>
          <LevelsField
            value={values.permissions}
            onChange={(levels) => form.setFieldValue("permissions", levels)}
            tools={mcp.tools}
            isBound={values.account !== null}
          />
          {values.permissions.mail !== "none" && (
            <Caution title={texts.connect.notice}>
              <Text size="sm">{texts.connect.noticeText}</Text>
            </Caution>
          )}
          <FormFault fault={fault} />
          <Group>
            <Button type="submit" loading={isBusy}>
              {texts.connect.generate}
            </Button>
          </Group>
        </Stack>
      </form>
      {mcp.isUrlGuessed && <GuessedAddress />}
      <Text size="sm">{texts.connect.preview}</Text>
      <CodeBlock code={jsonConfig(preview)} label={texts.connect.json} />
      <CodeBlock code={commandLine(preview)} label={texts.connect.cli} />
      {made && <TokenDialog url={mcp.url} {...made} onClose={() => setMade(undefined)} />}
    </Section>
  );
}

function GuessedAddress() {
  return (
    <Alert variant="light" color="gray" icon={<IconInfoCircle aria-hidden />}>
      <Text size="sm">{texts.connect.guessed}</Text>
    </Alert>
  );
}

/** Services that ask for access by themselves: what to tell them. */
function Web({ mcp: { url, oauth } }: { mcp: Mcp }) {
  const { closedBy } = oauth;
  return (
    <Section
      title={texts.connect.web}
      actions={
        <StateBadge
          label={
            oauth.isOpen
              ? { type: "success", name: texts.connect.ready }
              : { type: "warning", name: texts.connect.notReady }
          }
        />
      }
    >
      {closedBy !== null && (
        <Caution>
          <Text size="sm">{texts.closed[closedBy]}</Text>
          {closedBy !== "start" && (
            <Group mt="sm">
              {closedBy === "serviceUrl" ? (
                <ButtonLink to="/settings/{-$group}" params={{ group: "general" }} size="xs">
                  {texts.closed.setAddress}
                </ButtonLink>
              ) : (
                <ButtonLink to="/agents" search={{ tab: "settings" }} size="xs">
                  {texts.closed.switchOn}
                </ButtonLink>
              )}
            </Group>
          )}
        </Caution>
      )}
      <Text size="sm">{texts.connect.webText}</Text>
      <Details
        items={[
          [texts.connect.name, "Posthorn"],
          [
            texts.connect.url,
            <Group key="url" gap={4} component="span">
              <Text component="span" size="sm" ff="monospace" style={{ overflowWrap: "anywhere" }}>
                {url}
              </Text>
              <CopyButton value={url} label={texts.connect.url} />
            </Group>,
          ],
          [texts.connect.client, texts.connect.noClient],
        ]}
      />
      <Text size="sm">{texts.connect.steps}</Text>
    </Section>
  );
}
