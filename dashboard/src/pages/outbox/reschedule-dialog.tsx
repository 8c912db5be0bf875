import { Modal, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { OutboxEntry } from "@posthorn/contracts/outbox";
import { DialogButtons } from "../../components/dialog-buttons.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useReschedule } from "../../queries/outbox.ts";
import { localTime } from "../../time.ts";
import { texts } from "./texts.ts";

interface Props {
  /** The one whose time is to be changed; undefined while nobody asks. */
  entry: OutboxEntry | undefined;
  onClose: () => void;
}

/** Chooses another time for a message that waits. */
export function RescheduleDialog({ entry, onClose }: Props) {
  if (entry === undefined) return null;
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.rescheduleTitle(entry.subject || texts.noSubject)}
      closeButtonProps={{ "aria-label": texts.cancel }}
    >
      <RescheduleForm entry={entry} onClose={onClose} />
    </Modal>
  );
}

function RescheduleForm({ entry, onClose }: { entry: OutboxEntry; onClose: () => void }) {
  const reschedule = useReschedule();
  const form = useForm({
    initialValues: { sendAt: localTime(entry.scheduled) },
    validate: { sendAt: (value) => (Date.parse(value) > Date.now() ? null : texts.past) },
  });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ sendAt }) => {
      await reschedule(entry.queueId, new Date(sendAt).toISOString());
      showDone(texts.rescheduled);
      onClose();
    },
    { fields: ["sendAt"] },
  );
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack>
        <TextInput
          type="datetime-local"
          label={texts.sendAt}
          required
          data-autofocus
          {...form.getInputProps("sendAt")}
        />
        <FormFault fault={fault} />
        <DialogButtons submit={texts.save} isBusy={isBusy} onCancel={onClose} cancel={texts.cancel} />
      </Stack>
    </form>
  );
}
