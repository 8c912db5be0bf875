import { Modal, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { DialogButtons } from "../../components/dialog-buttons.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { texts as common } from "../../components/texts.ts";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import type { Fault } from "../../faults.ts";
import { useAddPasskey } from "../../queries/passkeys.ts";
import { explainPassword } from "./explain-password.ts";
import { needsPassword, OwnPasswordInput } from "./own-password-input.tsx";
import { texts } from "./texts.ts";

/** Has the device make a passkey, and registers it. */
export function PasskeyDialog({ onClose }: { onClose: () => void }) {
  const add = useAddPasskey();
  const form = useForm({
    initialValues: { name: texts.passkeys.usualName as string, currentPassword: "" },
    validate: {
      name: (name) => (name.trim() === "" ? texts.passkeys.needsName : null),
      currentPassword: needsPassword,
    },
  });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ name, currentPassword }) => {
      await add(name.trim(), currentPassword);
      showDone(texts.passkeys.added);
      onClose();
    },
    { fields: ["name", "currentPassword"], explain },
  );
  return (
    <Modal opened onClose={onClose} title={texts.passkeys.addTitle} closeButtonProps={{ "aria-label": common.close }}>
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <Text size="sm">{texts.passkeys.addText}</Text>
          <TextInput
            label={texts.passkeys.name}
            description={texts.passkeys.nameHint}
            required
            maxLength={100}
            {...form.getInputProps("name")}
          />
          <OwnPasswordInput {...form.getInputProps("currentPassword")} />
          <FormFault fault={fault} />
          <DialogButtons submit={texts.passkeys.add} isBusy={isBusy} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}

/** Browsers say little of why a device made none. */
function explain(error: unknown): Fault | undefined {
  if (error instanceof DOMException && error.name !== "TimeoutError")
    return { title: texts.passkeys.notMade, text: texts.passkeys.notMadeText, isPassing: true };
  return explainPassword(error);
}
