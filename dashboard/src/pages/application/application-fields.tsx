import { Button, Group, SimpleGrid, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { FormFault } from "../../components/form-fault.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { Section } from "../../components/section.tsx";
import { useSubmit } from "../../components/use-submit.ts";
import { missingIn } from "../account-servers/servers-form.ts";
import { type ApplicationForm, fieldsOf, neededFields } from "./application-form.ts";
import { Field } from "./field.tsx";
import { GoogleImport } from "./google-import.tsx";
import type { ProviderChoice } from "./provider-choices.ts";
import { ScopePresets } from "./scope-presets.tsx";
import { texts } from "./texts.ts";

interface Props {
  kind: ProviderChoice;
  initial: ApplicationForm;
  /** Whether it is there already: its secrets are set, and some of it can't be changed. */
  isStored?: boolean;
  /** The button. */
  action: string;
  /** The application whose page is gone back to. */
  cancelTo?: string;
  onSubmit: (values: ApplicationForm) => Promise<void>;
}

const GENERAL = ["name", "description", "enabled", "title"];
const RIGHTS = ["baseScopes", "googleWorkspaceAccounts", "pubSubApp"];
const SCOPES = ["extraScopes", "skipScopes"];

/** All that an application of a kind is made of. */
export function ApplicationFields({ kind, initial, isStored = false, action, cancelTo, onSubmit: send }: Props) {
  const form = useForm<ApplicationForm>({
    initialValues: initial,
    validate: (values) => missingIn(values, neededFields(kind, values, { isStored })),
  });
  const fields = fieldsOf(kind, form.values);
  const { onSubmit, isBusy, fault } = useSubmit(form, send, { fields });
  const shown = (which: (field: string) => boolean) =>
    fields
      .filter(which)
      .map((field) => <Field key={field} field={field} kind={kind} form={form} isStored={isStored} />);
  const rights = shown((field) => RIGHTS.includes(field));
  const scopes = shown((field) => SCOPES.includes(field));
  return (
    <form onSubmit={onSubmit} noValidate>
      <Stack gap="lg">
        <Section title={texts.credentials}>
          {(kind.startsWith("gmail") || kind === "pubsub") && <GoogleImport form={form} />}
          {shown((field) => ![...GENERAL, ...RIGHTS, ...SCOPES].includes(field))}
        </Section>
        <Section title={texts.general}>{shown((field) => GENERAL.includes(field))}</Section>
        {rights.length + scopes.length > 0 && (
          <Section title={texts.rights}>
            {rights}
            <ScopePresets kind={kind} form={form} />
            {scopes.length > 0 && <SimpleGrid cols={{ base: 1, xs: 2 }}>{scopes}</SimpleGrid>}
          </Section>
        )}
        <FormFault fault={fault} />
        <Group justify="flex-end">
          {cancelTo !== undefined && (
            <ButtonLink to="/applications/$app" params={{ app: cancelTo }} variant="subtle" color="gray">
              {texts.cancel}
            </ButtonLink>
          )}
          <Button type="submit" loading={isBusy}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
