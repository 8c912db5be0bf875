import { Button, Group, SimpleGrid, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconSend } from "@tabler/icons-react";
import { useState } from "react";
import { FormFault } from "../../components/form-fault.tsx";
import { Section } from "../../components/section.tsx";
import { useSubmit as useSubmitForm } from "../../components/use-submit.ts";
import { useSubmit } from "../../queries/submissions.ts";
import { texts } from "./texts.ts";

/** Sends a short message through the account. */
export function SendForm({ account, to }: { account: string; to: string }) {
  const submit = useSubmit(account);
  const [queueId, setQueueId] = useState<string>();
  const form = useForm({
    initialValues: { to, subject: texts.test.subjectAtFirst, text: texts.test.bodyAtFirst },
    validate: { to: (address) => (address.trim() === "" ? texts.test.needs : null) },
    onValuesChange: () => setQueueId(undefined),
  });
  const { onSubmit, isBusy, fault } = useSubmitForm(
    form,
    async ({ to: address, subject, text }) => {
      const receipt = await submit({ to: [{ address: address.trim() }], subject, text });
      setQueueId(receipt.queueId ?? "");
    },
    { fields: ["to", "subject", "text"] },
  );
  return (
    <Section title={texts.test.title}>
      <Text c="dimmed">{texts.test.text}</Text>
      <form onSubmit={onSubmit} noValidate>
        <Stack>
          <FormFault fault={fault} />
          <SimpleGrid cols={{ base: 1, xs: 2 }}>
            <TextInput label={texts.test.to} type="email" required {...form.getInputProps("to")} />
            <TextInput label={texts.test.subject} maxLength={1000} {...form.getInputProps("subject")} />
          </SimpleGrid>
          <Textarea label={texts.test.body} autosize minRows={2} maxRows={8} {...form.getInputProps("text")} />
          <Group justify="space-between">
            <Text size="sm" role="status">
              {queueId !== undefined && texts.test.sent(queueId)}
            </Text>
            <Button type="submit" variant="default" leftSection={<IconSend size={17} aria-hidden />} loading={isBusy}>
              {texts.test.send}
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  );
}
