import { Button, Group, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { VerifyOutcome } from "@posthorn/contracts/accounts";
import { IconPlugConnected, IconSearch } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { FormFault } from "../../components/form-fault.tsx";
import { Section } from "../../components/section.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useCreateAccount, useVerifyAccount } from "../../queries/accounts.ts";
import { useFindServers } from "../../queries/autoconfig.ts";
import { CheckSteps } from "../account-check/check-steps.tsx";
import { ServerFields } from "../account-servers/server-fields.tsx";
import {
  type AccountForm,
  emptyForm,
  faultsOf,
  toCreateAccount,
  toServers,
  visibleFields,
  withFound,
} from "../account-servers/servers-form.ts";
import { texts as serverTexts } from "../account-servers/texts.ts";
import { FoundServers } from "./found-servers.tsx";
import { texts } from "./texts.ts";

/** Adds an account by its servers and logins, which can be found and checked before. */
export function ByHand() {
  const navigate = useNavigate();
  const verify = useVerifyAccount();
  const create = useCreateAccount();
  const find = useFindServers();
  const [outcome, setOutcome] = useState<VerifyOutcome>();
  const form = useForm<AccountForm>({
    initialValues: emptyForm(),
    validate: faultsOf,
    // What was checked is not what stands there any more.
    onValuesChange: () => setOutcome(undefined),
  });
  const { values } = form;
  const fields = visibleFields(values);
  const check = useSubmit(form, async (given) => setOutcome(await verify(toServers(given))), { fields });
  const save = useSubmit(
    form,
    async (given) => {
      const { account, state } = await create(toCreateAccount(given));
      showDone(state === "existing" ? texts.changed : texts.added);
      await navigate(account === undefined ? { to: "/accounts" } : { to: "/accounts/$account", params: { account } });
    },
    { fields },
  );
  const isNothingOn = !values.imap.isOn && !values.smtp.isOn;
  const email = values.email.trim();
  /** Most logins are the address itself. */
  function suggestLogin() {
    if (values.imap.auth.user === "" && email.includes("@")) form.setFieldValue("imap.auth.user", email);
  }
  const findServers = () =>
    find.mutate(email, {
      onSuccess: (found) => form.setValues(withFound(form.getValues(), found)),
      onError: (error) => showFault(error),
    });
  return (
    <form onSubmit={save.onSubmit} noValidate>
      <Stack gap="lg">
        <Section title={texts.who}>
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput label={texts.name} required maxLength={256} {...form.getInputProps("name")} />
            <TextInput
              label={texts.account}
              placeholder={texts.accountPlaceholder}
              maxLength={256}
              spellCheck={false}
              autoCapitalize="none"
              {...form.getInputProps("account")}
            />
          </SimpleGrid>
          <Group align="flex-start" gap="sm">
            <TextInput
              label={texts.email}
              required
              type="email"
              flex="1 1 16rem"
              {...form.getInputProps("email")}
              onBlur={suggestLogin}
            />
            <Button
              variant="light"
              mt={25}
              leftSection={<IconSearch size={17} aria-hidden />}
              disabled={!email.includes("@")}
              loading={find.isPending}
              onClick={findServers}
            >
              {texts.find}
            </Button>
          </Group>
          {find.data && <FoundServers found={find.data} />}
        </Section>
        <ServerFields kind="imap" form={form} />
        <ServerFields kind="smtp" form={form} />
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
        <Group justify="flex-end">
          <Button
            variant="default"
            leftSection={<IconPlugConnected size={17} aria-hidden />}
            loading={check.isBusy}
            disabled={isNothingOn || save.isBusy}
            onClick={() => check.onSubmit()}
          >
            {serverTexts.check}
          </Button>
          <Button type="submit" loading={save.isBusy} disabled={isNothingOn || check.isBusy}>
            {texts.add}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
