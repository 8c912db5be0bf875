import { Modal, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { Role } from "@posthorn/contracts/roles";
import { DialogButtons } from "../../components/dialog-buttons.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { texts as common } from "../../components/texts.ts";
import { useSubmit } from "../../components/use-submit.ts";
import { UserNameInput } from "../../components/user-name-input.tsx";
import { type Fault, hasStatus } from "../../faults.ts";
import { useInvite } from "../../queries/users.ts";
import type { PassedLink } from "./link-dialog.tsx";
import { RoleSelect } from "./role-select.tsx";
import { texts } from "./texts.ts";

interface Values extends Record<string, unknown> {
  name: string;
  role: Role;
}

interface Props {
  onClose: () => void;
  onInvited: (link: PassedLink) => void;
}

/** Makes a user, and the link with which that user chooses a password. */
export function InviteDialog({ onClose, onInvited }: Props) {
  const invite = useInvite();
  const form = useForm<Values>({
    initialValues: { name: "", role: "viewer" },
    validate: { name: (name) => (name.trim() === "" ? texts.form.needsName : null) },
  });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ name, role }) => {
      const { user, link, linkExpires } = await invite({ name: name.trim(), role });
      onInvited({ name: user.name, link: link ?? "", expires: linkExpires });
    },
    { fields: ["name", "role"], explain },
  );
  return (
    <Modal opened onClose={onClose} title={texts.form.title} closeButtonProps={{ "aria-label": common.close }}>
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <Text size="sm">{texts.form.text}</Text>
          <UserNameInput label={texts.form.name} autoComplete="off" data-autofocus {...form.getInputProps("name")} />
          <RoleSelect
            label={texts.form.role}
            value={form.values.role}
            onChange={(role) => form.setFieldValue("role", role)}
            error={form.errors["role"]}
          />
          <FormFault fault={fault} />
          <DialogButtons submit={texts.form.submit} isBusy={isBusy} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}

function explain(error: unknown): Fault | undefined {
  return hasStatus(error, 409) ? { title: texts.form.taken, text: error.message, isPassing: false } : undefined;
}
