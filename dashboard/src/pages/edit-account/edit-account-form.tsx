import { Alert, Button, Group, Select, SimpleGrid, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Account, VerifyOutcome } from "@posthorn/contracts/accounts";
import { IconAlertTriangle, IconPlugConnected } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { FormFault } from "../../components/form-fault.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { Section } from "../../components/section.tsx";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useUpdateAccount, useVerifyStored } from "../../queries/accounts.ts";
import { CheckSteps } from "../account-check/check-steps.tsx";
import { AuthServerSwitch, FurtherFields } from "../account-servers/further-fields.tsx";
import { ServerFields } from "../account-servers/server-fields.tsx";
import { texts as serverTexts } from "../account-servers/texts.ts";
import { LimitsControl } from "../settings/limits-control.tsx";
import {
  editFaults,
  editFields,
  type EditForm,
  formOf,
  hasOwnServers,
  hasServersOfApp,
  serverChanges,
  storedPasswords,
  toUpdate,
} from "./edit-form.ts";
import { ImapExtras } from "./imap-extras.tsx";
import { texts } from "./texts.ts";

/** The zones that the browser knows, and the one that is stored, whatever that is. */
const timeZones = (stored: string | undefined) => [
  ...new Set([...(stored ? [stored] : []), ...Intl.supportedValuesOf("timeZone")]),
];

