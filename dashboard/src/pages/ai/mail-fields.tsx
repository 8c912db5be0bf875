import { Stack, Textarea, TextInput } from "@mantine/core";
import { texts } from "./texts.ts";
import type { TypedMail } from "./typed-mail.ts";

/** Fields for a mail that is typed. */
export function MailFields({ mail, onChange }: { mail: TypedMail; onChange: (mail: TypedMail) => void }) {
  return (
    <Stack gap="sm">
      <TextInput
        label={texts.sample.subject}
        maxLength={10_240}
        value={mail.subject}
        onChange={({ currentTarget }) => onChange({ ...mail, subject: currentTarget.value })}
      />
      <TextInput
        label={texts.sample.from}
        placeholder="Lena <lena@example.com>"
        maxLength={1000}
        value={mail.from}
        onChange={({ currentTarget }) => onChange({ ...mail, from: currentTarget.value })}
      />
      <Textarea
        label={texts.sample.text}
        autosize
        minRows={5}
        maxRows={14}
        maxLength={262_144}
        value={mail.text}
        onChange={({ currentTarget }) => onChange({ ...mail, text: currentTarget.value })}
      />
    </Stack>
  );
}
