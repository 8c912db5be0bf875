import { Alert, Button, Group } from "@mantine/core";
import { restoreTemplateVersion, type Template, type TemplateVersion } from "@posthorn/contracts/templates";
import { IconRestore } from "@tabler/icons-react";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { Compared, type ComparedField } from "../../components/versions-dialog/compared.tsx";
import { VersionsDialog } from "../../components/versions-dialog/versions-dialog.tsx";
import { useMay } from "../../queries/session.ts";
import { useRestoreVersion, useTemplateVersion, useTemplateVersions } from "../../queries/templates.ts";
import { texts } from "./texts.ts";

interface Props {
  template: Template;
  /** The one that is looked at. */
  version: number | undefined;
  isDirty: boolean;
  onClose: () => void;
}

/** What the template said before, how that differs from now, and the way back. */
export function TemplateVersions({ template, version, isDirty, onClose }: Props) {
  const [, change] = useUrlSearch();
  const versions = useTemplateVersions(template.id);
  return (
    <VersionsDialog
      versions={versions.data}
      current={template.version}
      chosen={version}
      onChoose={(chosen) => change({ version: chosen })}
      onClose={onClose}
      fault={
        versions.isError && (
          <ErrorState error={versions.error} onRetry={() => void versions.refetch()} isRetrying={versions.isFetching} />
        )
      }
    >
      {version !== undefined && (
        <Chosen key={version} template={template} version={version} isDirty={isDirty} onRestored={onClose} />
      )}
    </VersionsDialog>
  );
}

interface ChosenProps {
  template: Template;
  version: number;
  isDirty: boolean;
  onRestored: () => void;
}

function Chosen({ template, version, isDirty, onRestored }: ChosenProps) {
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
  return (
    <Compared version={version} fields={fieldsOf(before.data, template)}>
      {mayRestore && isDirty && <Alert color="yellow">{texts.versions.unsaved}</Alert>}
      {mayRestore && !isDirty && (
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
    </Compared>
  );
}

/** What a template says, then and now, field by field. */
const fieldsOf = (before: TemplateVersion, { content, format = "html" }: Template): ComparedField[] => [
  ...(["subject", "previewText", "html", "text"] as const).map((name) => ({
    label: texts.versions.fields[name],
    was: before.content[name] ?? "",
    is: content?.[name] ?? "",
  })),
  { label: texts.versions.fields.format, was: texts.formats[before.format], is: texts.formats[format] },
];
