import { Button, FileButton, Group, Modal, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconUpload } from "@tabler/icons-react";
import { DialogButtons } from "../../components/dialog-buttons.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { texts as common } from "../../components/texts.ts";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useBlockMany } from "../../queries/blocklists.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import { addressesIn } from "./addresses-in.ts";
import { texts } from "./texts.ts";

interface Values extends Record<string, unknown> {
  listId: string;
  account: string;
  reason: string;
  addresses: string;
}

interface Props {
  /** The list, where it is known already. */
  list?: string;
  onClose: () => void;
}

/** Puts many addresses on a list, from a file or as they are pasted. */
export function ImportDialog({ list, onClose }: Props) {
  const block = useBlockMany();
  const form = useForm<Values>({
    initialValues: { listId: list ?? "", account: "", reason: "block", addresses: "" },
    validate: {
      listId: (value) => (value.trim() === "" ? texts.form.needsList : null),
      account: (value) => (value === "" ? texts.form.needsAccount : null),
      addresses: (value) => (addressesIn(value).length === 0 ? texts.many.none : null),
    },
  });
  const found = addressesIn(form.values.addresses).length;
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ listId, account, reason, addresses }) => {
      const { added, known } = await block.mutateAsync({
        listId: listId.trim(),
        account,
        reason: reason.trim(),
        addresses: addressesIn(addresses),
      });
      showDone(texts.many.done(added, known));
      onClose();
    },
    { fields: ["listId", "account", "reason", "addresses"] },
  );
  async function read(file: File | null) {
    if (file !== null) form.setFieldValue("addresses", await file.text());
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.many.title}
      size="lg"
      closeOnClickOutside={false}
      closeButtonProps={{ "aria-label": common.close }}
    >
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
          <AccountPicker
            label={texts.form.account}
            description={texts.form.accountHint}
            placeholder={texts.form.choose}
            value={form.values.account || null}
            onChange={(account) => form.setFieldValue("account", account ?? "")}
            error={form.errors["account"]}
          />
          <TextInput label={texts.form.reason} maxLength={256} {...form.getInputProps("reason")} />
          <Textarea
            label={texts.many.addresses}
            description={texts.many.text}
            required
            rows={7}
            spellCheck={false}
            {...form.getInputProps("addresses")}
          />
          <Group justify="space-between">
            <FileButton onChange={(file) => void read(file)} accept=".csv,.txt,text/csv,text/plain">
              {(props) => (
                <Button variant="default" size="xs" leftSection={<IconUpload size={15} aria-hidden />} {...props}>
                  {texts.many.file}
                </Button>
              )}
            </FileButton>
            <Text size="sm" c="dimmed" role="status">
              {texts.many.found(found)}
            </Text>
          </Group>
          <FormFault fault={fault} />
          <DialogButtons submit={texts.many.submit} isBusy={isBusy} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}
