import { Button, SegmentedControl, Select, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import type { UseFormReturnType } from "@mantine/form";
import { TEMPLATE_FORMATS } from "@posthorn/contracts/templates";
import { IconWand } from "@tabler/icons-react";
import { CodeEditor } from "../../components/code-editor.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { Section } from "../../components/section.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import type { Fault } from "../../faults.ts";
import { AccountPicker } from "../accounts/account-picker.tsx";
import type { TEMPLATE_PARTS, TemplateLook } from "./filters.ts";
import { PreviewPane } from "./preview-pane.tsx";
import { filledUp, namesIn } from "./sample-params.ts";
import classes from "./template.module.css";
import type { TemplateForm } from "./template-form.ts";
import { texts } from "./texts.ts";
import type { useSampleParams } from "./use-sample-params.ts";

interface Props {
  form: UseFormReturnType<TemplateForm>;
  samples: ReturnType<typeof useSampleParams>;
  look: TemplateLook | undefined;
  part: (typeof TEMPLATE_PARTS)[number] | undefined;
  showsImages: boolean;
  /** Whose a template is can be chosen once. */
  isNew: boolean;
  mayWrite: boolean;
  fault: Fault | undefined;
}

/** Where a template is written, beside the message that it becomes. */
export function Studio({ form, samples, look, part, showsImages, isNew, mayWrite, fault }: Props) {
  return (
    <div className={classes["studio"]}>
      <Stack gap="lg">
        <FormFault fault={fault} />
        <Section title={texts.about}>
          <fieldset disabled={!mayWrite} style={{ border: 0, margin: 0, padding: 0 }}>
            <About form={form} isNew={isNew} />
          </fieldset>
        </Section>
        <Section title={texts.parts}>
          <Written form={form} samples={samples} part={part} mayWrite={mayWrite} />
        </Section>
      </Stack>
      <PreviewPane form={form.values} params={samples.params} look={look} showsImages={showsImages} />
    </div>
  );
}

function About({ form, isNew }: { form: Props["form"]; isNew: boolean }) {
  return (
    <Stack gap="md">
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={texts.name} required maxLength={256} {...form.getInputProps("name")} />
        {isNew ? (
          <AccountPicker
            label={texts.account}
            placeholder={texts.allAccounts}
            value={form.values.account}
            onChange={(account) => form.setFieldValue("account", account)}
            error={form.errors["account"]}
          />
        ) : (
          <TextInput
            label={texts.account}
            value={form.values.account ?? texts.allAccounts}
            readOnly
            description={form.values.account === null ? undefined : texts.accountHint}
          />
        )}
      </SimpleGrid>
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <TextInput label={texts.description} maxLength={1024} {...form.getInputProps("description")} />
        <Select
          label={texts.format}
          data={TEMPLATE_FORMATS.map((value) => ({ value, label: texts.formats[value] }))}
          allowDeselect={false}
          {...form.getInputProps("format")}
        />
      </SimpleGrid>
      <TextInput label={texts.subject} maxLength={10_240} {...form.getInputProps("content.subject")} />
      <TextInput
        label={texts.previewText}
        description={texts.previewTextHint}
        maxLength={1024}
        {...form.getInputProps("content.previewText")}
      />
    </Stack>
  );
}

function Written({ form, samples, part, mayWrite }: Pick<Props, "form" | "samples" | "part" | "mayWrite">) {
  const [, change] = useUrlSearch();
  const { content, format } = form.values;
  const errorOf = (name: string) => {
    const error = form.errors[name];
    return typeof error === "string" ? error : undefined;
  };
  return (
    <Stack gap="sm">
      <SegmentedControl
        size="xs"
        aria-label={texts.parts}
        data={[
          { value: "html", label: format === "html" ? texts.html : texts.formats[format] },
          { value: "text", label: texts.plain },
          { value: "params", label: texts.params },
        ]}
        value={part ?? "html"}
        onChange={(value) => change({ part: value === "html" ? undefined : value })}
      />
      {part === "text" ? (
        <CodeEditor
          key="text"
          label={texts.plain}
          description={texts.plainHint}
          language="text"
          value={content.text}
          onChange={(value) => form.setFieldValue("content.text", value)}
          readOnly={!mayWrite}
          error={errorOf("content.text")}
          minHeight={320}
          maxHeight={640}
        />
      ) : part === "params" ? (
        <>
          <CodeEditor
            key="params"
            label={texts.params}
            description={texts.paramsHint}
            language="json"
            value={samples.text}
            onChange={samples.change}
            error={samples.params === undefined ? texts.paramsFault : undefined}
            minHeight={260}
            maxHeight={640}
          />
          <FillParams form={form.values} samples={samples} />
        </>
      ) : (
        <CodeEditor
          key="html"
          label={texts.source}
          language={format === "markdown" ? "text" : "html"}
          value={content.html}
          onChange={(value) => form.setFieldValue("content.html", value)}
          readOnly={!mayWrite}
          error={errorOf("content.html")}
          minHeight={320}
          maxHeight={640}
        />
      )}
    </Stack>
  );
}

function FillParams({ form: { content }, samples }: { form: TemplateForm; samples: Props["samples"] }) {
  const names = namesIn(content.subject, content.previewText, content.html, content.text);
  const { params } = samples;
  if (names.length === 0 || params === undefined) return null;
  return (
    <div>
      <Button
        size="xs"
        variant="default"
        leftSection={<IconWand size={15} aria-hidden />}
        onClick={() => samples.change(JSON.stringify(filledUp(params, names), null, 2))}
      >
        {texts.fillParams}
      </Button>
      <Text size="xs" c="dimmed" mt={4} ff="monospace">
        {names.map(({ name }) => `params.${name}`).join(", ")}
      </Text>
    </div>
  );
}
