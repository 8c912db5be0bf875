import { NumberInput, Select, MultiSelect, SimpleGrid, Switch, TagsInput, Text, TextInput } from "@mantine/core";
import { Section } from "../../components/section.tsx";
import { useGateways } from "../../queries/gateways.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import type { AlertForm, AlertFormState } from "./alert-form.ts";
import { texts } from "./texts.ts";

interface Props {
  form: AlertFormState;
}

const MOST_OFFERED = 250;
const choices = <K extends string>(words: Record<K, string>) =>
  Object.entries<string>(words).map(([value, label]) => ({ value: value as K, label }));

const WHOLE = { allowDecimal: false, allowNegative: false } as const;

/** How a rule is called, when it fires and whom it tells. */
export function AlertFields({ form }: Props) {
  const { values, getInputProps } = form;
  return (
    <>
      <Section title={texts.form.rule}>
        <SimpleGrid cols={{ base: 1, xs: 2 }}>
          <TextInput label={texts.form.name} required maxLength={256} {...getInputProps("name")} />
        </SimpleGrid>
        <Switch label={texts.form.enabled} {...getInputProps("enabled", { type: "checkbox" })} />
      </Section>
      <Section title={texts.form.when}>
        <Select
          label={texts.form.kind}
          data={choices(texts.form.kinds)}
          allowDeselect={false}
          maw={420}
          {...getInputProps("kind")}
        />
        <Condition form={form} />
      </Section>
      <Section title={texts.form.target}>
        <Select
          label={texts.form.targetKind}
          data={choices(texts.form.targets)}
          allowDeselect={false}
          maw={420}
          {...getInputProps("targetKind")}
        />
        {values.targetKind === "email" ? <EmailTarget form={form} /> : <AddressTarget form={form} />}
        <NumberInput
          label={texts.form.repeat}
          description={texts.form.repeatHint}
          placeholder={texts.form.noRepeat}
          min={1}
          max={720}
          maw={420}
          {...WHOLE}
          {...getInputProps("repeatHours")}
        />
      </Section>
    </>
  );
}

function Condition({ form }: Props) {
  const { kind } = form.values;
  const number = (field: string, label: string, [min, max]: [number, number], description?: string) => (
    <NumberInput
      label={label}
      required
      min={min}
      max={max}
      {...WHOLE}
      {...(description !== undefined && { description, inputWrapperOrder: ["label", "input", "description", "error"] })}
      {...form.getInputProps(`when.${kind}.${field}`)}
    />
  );
  const select = (field: string, label: string, words: Record<string, string>) => (
    <Select
      label={label}
      data={choices(words)}
      allowDeselect={false}
      {...form.getInputProps(`when.${kind}.${field}`)}
    />
  );
  return (
    <SimpleGrid cols={{ base: 1, xs: 2, md: 4 }}>
      {kind === "accountDown" && (
        <>
          {number("minutes", texts.form.minutes, [0, 10_080])}
          {number("more", texts.form.more, [0, 1_000_000], texts.form.moreHint)}
          <AccountPicker
            label={texts.form.account}
            placeholder={texts.form.anyAccount}
            value={form.values.when.accountDown.account}
            onChange={(account) => form.setFieldValue("when.accountDown.account", account)}
            error={form.errors["when.accountDown.account"]}
          />
        </>
      )}
      {kind === "queueDepth" && (
        <>
          {select("queue", texts.form.queue, texts.form.queues)}
          {number("more", texts.form.more, [0, 1_000_000_000])}
          {number("minutes", texts.form.minutes, [0, 10_080])}
        </>
      )}
      {kind === "failureRate" && (
        <>
          {select("of", texts.form.of, texts.form.ofs)}
          {number("percent", texts.form.percent, [0, 99])}
          {number("minutes", texts.form.within, [1, 1440])}
          {number("least", texts.form.least, [1, 1_000_000_000])}
        </>
      )}
      {kind === "expiringGrant" && (
        <>
          {number("days", texts.form.days, [1, 365])}
          <MultiSelect
            label={texts.form.grants}
            description={texts.form.grantsHint}
            inputWrapperOrder={["label", "input", "description", "error"]}
            data={choices(texts.form.grantNames)}
            {...form.getInputProps("when.expiringGrant.of")}
          />
        </>
      )}
    </SimpleGrid>
  );
}

function EmailTarget({ form }: Props) {
  const gateways = useGateways({ pageSize: MOST_OFFERED });
  return (
    <>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <AccountPicker
          label={texts.form.sender}
          value={form.values.target.email.account}
          onChange={(account) => form.setFieldValue("target.email.account", account)}
          error={form.errors["target.email.account"]}
        />
        <Select
          label={texts.form.gateway}
          description={texts.form.gatewayHint}
          inputWrapperOrder={["label", "input", "description", "error"]}
          placeholder={texts.form.ownWay}
          data={(gateways.data?.gateways ?? []).map(({ gateway, name }) => ({ value: gateway, label: name }))}
          clearable
          clearButtonProps={{ "aria-label": texts.form.ownWay }}
          {...form.getInputProps("target.email.gateway")}
        />
      </SimpleGrid>
      <TagsInput
        label={texts.form.to}
        description={texts.form.toHint}
        required
        maxTags={50}
        acceptValueOnBlur
        splitChars={[",", ";", " "]}
        {...form.getInputProps("target.email.to")}
      />
    </>
  );
}

function AddressTarget({ form }: Props) {
  const kind: Exclude<AlertForm["targetKind"], "email"> = form.values.targetKind === "chat" ? "chat" : "webhook";
  return (
    <>
      {kind === "chat" && (
        <Select
          label={texts.form.format}
          data={choices(texts.form.formats)}
          allowDeselect={false}
          maw={420}
          {...form.getInputProps("target.chat.format")}
        />
      )}
      <TextInput
        key={kind}
        label={texts.form.url}
        required
        type="url"
        maxLength={8192}
        spellCheck={false}
        autoCapitalize="none"
        placeholder="https://"
        {...form.getInputProps(`target.${kind}.url`)}
      />
      <Text size="sm" c="dimmed">
        {kind === "chat" ? texts.form.chatHint : texts.form.webhookHint}
      </Text>
    </>
  );
}
