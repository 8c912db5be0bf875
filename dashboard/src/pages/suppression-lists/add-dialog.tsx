import { Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { DialogButtons } from "../../components/dialog-buttons.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { texts as common } from "../../components/texts.ts";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useBlock } from "../../queries/blocklists.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import { texts } from "./texts.ts";

interface Values extends Record<string, unknown> {
  listId: string;
  account: string;
  recipient: string;
  reason: string;
}

interface Props {
  /** The list, where it is known already. */
  list?: string;
  onClose: () => void;
}

/** Puts an address on a list. */
export function AddDialog({ list, onClose }: Props) {
  const block = useBlock();
  const form = useForm<Values>({
    initialValues: { listId: list ?? "", account: "", recipient: "", reason: "block" },
    validate: {
      listId: (value) => (value.trim() === "" ? texts.form.needsList : null),
      account: (value) => (value === "" ? texts.form.needsAccount : null),
      recipient: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : texts.form.needsAddress),
    },
  });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ listId, account, recipient, reason }) => {
      const [where, whom] = [listId.trim(), recipient.trim()];
      const { added } = await block.mutateAsync({ listId: where, account, recipient: whom, reason: reason.trim() });
      showDone((added ? texts.form.added : texts.form.known)(whom, where));
      onClose();
    },
    { fields: ["listId", "account", "recipient", "reason"] },
  );
  return (
    <Modal opened onClose={onClose} title={texts.form.title} closeButtonProps={{ "aria-label": common.close }}>
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          {list === undefined && (
            <TextInput
              label={texts.form.list}
              description={texts.form.listHint}
              required
              spellCheck={false}
              autoCapitalize="none"
              data-autofocus
              {...form.getInputProps("listId")}
            />
          )}
          <TextInput
            label={texts.form.address}
            type="email"
            required
            spellCheck={false}
            autoCapitalize="none"
            {...(list !== undefined && { "data-autofocus": true })}
            {...form.getInputProps("recipient")}
          />
          <AccountPicker
            label={texts.form.account}
            description={texts.form.accountHint}
            placeholder={texts.form.choose}
            value={form.values.account || null}
            onChange={(account) => form.setFieldValue("account", account ?? "")}
            error={form.errors["account"]}
          />
          <TextInput label={texts.form.reason} maxLength={256} {...form.getInputProps("reason")} />
          <FormFault fault={fault} />
          <DialogButtons submit={texts.form.submit} isBusy={isBusy} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
