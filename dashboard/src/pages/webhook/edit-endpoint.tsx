import { Button, Group, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { WebhookEndpointView } from "@posthorn/contracts/webhook-endpoints";
import { useState } from "react";
import { FormFault } from "../../components/form-fault.tsx";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useUpdateEndpoint } from "../../queries/webhook-endpoints.ts";
import { EndpointFields } from "../webhooks/endpoint-fields.tsx";
import { changesOf, type EndpointForm, faultsOf, FIELDS, formOf, kindOf } from "../webhooks/endpoint-form.ts";
import { texts as common } from "../webhooks/texts.ts";

/** Changes what is said of an endpoint. What others change meanwhile does not disturb who types here. */
export function EditEndpoint({ endpoint }: { endpoint: WebhookEndpointView }) {
  const kind = kindOf(endpoint.id);
  const update = useUpdateEndpoint(endpoint.id);
  const [before, setBefore] = useState(() => formOf(endpoint));
  const form = useForm<EndpointForm>({ initialValues: before, validate: (values) => faultsOf(values, kind) });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async (values) => {
      await update(changesOf(values, before, kind));
      // Values of headers are not shown again once they are stored.
      const isWithHeaders = values.customHeaders === null || values.customHeaders.length > 0;
      const stored = { ...values, customHeaders: isWithHeaders ? null : [] };
      setBefore(stored);
      form.setValues(stored);
      form.resetDirty(stored);
      showDone(common.form.saved);
    },
    { fields: FIELDS },
  );
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="lg">
        <EndpointFields form={form} kind={kind} keptHeaders={endpoint.customHeaders.map(({ key }) => key)} />
        <FormFault fault={fault} />
        <Group justify="flex-end">
          <Button type="submit" loading={isBusy} disabled={!form.isDirty()}>
            {common.form.save}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
