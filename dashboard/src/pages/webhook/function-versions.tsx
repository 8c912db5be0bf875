import { Alert, Button, Group } from "@mantine/core";
import { restoreWebhookEndpointVersion, type WebhookEndpointView } from "@posthorn/contracts/webhook-endpoints";
import { IconRestore } from "@tabler/icons-react";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { showDone } from "../../components/toast.tsx";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { Compared } from "../../components/versions-dialog/compared.tsx";
import { VersionsDialog } from "../../components/versions-dialog/versions-dialog.tsx";
import { useMay } from "../../queries/session.ts";
import { useEndpointVersion, useEndpointVersions, useRestoreEndpointVersion } from "../../queries/webhook-endpoints.ts";
import { texts } from "./texts.ts";

interface Props {
  endpoint: WebhookEndpointView;
  /** The one that is looked at. */
  version: number | undefined;
  isDirty: boolean;
  onClose: () => void;
}

/** The functions that an endpoint had before, how they differ from now, and the way back. */
export function FunctionVersions({ endpoint, version, isDirty, onClose }: Props) {
  const [, change] = useUrlSearch();
  const versions = useEndpointVersions(endpoint.id);
  const restore = useRestoreEndpointVersion(endpoint.id);
  const [asked, setAsked] = useState<number>();
  return (
    <>
      <VersionsDialog
        versions={versions.data}
        current={versions.data?.[0]?.version}
        chosen={version}
        onChoose={(chosen) => change({ version: chosen })}
        onClose={onClose}
        isCovered={asked !== undefined}
        empty={texts.versions.none}
        fault={
          versions.isError && (
            <ErrorState
              error={versions.error}
              onRetry={() => void versions.refetch()}
              isRetrying={versions.isFetching}
            />
          )
        }
      >
        {version !== undefined && (
          <Chosen key={version} endpoint={endpoint} version={version} isDirty={isDirty} onAsk={setAsked} />
        )}
      </VersionsDialog>
      {asked !== undefined && (
        <ConfirmDialog
          isOpen
          onClose={() => setAsked(undefined)}
          title={texts.versions.question(asked)}
          text={texts.versions.questionText}
          action={texts.versions.setBack}
          onConfirm={async () => {
            await restore.mutateAsync(asked);
            showDone(texts.versions.restored);
            onClose();
          }}
        />
      )}
    </>
  );
}

interface ChosenProps {
  endpoint: WebhookEndpointView;
  version: number;
  isDirty: boolean;
  onAsk: (version: number) => void;
}

function Chosen({ endpoint, version, isDirty, onAsk }: ChosenProps) {
  const before = useEndpointVersion(endpoint.id, version);
  const mayRestore = useMay(restoreWebhookEndpointVersion);
  if (before.isError)
    return <ErrorState error={before.error} onRetry={() => void before.refetch()} isRetrying={before.isFetching} />;
  if (before.data === undefined) return <LinesLoading lines={6} />;
  const fields = [
    { label: texts.code.filter, was: before.data.fn ?? "", is: endpoint.fn ?? "" },
    { label: texts.code.map, was: before.data.map ?? "", is: endpoint.map ?? "" },
  ];
  return (
    <Compared version={version} fields={fields}>
      {mayRestore && isDirty && <Alert color="yellow">{texts.versions.unsaved}</Alert>}
      {mayRestore && !isDirty && (
        <Group justify="flex-end">
          <Button leftSection={<IconRestore size={17} aria-hidden />} onClick={() => onAsk(version)}>
            {texts.versions.restore}
          </Button>
        </Group>
      )}
    </Compared>
  );
}
