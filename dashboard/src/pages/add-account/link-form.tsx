import { Button, Group, SimpleGrid, Stack, Switch, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { OAuth2AppEntry } from "@posthorn/contracts/oauth2-apps";
import { IconLink } from "@tabler/icons-react";
import { useState } from "react";
import { FormFault } from "../../components/form-fault.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { hasCode } from "../../faults.ts";
import { BASE } from "../../next-path.ts";
import { useRequestForm } from "../../queries/accounts.ts";
import { MadeLink } from "./made-link.tsx";
import { texts } from "./texts.ts";

const FIELDS = ["name", "email", "account", "redirectUrl"];

/** Makes a link to the hosted form; with an application it leads straight to the provider's page. */
export function LinkForm({ application }: { application?: OAuth2AppEntry }) {
  const request = useRequestForm();
  const [url, setUrl] = useState<string>();
  const form = useForm({
    initialValues: {
      name: "",
      email: "",
      account: "",
      redirectUrl: `${window.location.origin}${BASE}/accounts`,
      isPinned: false,
      isDelegated: false,
    },
  });
  const { values } = form;
  const hasAddress = values.email.trim() !== "";
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ name, email, account, redirectUrl, isPinned, isDelegated }) => {
      const address = email.trim();
      const link = await request({
        account: account.trim() || null,
        redirectUrl: redirectUrl.trim(),
        ...(name.trim() !== "" && { name: name.trim() }),
        ...(address !== "" && { email: address }),
        ...(address !== "" && isPinned && !isDelegated && { expectedEmail: address }),
        ...(isDelegated && { delegated: true }),
        ...(application && { type: application.id }),
      });
      setUrl(link);
    },
    { fields: FIELDS, explain: explainLink },
  );
  if (url !== undefined) return <MadeLink url={url} onAnother={() => setUrl(undefined)} />;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <FormFault fault={fault} />
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput
            label={texts.name}
            description={texts.link.nameHint}
            maxLength={256}
            {...form.getInputProps("name")}
          />
          <TextInput
            label={texts.email}
            description={texts.link.emailHint}
            type="email"
            {...form.getInputProps("email")}
          />
        </SimpleGrid>
        {application?.provider === "outlook" && (
          <Switch
            label={texts.link.delegated}
            description={texts.link.delegatedHint}
            disabled={!hasAddress}
            {...form.getInputProps("isDelegated", { type: "checkbox" })}
          />
        )}
        {!values.isDelegated && (
          <Switch
            label={texts.link.pinned}
            description={texts.link.pinnedHint}
            disabled={!hasAddress}
            {...form.getInputProps("isPinned", { type: "checkbox" })}
          />
        )}
        <TextInput
          label={texts.account}
          description={texts.accountHint}
          maxLength={256}
          spellCheck={false}
          autoCapitalize="none"
          {...form.getInputProps("account")}
        />
        <TextInput
          label={texts.link.redirectUrl}
          description={texts.link.redirectUrlHint}
          type="url"
          required
          {...form.getInputProps("redirectUrl")}
        />
        <Group justify="flex-end">
          <Button type="submit" leftSection={<IconLink size={17} aria-hidden />} loading={isBusy}>
            {texts.link.make}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Words for why there is no link, where the usual ones do not say what to do. */
export const explainLink = (error: unknown) =>
  hasCode(error, "MissingServiceURLSetup")
    ? { title: texts.link.missingServiceUrl, text: texts.link.missingServiceUrlText, isPassing: false }
    : undefined;
