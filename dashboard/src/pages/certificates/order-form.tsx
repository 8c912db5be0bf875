import { Alert, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { FormFault } from "../../components/form-fault.tsx";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useCheckHostname, useOrderCertificate } from "../../queries/certificates.ts";
import { texts } from "./texts.ts";

/** Asks an authority for a certificate, after a look whether it would find us. */
export function OrderForm() {
  const check = useCheckHostname();
  const order = useOrderCertificate();
  const form = useForm({
    initialValues: { hostname: "" },
    validate: { hostname: (name) => (/^[a-z0-9._-]+$/.test(name.trim().toLowerCase()) ? null : texts.needsHostname) },
    onValuesChange: () => check.reset(),
  });
  const hostname = form.values.hostname.trim().toLowerCase();
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async () => {
      await order.mutateAsync(hostname);
      showDone(texts.ordered);
      form.reset();
    },
    { fields: ["hostname"] },
  );
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {texts.orderText}
        </Text>
        <FormFault fault={fault} />
        <Group gap="sm" align="flex-start">
          <TextInput
            aria-label={texts.hostname}
            placeholder="mail.example.com"
            flex="1 1 240px"
            maw={420}
            {...form.getInputProps("hostname")}
          />
          <Button
            variant="default"
            loading={check.isPending}
            onClick={() => !form.validate().hasErrors && check.mutate(hostname)}
          >
            {texts.check}
          </Button>
          <Button type="submit" loading={isBusy}>
            {texts.orderNow}
          </Button>
        </Group>
        {check.data && (
          <Alert
            variant="light"
            color={check.data.reachable ? "coach" : "yellow"}
            title={check.data.reachable ? texts.reachable : texts.unreachable}
            role="status"
          >
            {check.data.error}
          </Alert>
        )}
      </Stack>
    </form>
  );
}
