import { Button, Group, Modal, Select, Stack, Text } from "@mantine/core";
import { rotateWebhookSecret, type WebhookEndpointView } from "@posthorn/contracts/webhook-endpoints";
import { getRouteApi } from "@tanstack/react-router";
import { useState } from "react";
import { FormFault } from "../../components/form-fault.tsx";
import { Section } from "../../components/section.tsx";
import { texts as common } from "../../components/texts.ts";
import { useUrlSearch } from "../../components/use-url-search.ts";
import { explainFault, type Fault } from "../../faults.ts";
import { formatDate } from "../../languages/format.ts";
import { useMay } from "../../queries/session.ts";
import { useRotateSecret } from "../../queries/webhook-endpoints.ts";
import { SecretDialog } from "../webhooks/secret-dialog.tsx";
import { SnippetTabs } from "../webhooks/snippet-tabs.tsx";
import { texts } from "./texts.ts";

const route = getRouteApi("/signed-in/webhooks/$endpoint");

interface Rotated {
  secret: string;
  previousUntil: string | null;
}

/** What signs the requests to an endpoint, and how a receiver checks it. */
export function Signature({ endpoint }: { endpoint: WebhookEndpointView }) {
  const { rotate: isAsking } = route.useSearch();
  const [, change] = useUrlSearch();
  const may = useMay(rotateWebhookSecret);
  // The secret lives here and nowhere else, until its dialog is closed.
  const [rotated, setRotated] = useState<Rotated>();
  const { secrets } = endpoint;
  return (
    <>
      <Section
        title={texts.signature.title}
        actions={
          may && (
            <Button variant="default" onClick={() => change({ rotate: true })}>
              {texts.signature.rotate}
            </Button>
          )
        }
      >
        <Text size="sm">{secrets === 0 ? texts.signature.none : texts.signature.own(secrets)}</Text>
      </Section>
      <Section title={texts.signature.verify}>
        <SnippetTabs withOlder />
      </Section>
      {may && isAsking && (
        <RotateDialog
          id={endpoint.id}
          onClose={() => change({ rotate: undefined })}
          onRotated={(next) => {
            setRotated(next);
            change({ rotate: undefined });
          }}
        />
      )}
      {rotated && (
        <SecretDialog secret={rotated.secret} onClose={() => setRotated(undefined)}>
          {rotated.previousUntil && <Text size="sm">{texts.signature.until(formatDate(rotated.previousUntil))}</Text>}
        </SecretDialog>
      )}
    </>
  );
}

function RotateDialog({
  id,
  onClose,
  onRotated,
}: {
  id: string;
  onClose: () => void;
  onRotated: (next: Rotated) => void;
}) {
  const rotate = useRotateSecret(id);
  const [overlap, setOverlap] = useState("86400");
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  async function confirm() {
    setBusy(true);
    try {
      onRotated(await rotate(Number(overlap)));
    } catch (error) {
      setFault(explainFault(error));
      setBusy(false);
    }
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.signature.rotateTitle}
      closeButtonProps={{ "aria-label": common.close }}
    >
      <Stack>
        <FormFault fault={fault} />
        <Text size="sm">{texts.signature.rotateText}</Text>
        <Select
          label={texts.signature.overlap}
          data={Object.entries(texts.signature.overlaps).map(([value, label]) => ({ value, label }))}
          value={overlap}
          onChange={(value) => setOverlap(value ?? "86400")}
          allowDeselect={false}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={isBusy}>
            {common.cancel}
          </Button>
          <Button loading={isBusy} onClick={() => void confirm()}>
            {texts.signature.rotate}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
