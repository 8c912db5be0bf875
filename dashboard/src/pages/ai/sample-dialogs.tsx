import { Modal, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import type { AiSample, TryPrompt } from "@posthorn/contracts/ai";
import { DialogButtons } from "../../components/dialog-buttons.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { texts as shared } from "../../components/texts.ts";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useAiSample, useCreateAiSample, useUpdateAiSample } from "../../queries/ai.ts";
import { MailFields } from "./mail-fields.tsx";
import { texts } from "./texts.ts";
import { contentOf, type TypedMail, typedOf } from "./typed-mail.ts";

interface KeepProps {
  mail: Pick<TryPrompt, "account" | "message" | "content">;
  onClose: () => void;
  onKept: (sample: string) => void;
}

/** Names a mail that is kept. */
export function KeepSample({ mail, onClose, onKept }: KeepProps) {
  const create = useCreateAiSample();
  const form = useForm({ initialValues: { name: mail.content?.subject?.slice(0, 256) ?? "" } });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ name }) => {
      const { id } = await create.mutateAsync({ ...mail, name });
      showDone(texts.sample.saved);
      onClose();
      onKept(id);
    },
    { fields: ["name"] },
  );
  return (
    <Modal opened onClose={onClose} title={texts.sample.keepTitle} closeButtonProps={{ "aria-label": shared.close }}>
      <form onSubmit={onSubmit} noValidate>
        <Stack gap="md">
          <Text size="sm">{texts.sample.keepText}</Text>
          <FormFault fault={fault} />
          <TextInput
            label={texts.sample.name}
            required
            maxLength={256}
            data-autofocus
            {...form.getInputProps("name")}
          />
          <DialogButtons submit={texts.sample.save} isBusy={isBusy} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}

/** Changes a sample; what of it can't be typed stays. */
export function EditSample({ sample, onClose }: { sample: string; onClose: () => void }) {
  const found = useAiSample(sample);
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={texts.sample.editTitle}
      closeButtonProps={{ "aria-label": shared.close }}
    >
      {found.isError ? (
        <ErrorState error={found.error} onRetry={() => void found.refetch()} isRetrying={found.isFetching} />
      ) : found.data === undefined ? (
        <LinesLoading lines={5} height={36} />
      ) : (
        <EditForm key={sample} sample={found.data} onClose={onClose} />
      )}
    </Modal>
  );
}

interface EditValues extends Record<string, unknown> {
  name: string;
  mail: TypedMail;
}

function EditForm({ sample, onClose }: { sample: AiSample; onClose: () => void }) {
  const update = useUpdateAiSample(sample.id);
  const form = useForm<EditValues>({ initialValues: { name: sample.name, mail: typedOf(sample.content) } });
  const { mail } = form.values;
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async (values) => {
      await update.mutateAsync({ name: values.name, content: contentOf(values.mail, sample.content) ?? {} });
      showDone(texts.sample.saved);
      onClose();
    },
    { fields: ["name"] },
  );
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="md">
        <FormFault fault={fault} />
        <TextInput label={texts.sample.name} required maxLength={256} data-autofocus {...form.getInputProps("name")} />
        <MailFields mail={mail} onChange={(next) => form.setFieldValue("mail", next)} />
        <DialogButtons submit={texts.sample.save} isBusy={isBusy} onCancel={onClose} />
      </Stack>
    </form>
  );
}
