import { Button, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconSend } from "@tabler/icons-react";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { FormFault } from "../../components/form-fault.tsx";
import { ButtonLink, TextLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { Section } from "../../components/section.tsx";
import { showFault } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useCreateEndpoint, useTestAddress, type WebhookTrial } from "../../queries/webhook-endpoints.ts";
import { EndpointFields } from "./endpoint-fields.tsx";
import { emptyForm, type EndpointForm, type EndpointFormState, faultsOf, FIELDS, toCreate } from "./endpoint-form.ts";
import { SecretDialog } from "./secret-dialog.tsx";
import { texts } from "./texts.ts";
import { TrialResult } from "./trial-result.tsx";

const route = getRouteApi("/signed-in/webhooks/new");

export function NewWebhook() {
  const { event, account } = route.useSearch();
  const create = useCreateEndpoint();
  const navigate = useNavigate();
  // The secret lives here and nowhere else, until its dialog is closed.
  const [created, setCreated] = useState<{ id: string; secret: string }>();
  const form = useForm<EndpointForm>({
    initialValues: emptyForm(event, account),
    validate: (values) => faultsOf(values, "own"),
  });
  const { onSubmit, isBusy, fault } = useSubmit(form, async (values) => setCreated(await create(toCreate(values))), {
    fields: FIELDS,
  });
  return (
    <>
      <PageHeader
        title={texts.new.title}
        description={texts.new.description}
        parent={<TextLink to="/webhooks">{texts.title}</TextLink>}
      />
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="lg">
          <EndpointFields form={form} kind="own" />
          <TryAddress form={form} />
          <FormFault fault={fault} />
          <Group justify="flex-end">
            <ButtonLink to="/webhooks" variant="default">
              {texts.form.cancel}
            </ButtonLink>
            <Button type="submit" loading={isBusy}>
              {texts.new.submit}
            </Button>
          </Group>
        </Stack>
      </form>
      {created && (
        <SecretDialog
          secret={created.secret}
          onClose={() => void navigate({ to: "/webhooks/$endpoint", params: { endpoint: created.id }, replace: true })}
        />
      )}
    </>
  );
}

/** Tries the address as it is typed, before anything is stored. */
function TryAddress({ form }: { form: EndpointFormState }) {
  const test = useTestAddress();
  const [isBusy, setBusy] = useState(false);
  const [trial, setTrial] = useState<WebhookTrial>();
  async function send() {
    if (form.validateField("targetUrl").hasError) return;
    setBusy(true);
    const { targetUrl, customHeaders } = form.values;
    try {
      const headers = customHeaders?.filter(({ key }) => key.trim() !== "") ?? [];
      setTrial(await test({ targetUrl: targetUrl.trim(), customHeaders: headers }));
    } catch (error) {
      showFault(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <Section
      title={texts.new.test}
      actions={
        <Button
          variant="default"
          leftSection={<IconSend size={16} aria-hidden />}
          loading={isBusy}
          onClick={() => void send()}
        >
          {texts.new.test}
        </Button>
      }
    >
      <Text size="sm" c="dimmed">
        {texts.new.testText}
      </Text>
      {trial && <TrialResult trial={trial} />}
    </Section>
  );
}
