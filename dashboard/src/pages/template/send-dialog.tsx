import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Template } from "@posthorn/contracts/templates";
import { useState } from "react";
import { DialogButtons } from "../../components/dialog-buttons.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { ShortId } from "../../components/short-id.tsx";
import { useSubmit as useFormSubmit } from "../../components/use-submit.ts";
import { useSubmit } from "../../queries/submissions.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import type { Params } from "./sample-params.ts";
import { contentOf, type TemplateForm } from "./template-form.ts";
import { texts } from "./texts.ts";

interface Props {
  template: Template;
  form: TemplateForm;
  /** Whether the editor says something else than what is stored. */
  isDirty: boolean;
  params: Params;
  onClose: () => void;
}

/** Sends what stands in the editor to one address, without a copy in Sent. */
export function SendDialog({ onClose, ...given }: Props) {
  const [queueId, setQueueId] = useState<string>();
  return (
    <Modal
      opened
      onClose={onClose}
      title={queueId === undefined ? texts.send.title : texts.send.done}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": texts.send.close }}
    >
      {queueId === undefined ? (
        <SendForm {...given} onClose={onClose} onSent={setQueueId} />
      ) : (
        <Stack>
          <Group gap="xs">
            <Text size="sm" c="dimmed">
              {texts.send.queueId}
            </Text>
            <ShortId id={queueId} />
          </Group>
          <Group justify="flex-end">
            <ButtonLink variant="default" to="/outbox/$queueId" params={{ queueId }}>
              {texts.send.toOutbox}
            </ButtonLink>
            <Button onClick={onClose} data-autofocus>
              {texts.send.close}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}

interface SendForm extends Record<string, unknown> {
  account: string | null;
  to: string;
}

function SendForm({
  template,
  form: written,
  isDirty,
  params,
  onClose,
  onSent,
}: Props & { onSent: (queueId: string | undefined) => void }) {
  const form = useForm<SendForm>({
    initialValues: { account: template.account, to: "" },
    validate: {
      account: (account) => (account === null ? texts.needed : null),
      to: (to) => (/^[^\s@]+@[^\s@]+$/.test(to.trim()) ? null : texts.send.noAddress),
    },
  });
  const submit = useSubmit(form.values.account ?? "");
  const { onSubmit, isBusy, fault } = useFormSubmit(
    form,
    async ({ to }) => {
      const said = isDirty
        ? { ...contentOf(written), render: { format: written.format, params } }
        : { template: template.id, render: { params } };
      const receipt = await submit({ to: [{ address: to.trim() }], ...said, copy: false });
      onSent(receipt.queueId);
    },
    { fields: ["account", "to"] },
  );
  return (
    <form
      onSubmit={(event) => {
        // It stands within the form of the studio for React, though not on the page.
        event.stopPropagation();
        onSubmit(event);
      }}
      noValidate
    >
      <Stack>
        <Text size="sm">{texts.send.hint}</Text>
        {template.account === null && (
          <AccountPicker
            label={texts.send.account}
            value={form.values.account}
            onChange={(account) => form.setFieldValue("account", account)}
            error={form.errors["account"]}
          />
        )}
        <TextInput label={texts.send.to} type="email" required {...form.getInputProps("to")} />
        <FormFault fault={fault} />
        <DialogButtons submit={texts.send.action} isBusy={isBusy} onCancel={onClose} />
      </Stack>
    </form>
  );
}
