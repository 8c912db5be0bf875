import { Button, PasswordInput, Stack, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { FormFault } from "../../components/form-fault.tsx";
import { showDone } from "../../components/toast.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { useUploadCertificate } from "../../queries/certificates.ts";
import { texts } from "./texts.ts";

/** Takes a certificate with its key; the key leaves the page with the answer. */
export function UploadForm() {
  const upload = useUploadCertificate();
  const form = useForm({
    initialValues: { certificate: "", privateKey: "", passphrase: "" },
    validate: {
      certificate: (text) => (text.trim() === "" ? texts.needsPem : null),
      privateKey: (text) => (text.trim() === "" ? texts.needsKey : null),
    },
  });
  const { onSubmit, isBusy, fault } = useSubmit(
    form,
    async ({ passphrase, ...pem }) => {
      await upload({ ...pem, ...(passphrase !== "" && { passphrase }) });
      showDone(texts.uploadDone);
      form.reset();
    },
    { fields: ["certificate", "privateKey", "passphrase"] },
  );
  const pem = { autosize: true, minRows: 3, maxRows: 8, spellCheck: false } as const;
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="sm" maw={640}>
        <FormFault fault={fault} />
        <Textarea
          label={texts.pem}
          placeholder="-----BEGIN CERTIFICATE-----"
          {...pem}
          {...form.getInputProps("certificate")}
        />
        <Textarea
          label={texts.key}
          placeholder="-----BEGIN PRIVATE KEY-----"
          {...pem}
          {...form.getInputProps("privateKey")}
        />
        <PasswordInput label={texts.passphrase} autoComplete="off" maw={320} {...form.getInputProps("passphrase")} />
        <Button type="submit" w="fit-content" loading={isBusy}>
          {texts.uploadNow}
        </Button>
      </Stack>
    </form>
  );
}
