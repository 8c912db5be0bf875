import { Button, Group, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { FormFault } from "../../components/form-fault.tsx";
import { ButtonLink, TextLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useCreateAlertRule } from "../../queries/alert-rules.ts";
import { SecretDialog } from "../webhooks/secret-dialog.tsx";
import { AlertFields } from "./alert-fields.tsx";
import { type AlertForm, emptyForm, faultsOf, FIELDS, toRule } from "./alert-form.ts";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/alerts/new");

export function NewAlert() {
  const { kind } = route.useSearch();
  const create = useCreateAlertRule();
  const navigate = useNavigate();
  // The secret lives here and nowhere else, until its dialog is closed.
  const [created, setCreated] = useState<{ id: string; secret: string }>();
  const form = useForm<AlertForm>({ initialValues: emptyForm(kind), validate: faultsOf });
  const open = (rule: string) => navigate({ to: "/alerts/$rule", params: { rule }, replace: true });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async (values) => {
      const { id, secret } = await create(toRule(values));
      showDone(texts.new.done);
      if (secret === undefined) await open(id);
      else setCreated({ id, secret });
    },
    { fields: FIELDS },
  );
  return (
    <>
      <PageHeader
        title={texts.new.title}
        description={texts.new.description}
        parent={<TextLink to="/alerts">{texts.title}</TextLink>}
      />
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="lg">
          <AlertFields form={form} />
          <FormFault fault={fault} />
          <Group justify="flex-end" gap="xs">
            <ButtonLink to="/alerts" variant="default">
              {texts.new.cancel}
            </ButtonLink>
            <Button type="submit" loading={isBusy}>
              {texts.new.submit}
            </Button>
          </Group>
        </Stack>
      </form>
      {created && <SecretDialog secret={created.secret} onClose={() => void open(created.id)} />}
    </>
  );
}
