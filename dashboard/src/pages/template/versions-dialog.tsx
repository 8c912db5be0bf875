import { Alert, Badge, Button, Group, Modal, Stack, Text, UnstyledButton } from "@mantine/core";
import { restoreTemplateVersion, type Template, type TemplateVersion } from "@posthorn/contracts/templates";
import { IconRestore } from "@tabler/icons-react";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { useMay } from "../../queries/session.ts";
import { useRestoreVersion, useTemplateVersion, useTemplateVersions } from "../../queries/templates.ts";
import { lineDiff } from "./line-diff.ts";
import classes from "./template.module.css";
import { texts } from "./texts.ts";

interface Props {
  template: Template;
  /** The one that is looked at. */
  version: number | undefined;
  isDirty: boolean;
  onClose: () => void;
}

/** What the template said before, how that differs from now, and the way back. */
export function VersionsDialog({ template, version, isDirty, onClose }: Props) {
  const [, change] = useUrlSearch();
  const versions = useTemplateVersions(template.id);
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.versions.title}
      size="xl"
      closeButtonProps={{ "aria-label": texts.send.close }}
    >
      {versions.isError ? (
        <ErrorState error={versions.error} onRetry={() => void versions.refetch()} isRetrying={versions.isFetching} />
      ) : versions.data === undefined ? (
        <LinesLoading lines={5} />
      ) : (
        <div className={classes["compared"]}>
          <ol className={classes["versions"]}>
            {versions.data.map((one) => (
              <li key={one.version}>
                <UnstyledButton
                  className={classes["version"] ?? ""}
                  aria-current={one.version === version ? "true" : undefined}
                  onClick={() => change({ version: one.version })}
                >
                  <span>
                    {texts.versions.number(one.version)}{" "}
                    {one.version === template.version && (
                      <Badge size="xs" variant="light" tt="none">
                        {texts.versions.current}
                      </Badge>
                    )}
                  </span>
                  <Text span size="xs" c="dimmed">
                    <RelativeTime at={one.created} />
                  </Text>
                </UnstyledButton>
              </li>
            ))}
          </ol>
          {version === undefined ? (
            <Text size="sm" c="dimmed">
              {texts.versions.choose}
            </Text>
          ) : (
            <Compared key={version} template={template} version={version} isDirty={isDirty} onRestored={onClose} />
          )}
        </div>
      )}
    </Modal>
  );
}

interface ComparedProps {
  template: Template;
  version: number;
  isDirty: boolean;
  onRestored: () => void;
}

function Compared({ template, version, isDirty, onRestored }: ComparedProps) {
  const before = useTemplateVersion(template.id, version);
  const restore = useRestoreVersion(template.id);
  const mayRestore = useMay(restoreTemplateVersion);
  async function restoreIt() {
    try {
      await restore.mutateAsync(version);
      showDone(texts.versions.restored);
      onRestored();
    } catch (error) {
      showFault(error);
    }
  }
  if (before.isError)
    return <ErrorState error={before.error} onRetry={() => void before.refetch()} isRetrying={before.isFetching} />;
  if (before.data === undefined) return <LinesLoading lines={6} />;
  const differing = fieldsOf(before.data, template).filter(({ was, is }) => was !== is);
  return (
    <Stack gap="sm">
      <Text size="sm" fw={650}>
        {texts.versions.compare(version)}
      </Text>
      {differing.length === 0 && (
        <Text size="sm" c="dimmed">
          {texts.versions.same}
        </Text>
      )}
      {differing.map(({ label, was, is }) => (
        <div key={label}>
          <Text size="xs" c="dimmed" mb={4}>
            {label}
          </Text>
          <Diff was={was} is={is} />
        </div>
      ))}
      {mayRestore && differing.length > 0 && isDirty && <Alert color="yellow">{texts.versions.unsaved}</Alert>}
      {mayRestore && differing.length > 0 && !isDirty && (
        <Group justify="flex-end">
          <Button
            leftSection={<IconRestore size={17} aria-hidden />}
            loading={restore.isPending}
            onClick={() => void restoreIt()}
          >
            {texts.versions.restore}
          </Button>
        </Group>
      )}
    </Stack>
  );
}

/** What a template says, then and now, field by field. */
const fieldsOf = (before: TemplateVersion, { content, format = "html" }: Template) => [
  ...(["subject", "previewText", "html", "text"] as const).map((name) => ({
    label: texts.versions.fields[name],
    was: before.content[name] ?? "",
    is: content?.[name] ?? "",
  })),
  { label: texts.versions.fields.format, was: texts.formats[before.format], is: texts.formats[format] },
];

function Diff({ was, is }: { was: string; is: string }) {
  const said = { same: undefined, removed: texts.versions.removed, added: texts.versions.added };
  return (
    // Whoever uses only the keyboard can scroll it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <pre className={classes["diff"]} tabIndex={0}>
      {lineDiff(was, is).map(({ kind, text }, index) => (
        // Lines have no names but their places.
        // oxlint-disable-next-line react/no-array-index-key
        <span key={index} data-kind={kind} title={said[kind]}>
          {text}
        </span>
      ))}
    </pre>
  );
}
