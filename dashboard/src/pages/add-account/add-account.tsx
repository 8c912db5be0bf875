import { Button, Group, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { VerifyResult } from "@posthorn/contracts/accounts";
import { IconPlugConnected } from "@tabler/icons-react";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { FormFault } from "../../components/form-fault.tsx";
import { TextLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Section } from "../../components/section.tsx";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useCreateAccount, useVerifyAccount } from "../../queries/accounts.ts";
import { type AccountForm, emptyForm, faultsOf, toCreateAccount, toServers, visibleFields } from "./account-form.ts";
import { CheckResult } from "./check-result.tsx";
import { ServerFields } from "./server-fields.tsx";
import { texts } from "./texts.ts";

export function AddAccount() {
  const navigate = useNavigate();
  const verify = useVerifyAccount();
  const create = useCreateAccount();
  const [result, setResult] = useState<{ imap?: VerifyResult; smtp?: VerifyResult }>();
  const form = useForm<AccountForm>({
    initialValues: emptyForm(),
    validate: faultsOf,
    // What was checked is not what stands there any more.
    onValuesChange: () => setResult(undefined),
  });
  const { values } = form;
  const fields = visibleFields(values);
  const check = useSubmit(form, async (given) => setResult(await verify(toServers(given))), { fields });
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
  /** Most logins are the address itself. */
  function suggestLogin() {
    if (values.imap.auth.user === "" && values.email.includes("@")) {
      form.setFieldValue("imap.auth.user", values.email.trim());
    }
  }
  return (
    <>
      <PageHeader
        title={texts.title}
        parent={<TextLink to="/accounts">{texts.back}</TextLink>}
        description={texts.description}
      />
      <form onSubmit={save.onSubmit} noValidate>
        <Stack gap="lg">
          <Section title={texts.who}>
            <SimpleGrid cols={{ base: 1, xs: 2 }}>
              <TextInput label={texts.name} required maxLength={256} {...form.getInputProps("name")} />
              <TextInput
                label={texts.email}
                required
                type="email"
                {...form.getInputProps("email")}
                onBlur={suggestLogin}
              />
            </SimpleGrid>
            <TextInput
              label={texts.account}
              description={texts.accountHint}
              maxLength={256}
              spellCheck={false}
              autoCapitalize="none"
              {...form.getInputProps("account")}
            />
          </Section>
          <ServerFields kind="imap" form={form} />
          <ServerFields kind="smtp" form={form} />
          <FormFault
            fault={isNothingOn ? { title: texts.needsOne, text: "", isPassing: false } : (save.fault ?? check.fault)}
          />
          {result && <CheckResult {...result} />}
          <Group justify="flex-end">
            <Button
              variant="default"
              leftSection={<IconPlugConnected size={17} aria-hidden />}
              loading={check.isBusy}
              disabled={isNothingOn || save.isBusy}
              onClick={() => check.onSubmit()}
            >
              {texts.check}
            </Button>
            <Button type="submit" loading={save.isBusy} disabled={isNothingOn || check.isBusy}>
              {texts.add}
            </Button>
          </Group>
        </Stack>
      </form>
    </>
  );
}
