import { Menu, Text } from "@mantine/core";
import {
  type Certificate,
  deleteCertificate,
  orderCertificate,
  type ShownCertificate,
  uploadCertificate,
} from "@posthorn/contracts/certificates";
import { IconCertificate, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { EmptyState } from "../../components/empty-state.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { ButtonLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { StateBadge } from "../../components/state-badge.tsx";
import { useNow } from "../../components/use-now.ts";
import { showDone } from "../../components/toast.tsx";
import { useCertificates, useDeleteCertificate } from "../../queries/certificates.ts";
import { useMay } from "../../queries/session.ts";
import { OrderForm } from "./order-form.tsx";
import { texts } from "./texts.ts";
import { UploadForm } from "./upload-form.tsx";
import { shownValidityOf, validityOf } from "./validity.ts";

/** The certificates of our own servers: which there are, and which server shows which. */
export function Certificates() {
  const certificates = useCertificates();
  const [doomed, setDoomed] = useState<Certificate>();
  const remove = useDeleteCertificate();
  const mayDelete = useMay(deleteCertificate);
  const mayOrder = useMay(orderCertificate);
  const mayUpload = useMay(uploadCertificate);
  const kept = certificates.data?.certificates;
  return (
    <>
      <PageHeader
        title={texts.title}
        description={texts.description}
        actions={
          <ButtonLink to="/settings/{-$group}" params={{ group: "certificates" }} variant="default">
            {texts.settings}
          </ButtonLink>
        }
      />
      {certificates.isError ? (
        <ErrorState
          error={certificates.error}
          onRetry={() => void certificates.refetch()}
          isRetrying={certificates.isFetching}
        />
      ) : (
        <>
          <Section title={texts.servers}>
            <DataTable
              label={texts.servers}
              columns={serverColumns}
              rows={certificates.data?.listeners}
              keyOf={({ listener }) => listener}
            />
          </Section>
          <Section title={texts.kept}>
            {kept?.length === 0 ? (
              <EmptyState kind="nothing" icon={<IconCertificate size={36} stroke={1.5} />}>
                {texts.empty}
              </EmptyState>
            ) : (
              <DataTable
                label={texts.kept}
                columns={certificateColumns}
                rows={kept}
                keyOf={({ certificate }) => certificate}
                {...(mayDelete && {
                  menuOf: (row: Certificate) => (
                    <Menu.Item
                      color="red"
                      leftSection={<IconTrash size={16} aria-hidden />}
                      onClick={() => setDoomed(row)}
                    >
                      {texts.delete}
                    </Menu.Item>
                  ),
                })}
                nameOf={namesOf}
              />
            )}
          </Section>
          {mayOrder && (
            <Section title={texts.order}>
              <OrderForm />
            </Section>
          )}
          {mayUpload && (
            <Section title={texts.upload}>
              <UploadForm />
            </Section>
          )}
        </>
      )}
      <ConfirmDialog
        isOpen={doomed !== undefined}
        onClose={() => setDoomed(undefined)}
        title={texts.deleteTitle(doomed === undefined ? "" : namesOf(doomed))}
        text={texts.deleteText}
        action={texts.delete}
        onConfirm={async () => {
          if (doomed === undefined) return;
          await remove.mutateAsync(doomed.certificate);
          showDone(texts.deleted);
        }}
      />
    </>
  );
}

const namesOf = ({ certificate, facts }: Certificate) => facts?.hostnames.join(", ") ?? certificate;

function Until({ facts }: { facts: { notAfter: string } | null }) {
  return facts === null ? "–" : <RelativeTime at={facts.notAfter} />;
}

const Validity = ({ facts, error }: Pick<Certificate, "facts" | "error">) => (
  <StateBadge label={validityOf(facts, error, useNow())} />
);

const ShownValidity = ({ shown }: { shown: ShownCertificate }) => (
  <StateBadge label={shownValidityOf(shown, useNow())} />
);

const sourceInWords = (source: string) =>
  source === "self-signed" ? texts.selfSigned : source.startsWith("manual:") ? texts.uploaded : source;

const serverColumns: readonly Column<ShownCertificate>[] = [
  {
    header: texts.columns.server,
    cell: ({ listener, tls }) => (
      <div>
        <Text fw={600} size="sm">
          {texts[listener]}
        </Text>
        {!tls && (
          <Text size="xs" c="dimmed">
            {texts.noTls}
          </Text>
        )}
      </div>
    ),
  },
  {
    header: texts.columns.shows,
    cell: ({ source, choice }) => (
      <div>
        {sourceInWords(source)}
        {choice !== null && (
          <Text size="xs" c="dimmed">
            {texts.choice(choice)}
          </Text>
        )}
      </div>
    ),
  },
  { header: texts.columns.names, cell: ({ facts }) => facts?.hostnames.join(", ") ?? "–" },
  { header: texts.columns.until, cell: ({ facts }) => <Until facts={facts} /> },
  {
    header: texts.columns.state,
    cell: (shown) => <ShownValidity shown={shown} />,
  },
];

const certificateColumns: readonly Column<Certificate>[] = [
  {
    header: texts.columns.certificate,
    cell: (row) => (
      <div>
        <Text fw={600} size="sm">
          {namesOf(row)}
        </Text>
        {row.facts && (
          <Text size="xs" c="dimmed" title={`${texts.fingerprint} ${row.facts.fingerprint}`}>
            {texts.issuer(row.facts.issuer)}
          </Text>
        )}
      </div>
    ),
  },
  { header: texts.columns.kind, cell: ({ kind }) => (kind === "acme" ? texts.acme : texts.uploaded) },
  { header: texts.columns.until, cell: ({ facts }) => <Until facts={facts} /> },
  {
    header: texts.columns.state,
    cell: ({ facts, error }) => <Validity facts={facts} error={error} />,
  },
];
