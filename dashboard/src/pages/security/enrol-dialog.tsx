import { Modal, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { DialogButtons } from "../../components/dialog-buttons.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { texts as common } from "../../components/texts.ts";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useConfirmTotp, useEnrolTotp } from "../../queries/second-factor.ts";
import { PasswordDialog } from "./password-dialog.tsx";
import { QrCode } from "./qr-code.tsx";
import { texts } from "./texts.ts";

interface Props {
  onClose: () => void;
  onEnabled: (recoveryCodes: string[]) => void;
}

interface Enrolment {
  ticket: string;
  secret: string;
  uri: string;
}

/** Has one-time codes asked for: the password, then a first code of the app that has the secret. */
export function EnrolDialog({ onClose, onEnabled }: Props) {
  const enrol = useEnrolTotp();
  const [enrolment, setEnrolment] = useState<Enrolment>();
  if (enrolment === undefined) {
    return (
      <PasswordDialog
        title={texts.totp.enableTitle}
        text={texts.totp.confirmPassword}
        action={texts.totp.next}
        onClose={onClose}
        onConfirm={async (currentPassword) => setEnrolment(await enrol(currentPassword))}
      />
    );
  }
  return <ConfirmDialog {...enrolment} onClose={onClose} onEnabled={onEnabled} />;
}

function ConfirmDialog({ ticket, secret, uri, onClose, onEnabled }: Props & Enrolment) {
  const confirm = useConfirmTotp();
  const form = useForm({
    initialValues: { code: "" },
    validate: { code: (code) => (/^\d{6}$/.test(code.replaceAll(" ", "")) ? null : texts.totp.needsCode) },
  });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ code }) => {
      onEnabled(await confirm(ticket, code.replaceAll(" ", "")));
      showDone(texts.totp.enabled);
    },
    { fields: ["code"] },
  );
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.totp.enableTitle}
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": common.close }}
    >
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <Text size="sm">{texts.totp.scan}</Text>
          <QrCode text={uri} label={texts.totp.qr} />
          <CodeBlock code={secret} label={texts.totp.secret} wraps />
          <TextInput
            label={texts.totp.code}
            inputMode="numeric"
            autoComplete="one-time-code"
            maxLength={7}
            required
            data-autofocus
            {...form.getInputProps("code")}
          />
          <FormFault fault={fault} />
          <DialogButtons submit={texts.totp.confirm} isBusy={isBusy} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