/** Changes an account. New settings of servers are tried before they are saved. */
export function EditAccountForm({ account: given }: { account: Account }) {
  // As it was when the page was opened: what is typed is compared with that, whatever is told meanwhile.
  const [account] = useState(given);
  const { account: id } = account;
  const navigate = useNavigate();
  const verify = useVerifyStored(id);
  const update = useUpdateAccount(id);
  const [outcome, setOutcome] = useState<VerifyOutcome>();
  const form = useForm<EditForm>({
    initialValues: formOf(account),
    validate: (values) => editFaults(values, account, { headers: texts.badHeaders, masked: texts.masked }),
    // What was checked is not what stands there any more.
    onValuesChange: () => setOutcome(undefined),
  });
  const { values } = form;
  const isOwn = hasOwnServers(account);
  const fields = editFields(values, account);
  const stored = storedPasswords(account);
  const isNothingOn = isOwn && !values.imap.isOn && !values.smtp.isOn;
  const isFailed = [outcome?.imap, outcome?.smtp].some((result) => result?.success === false);

  const check = useSubmit(form, async (given) => setOutcome(await verify(serverChanges(given, account))), { fields });
  const save = useSubmit(
    form,
    async (given) => {
      const changes = serverChanges(given, account);
      // What was seen to fail is saved only by whoever saw it.
      if (isOwn && !isFailed && Object.keys(changes).length > 0) {
        const tried = await verify(changes);
        if ([tried.imap, tried.smtp].some((result) => result?.success === false)) {
          setOutcome(tried);
          return;
        }
      }
      await update(toUpdate(given, account));
      showDone(texts.saved);
      await navigate({ to: "/accounts/$account", params: { account: id } });
    },
    { fields },
  );

  return (
    <form onSubmit={save.onSubmit} noValidate>
      <Stack gap="lg">
        <Section title={texts.who}>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput label={texts.name} required maxLength={256} {...form.getInputProps("name")} />
            <TextInput label={texts.email} required type="email" {...form.getInputProps("email")} />
          </SimpleGrid>
          <TextInput
            label={texts.expectedEmail}
            description={texts.expectedEmailHint}
            type="email"
            {...form.getInputProps("expectedEmail")}
          />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label={texts.locale}
              description={texts.localeHint}
              placeholder="de-AT"
              maxLength={100}
              spellCheck={false}
              {...form.getInputProps("locale")}
            />
            <Select
              label={texts.tz}
              description={texts.tzHint}
              placeholder="Europe/Tallinn"
              data={timeZones(account.tz)}
              searchable
              clearable
              clearButtonProps={{ "aria-label": texts.tzClear }}
              limit={100}
              {...form.getInputProps("tz")}
              value={values.tz || null}
              onChange={(zone) => form.setFieldValue("tz", zone ?? "")}
            />
          </SimpleGrid>
        </Section>
        {isOwn ? (
          <>
            <ServerFields kind="imap" form={form} hasPassword={stored.imap} offText={texts.imapOff}>
              <ImapExtras account={id} form={form} />
              <FurtherFields kind="imap" form={form} />
            </ServerFields>
            <ServerFields kind="smtp" form={form} hasPassword={stored.smtp} offText={texts.smtpOff}>
              <FurtherFields kind="smtp" form={form} />
            </ServerFields>
          </>
        ) : (
          <>
            <Section title={texts.servers}>
              <Text>{texts.byApplication}</Text>
              <AuthServerSwitch
                isOn={values.oauth2AuthServer}
                onChange={(isOn) => form.setFieldValue("oauth2AuthServer", isOn)}
              />
            </Section>
            {hasServersOfApp(account) && (
              <Section
                title={serverTexts.imap}
                actions={
                  <Switch
                    label={serverTexts.imapOn}
                    labelPosition="left"
                    {...form.getInputProps("imap.isOn", { type: "checkbox" })}
                  />
                }
              >
                {values.imap.isOn ? <ImapExtras account={id} form={form} /> : <Text c="dimmed">{texts.imapOff}</Text>}
              </Section>
            )}
          </>
        )}
        <Section title={texts.watched}>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <Textarea
              label={texts.path}
              description={texts.pathHint}
              autosize
              minRows={2}
              maxRows={10}
              spellCheck={false}
              {...form.getInputProps("path")}
            />
            <Textarea
              label={texts.subconnections}
              description={texts.subconnectionsHint}
              autosize
              minRows={2}
              maxRows={10}
              spellCheck={false}
              {...form.getInputProps("subconnections")}
            />
            <TextInput
              type="datetime-local"
              label={texts.notifyFrom}
              description={texts.notifyFromHint}
              {...form.getInputProps("notifyFrom")}
            />
          </SimpleGrid>
        </Section>
        <Section title={texts.sending}>
          <Switch
            label={texts.copy}
            description={texts.copyHint}
            {...form.getInputProps("copy", { type: "checkbox" })}
          />
          <Switch
            label={texts.ownLimits}
            description={texts.ownLimitsHint}
            checked={values.sending !== null}
            onChange={({ currentTarget }) => form.setFieldValue("sending", currentTarget.checked ? {} : null)}
          />
          {values.sending !== null && (
            <LimitsControl
              value={values.sending}
              error={typeof form.errors["sending"] === "string" ? form.errors["sending"] : undefined}
              isReadOnly={false}
              onChange={(limits) => form.setFieldValue("sending", limits)}
            />
          )}
        </Section>
        <Section title={texts.way}>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput
              label={texts.proxy}
              description={texts.proxyHint}
              placeholder="socks5://proxy.example.com:1080"
              spellCheck={false}
              {...form.getInputProps("proxy")}
            />
            <TextInput
              label={texts.ehlo}
              description={texts.ehloHint}
              placeholder="mail.example.com"
              spellCheck={false}
              {...form.getInputProps("smtpEhloName")}
            />
          </SimpleGrid>
        </Section>
        <Section title={texts.webhooks}>
          <TextInput
            label={texts.webhookUrl}
            description={texts.webhookUrlHint}
            type="url"
            spellCheck={false}
            {...form.getInputProps("webhooks")}
          />
          <Textarea
            label={texts.headers}
            description={texts.headersHint}
            placeholder="Authorization: Bearer …"
            autosize
            minRows={2}
            maxRows={10}
            maxLength={10_240}
            spellCheck={false}
            {...form.getInputProps("webhooksCustomHeaders")}
          />
        </Section>
        <FormFault
          fault={
            isNothingOn ? { title: serverTexts.needsOne, text: "", isPassing: false } : (save.fault ?? check.fault)
          }
        />
        {outcome && (
          <CheckSteps
            outcome={outcome}
            hosts={{ imap: values.imap.host, smtp: values.smtp.host }}
            mayBePlain={{ imap: values.imap.security === "plain", smtp: values.smtp.security === "plain" }}
          />
        )}
        {isFailed && (
          <Alert color="yellow" variant="light" title={texts.failedTitle} icon={<IconAlertTriangle aria-hidden />}>
            <Text size="sm">{texts.failedText}</Text>
          </Alert>
        )}
        <Group justify="flex-end">
          <ButtonLink to="/accounts/$account" params={{ account: id }} variant="subtle" color="gray">
            {texts.cancel}
          </ButtonLink>
          {isOwn && (
            <Button
              variant="default"
              leftSection={<IconPlugConnected size={17} aria-hidden />}
              loading={check.isBusy}
              disabled={isNothingOn || save.isBusy}
              onClick={() => check.onSubmit()}
            >
              {serverTexts.check}
            </Button>
          )}
          <Button
            type="submit"
            loading={save.isBusy}
            disabled={isNothingOn || check.isBusy || Object.keys(toUpdate(values, account)).length === 0}
          >
            {isFailed ? texts.saveAnyway : texts.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
