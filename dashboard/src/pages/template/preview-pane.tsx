import { Alert, Group, SegmentedControl, Stack, Switch, Text } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import type { TemplateContent } from "@posthorn/contracts/templates";
import { IconAlertTriangle } from "@tabler/icons-react";
import { CodeBlock } from "../../components/code-block.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { Section } from "../../components/section.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { explainFault } from "../../faults.ts";
import { useTemplatePreview } from "../../queries/templates.ts";
import { MailFrame } from "../browse/mail-frame.tsx";
import { TEMPLATE_LOOKS, type TemplateLook } from "./filters.ts";
import { lint } from "./lint.ts";
import { missingIn, namesIn, type Params } from "./sample-params.ts";
import classes from "./template.module.css";
import { contentOf, type TemplateForm } from "./template-form.ts";
import { texts } from "./texts.ts";

/** A message is rendered when its writer pauses. */
const PAUSE_MS = 400;

interface Props {
  form: TemplateForm;
  /** Undefined while they are no JSON. */
  params: Params | undefined;
  look: TemplateLook | undefined;
  showsImages: boolean;
}

/** What is written as the message that it becomes, and what mail programs would mind. */
export function PreviewPane({ form, params, look, showsImages }: Props) {
  const [, change] = useUrlSearch();
  const [settled] = useDebouncedValue(form, PAUSE_MS);
  const [settledParams] = useDebouncedValue(params, PAUSE_MS);
  const content = contentOf(settled);
  const preview = useTemplatePreview(
    { account: settled.account, format: settled.format, content, params: settledParams ?? {} },
    { isWanted: settledParams !== undefined },
  );
  const names = namesIn(content.subject, content.previewText, content.html, content.text);
  return (
    <div className={classes["preview"]}>
      <Section
        title={texts.preview.title}
        actions={
          <SegmentedControl
            size="xs"
            aria-label={texts.preview.looks}
            data={[
              { value: "desktop", label: texts.preview.desktop },
              ...TEMPLATE_LOOKS.map((value) => ({ value, label: texts.preview[value] })),
            ]}
            value={look ?? "desktop"}
            onChange={(value) => change({ look: value === "desktop" ? undefined : value })}
          />
        }
      >
        {preview.isError && <PreviewFault error={preview.error} hasOld={preview.data !== undefined} />}
        {preview.data === undefined ? (
          !preview.isError && <LinesLoading lines={6} />
        ) : (
          <>
            <Rendered content={preview.data} look={look} showsImages={showsImages} />
            {look !== "text" && preview.data.html !== undefined && (
              <Switch
                size="sm"
                label={texts.preview.images}
                checked={showsImages}
                onChange={({ currentTarget }) => change({ images: currentTarget.checked || undefined })}
              />
            )}
            {!preview.isError && <Findings content={preview.data} missing={missingIn(settledParams ?? {}, names)} />}
          </>
        )}
      </Section>
    </div>
  );
}

function PreviewFault({ error, hasOld }: { error: unknown; hasOld: boolean }) {
  return (
    <Alert
      color="red"
      variant="light"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title={texts.preview.fault}
    >
      <Text size="sm">{explainFault(error).text}</Text>
      {hasOld && <Text size="sm">{texts.preview.old}</Text>}
    </Alert>
  );
}

interface RenderedProps {
  content: TemplateContent;
  look: TemplateLook | undefined;
  showsImages: boolean;
}

function Rendered({ content, look, showsImages }: RenderedProps) {
  const { subject, previewText, html, text } = content;
  const isText = look === "text" || html === undefined;
  return (
    <Stack gap="sm" className={look === "mobile" ? (classes["mobile"] ?? "") : ""}>
      <div className={classes["inbox"]}>
        <strong>{subject || texts.preview.noSubject}</strong>
        {previewText && <span>{previewText}</span>}
      </div>
      {isText ? (
        text ? (
          <CodeBlock code={text} label={texts.preview.textLabel} wraps />
        ) : (
          <Text c="dimmed">{texts.preview.empty}</Text>
        )
      ) : (
        <MailFrame
          html={html}
          showsImages={showsImages}
          label={texts.preview.frame}
          isPage
          colorScheme={look === "dark" ? "dark" : "light"}
        />
      )}
    </Stack>
  );
}

function Findings({ content, missing }: { content: TemplateContent; missing: readonly string[] }) {
  const findings = lint(content, missing);
  return (
    <Group gap="xs" align="flex-start" wrap="nowrap">
      <div>
        <Text size="sm" fw={650} mb={4}>
          {texts.lint.title}
        </Text>
        {findings.length === 0 ? (
          <Text size="sm" c="dimmed">
            {texts.lint.fine}
          </Text>
        ) : (
          <ul className={classes["findings"]}>
            {findings.map((finding) => (
              <li key={finding}>{finding}</li>
            ))}
          </ul>
        )}
      </div>
    </Group>
  );
}
