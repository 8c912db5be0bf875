import { Modal, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { DialogButtons } from "../../components/dialog-buttons.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { texts as common } from "../../components/texts.ts";
import { useSubmit } from "../../components/use-submit.ts";
import { explainPassword } from "./explain-password.ts";
import { needsPassword, OwnPasswordInput } from "./own-password-input.tsx";

interface Props {
  title: string;
  text: string;
  action: string;
  onClose: () => void;
  /** Rejects as the API does. */
  onConfirm: (currentPassword: string) => Promise<void>;
}

/** Asks for the own password, and does something with it. */
export function PasswordDialog({ title, text, action, onClose, onConfirm }: Props) {
  const form = useForm({ initialValues: { currentPassword: "" }, validate: { currentPassword: needsPassword } });
  const { onSubmit, isBusy, fault } = useSubmit(form, ({ currentPassword }) => onConfirm(currentPassword), {
    fields: ["currentPassword"],
    explain: explainPassword,
  });
  return (
    <Modal opened onClose={onClose} title={title} closeButtonProps={{ "aria-label": common.close }}>
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <Text size="sm">{text}</Text>
          <OwnPasswordInput {...form.getInputProps("currentPassword")} />
          <FormFault fault={fault} />
          <DialogButtons submit={action} isBusy={isBusy} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
