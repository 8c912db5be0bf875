import { Group, PasswordInput, Select, Switch, Textarea, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { AUTH_METHODS, CLOUDS } from "@posthorn/contracts/oauth2-providers";
import { CopyButton } from "../../components/copy-button.tsx";
import { useApplicationNames } from "../../queries/applications.ts";
import { texts as listTexts } from "../applications/texts.ts";
import { type ApplicationField, type ApplicationForm, BASE_SCOPES, neededFields } from "./application-form.ts";
import { Authority } from "./authority.tsx";
import type { ProviderChoice } from "./provider-choices.ts";
import { texts } from "./texts.ts";

interface Props {
  field: ApplicationField;
  kind: ProviderChoice;
  form: UseFormReturnType<ApplicationForm>;
  isStored: boolean;
}

/** One field of an application, in the way that suits what goes into it. */
export function Field({ field, kind, form, isStored }: Props) {
  const look = {
    label: texts.labels[field as keyof typeof texts.labels],
    description: texts.hints[field as keyof typeof texts.hints] || undefined,
    withAsterisk: neededFields(kind, form.values, { isStored }).includes(field),
  };
  const input = form.getInputProps(field);
  switch (field) {
    case "enabled":
    case "googleWorkspaceAccounts":
      return (
        <Switch
          label={look.label}
          description={look.description}
          {...form.getInputProps(field, { type: "checkbox" })}
        />
      );
    case "clientSecret":
      return (
        <PasswordInput
          {...look}
          placeholder={isStored ? texts.kept : ""}
          autoComplete="new-password"
          maxLength={256}
          {...input}
        />
      );
    case "serviceKey":
    case "externalAccount":
      return (
        <Textarea
          {...look}
          placeholder={isStored ? texts.kept : ""}
          autosize
          minRows={3}
          maxRows={10}
          spellCheck={false}
          styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)", fontSize: "0.8rem" } }}
          {...input}
        />
      );
    case "extraScopes":
    case "skipScopes":
      return <Textarea {...look} autosize minRows={2} maxRows={10} maxLength={10_240} spellCheck={false} {...input} />;
    case "cloud":
      return (
        <Select
          {...look}
          data={CLOUDS.map((value) => ({ value, label: texts.clouds[value] }))}
          allowDeselect={false}
          {...input}
        />
      );
    case "authMethod":
      return (
        <Select
          {...look}
          data={AUTH_METHODS.map((value) => ({ value, label: texts.authMethods[value] }))}
          allowDeselect={false}
          disabled={isStored}
          {...input}
        />
      );
    case "baseScopes":
      return (
        <Select
          {...look}
          data={BASE_SCOPES[kind].map((value) => ({ value, label: listTexts.bases[value] }))}
          allowDeselect={false}
          disabled={isStored}
          {...input}
        />
      );
    case "authority":
      return <Authority isService={kind === "outlookService"} form={form} />;
    case "pubSubApp":
      return <Listener look={look} form={form} />;
    case "redirectUrl":
      return (
        <Group align="flex-end" gap="xs" wrap="nowrap">
          <TextInput {...look} type="url" flex={1} {...input} />
          <CopyButton value={form.values.redirectUrl} label={texts.page.copyRedirect} />
        </Group>
      );
    case "description":
      return <TextInput {...look} maxLength={1024} {...input} />;
    default:
      return <TextInput {...look} maxLength={256} spellCheck={field === "name" || field === "title"} {...input} />;
  }
}

/** The application that listens for Gmail's notifications. */
function Listener({ look, form }: { look: { label: string }; form: UseFormReturnType<ApplicationForm> }) {
  const applications = useApplicationNames();
  const listeners = applications.data?.apps.filter(({ baseScopes }) => baseScopes === "pubsub") ?? [];
  const { pubSubApp } = form.values;
  const options = listeners.map(({ id, name }) => ({ value: id, label: name ?? id }));
  if (pubSubApp !== null && !listeners.some(({ id }) => id === pubSubApp))
    options.push({ value: pubSubApp, label: pubSubApp });
  return (
    <Select
      {...look}
      data={options}
      placeholder={texts.noListener}
      clearable
      clearButtonProps={{ "aria-label": texts.noListener }}
      {...form.getInputProps("pubSubApp")}
    />
  );
}
