import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { FormFault } from "../../components/form-fault.tsx";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useUpdateSettings } from "../../queries/settings.ts";
import classes from "./checklist.module.css";
import { texts } from "./texts.ts";

/** Saves where events go, and turns webhooks on for all of them. */
export function WebhookForm({ address }: { address: string }) {
  const update = useUpdateSettings();
  // The part of a stored address that is a secret comes masked, so it can't be sent back.
  const form = useForm({ initialValues: { webhooks: address.includes("***") ? "" : address } });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ webhooks }) => {
      await update.mutateAsync({ webhooks: webhooks.trim(), webhooksEnabled: true, webhookEvents: ["*"] });
      showDone(texts.checklist.webhook.saved);
    },
    { fields: ["webhooks"] },
  );
  return (
    <form onSubmit={onSubmit}>
      <FormFault fault={fault} />
      <div className={classes["form"]}>
        <TextInput
          aria-label={texts.checklist.webhook.label}
          type="url"
          placeholder="https://app.example.com/hooks/mail"
          required
          flex="1 1 240px"
          maw={460}
          {...form.getInputProps("webhooks")}
        />
        <Button type="submit" variant="default" loading={isBusy}>
          {texts.checklist.webhook.save}
        </Button>
      </div>
    </form>
  );
}
