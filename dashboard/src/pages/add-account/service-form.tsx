import { Button, Group, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { OAuth2AppEntry } from "@posthorn/contracts/oauth2-apps";
import { useNavigate } from "@tanstack/react-router";
import { FormFault } from "../../components/form-fault.tsx";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useCreateAccount } from "../../queries/accounts.ts";
import { missingIn } from "../account-servers/servers-form.ts";
import { texts } from "./texts.ts";

/** Adds a mailbox that the application opens by itself, by decision of an administrator. */
export function ServiceForm({ application }: { application: OAuth2AppEntry }) {
  const create = useCreateAccount();
  const navigate = useNavigate();
  const form = useForm({
    initialValues: { name: "", email: "", account: "", user: "" },
    validate: (values) => missingIn(values, ["name", "email"]),
  });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ name, email, account: id, user }) => {
      const { account, state } = await create({
        account: id.trim() || null,
        name: name.trim(),
        email: email.trim(),
        oauth2: { provider: application.id, auth: { user: user.trim() || email.trim() } },
      });
      showDone(state === "existing" ? texts.changed : texts.added);
      await navigate(account === undefined ? { to: "/accounts" } : { to: "/accounts/$account", params: { account } });
    },
    { fields: ["name", "email", "account", "user"] },
  );
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <FormFault fault={fault} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={texts.name} required maxLength={256} {...form.getInputProps("name")} />
          <TextInput label={texts.email} required type="email" {...form.getInputProps("email")} />
        </SimpleGrid>
        <TextInput
          label={texts.application.user}
          description={texts.application.userHint}
          maxLength={256}
          spellCheck={false}
          autoCapitalize="none"
          {...form.getInputProps("user")}
        />
        <TextInput
          label={texts.account}
          description={texts.accountHint}
          maxLength={256}
          spellCheck={false}
          autoCapitalize="none"
          {...form.getInputProps("account")}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={isBusy}>
            {texts.add}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
