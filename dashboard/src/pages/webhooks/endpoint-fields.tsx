import { Checkbox, NumberInput, Select, SimpleGrid, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { CodeEditor } from "../../components/code-editor.tsx";
import { Section } from "../../components/section.tsx";
import { AccountsField } from "./accounts-field.tsx";
import type { EndpointFormState, EndpointKind } from "./endpoint-form.ts";
import { EventPicker } from "./event-picker.tsx";
import { HeadersField } from "./headers-field.tsx";
import { texts } from "./texts.ts";

interface Props {
  form: EndpointFormState;
  kind: EndpointKind;
  /** The names of headers that are stored. */
  keptHeaders?: readonly string[];
}

/** All that may be said of an endpoint of this kind. */
export function EndpointFields({ form, kind, keptHeaders = [] }: Props) {
  const { values, errors } = form;
  const fault = (field: string) => errors[field] as string | undefined;
  return (
    <>
      <Section title={texts.form.target}>
        {kind === "own" && (
          <TextInput
            label={texts.form.name}
            description={texts.form.nameHint}
            required
            maxLength={256}
            maw={520}
            {...form.getInputProps("name")}
          />
        )}
        <TextInput
          label={texts.form.url}
          description={texts.form.urlHint}
          type="url"
          placeholder="https://app.example.com/hooks/mail"
          required={kind === "own"}
          maxLength={8192}
          {...form.getInputProps("targetUrl")}
        />
        {kind !== "account" && (
          <Textarea
            label={texts.form.description}
            maxLength={1024}
            autosize
            minRows={1}
            {...form.getInputProps("description")}
          />
        )}
        <HeadersField
          value={values.customHeaders}
          onChange={(headers) => form.setFieldValue("customHeaders", headers)}
          kept={keptHeaders}
          error={fault("customHeaders")}
        />
        {kind === "own" && (
          <Switch
            label={texts.form.enabled}
            description={texts.form.enabledText}
            {...form.getInputProps("enabled", { type: "checkbox" })}
          />
        )}
        {kind !== "account" && (
          <Switch
            label={texts.form.pausedLabel}
            description={texts.form.pausedText}
            {...form.getInputProps("paused", { type: "checkbox" })}
          />
        )}
      </Section>
      {kind !== "account" && (
        <>
          <Section title={texts.form.which}>
            <EventPicker
              value={values.events}
              onChange={(events) => form.setFieldValue("events", events)}
              error={fault("events")}
            />
            <AccountsField
              value={values.accounts}
              onChange={(accounts) => form.setFieldValue("accounts", accounts)}
              error={fault("accounts")}
            />
            <CodeEditor
              label={texts.form.filter}
              description={texts.form.filterHint}
              language="json"
              minHeight={90}
              value={values.filter}
              onChange={(filter) => form.setFieldValue("filter", filter)}
              error={fault("filter")}
            />
          </Section>
          <Pace form={form} />
          <Size form={form} />
        </>
      )}
    </>
  );
}

function Pace({ form }: Pick<Props, "form">) {
  const whole = { allowDecimal: false, allowNegative: false, placeholder: texts.form.noLimit, min: 1 };
  return (
    <Section title={texts.form.pace}>
      <Text size="sm" c="dimmed">
        {texts.form.paceText}
      </Text>
      <SimpleGrid cols={{ base: 1, xs: 2, md: 3 }}>
        <Select
          label={texts.form.ordering}
          data={[
            { value: "block", label: texts.form.block },
            { value: "skip", label: texts.form.skip },
          ]}
          allowDeselect={false}
          {...form.getInputProps("ordering")}
        />
        <NumberInput label={texts.form.maxConcurrent} max={1000} {...whole} {...form.getInputProps("maxConcurrent")} />
        <NumberInput
          label={texts.form.maxPerMinute}
          max={1_000_000}
          {...whole}
          {...form.getInputProps("maxPerMinute")}
        />
        <NumberInput label={texts.form.attempts} max={100} {...whole} {...form.getInputProps("retry.attempts")} />
        <NumberInput
          label={texts.form.delay}
          description={texts.form.delayHint}
          inputWrapperOrder={["label", "input", "description", "error"]}
          min={0.1}
          max={3600}
          allowNegative={false}
          placeholder={texts.form.noLimit}
          {...form.getInputProps("retry.delaySeconds")}
        />
        <NumberInput
          label={texts.form.maxAge}
          min={0}
          max={720}
          allowNegative={false}
          placeholder={texts.form.noLimit}
          {...form.getInputProps("retry.maxAgeHours")}
        />
      </SimpleGrid>
    </Section>
  );
}

function Size({ form }: Pick<Props, "form">) {
  const bytes = { allowDecimal: false, allowNegative: false, thousandSeparator: true, placeholder: texts.form.noLimit };
  return (
    <Section title={texts.form.size}>
      <Text size="sm" c="dimmed">
        {texts.form.sizeText}
      </Text>
      <Stack gap="xs">
        <Checkbox label={texts.form.text} {...form.getInputProps("payload.text", { type: "checkbox" })} />
        <Checkbox label={texts.form.attachments} {...form.getInputProps("payload.attachments", { type: "checkbox" })} />
      </Stack>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <NumberInput
          label={texts.form.textSize}
          min={0}
          max={100_000_000}
          {...bytes}
          {...form.getInputProps("payload.textSize")}
        />
        <NumberInput
          label={texts.form.maxSize}
          min={1024}
          max={1_000_000_000}
          {...bytes}
          {...form.getInputProps("payload.maxSize")}
        />
      </SimpleGrid>
      <Textarea
        label={texts.form.payloadHeaders}
        description={texts.form.payloadHeadersHint}
        autosize
        minRows={2}
        maw={520}
        {...form.getInputProps("payload.headers")}
      />
    </Section>
  );
}
