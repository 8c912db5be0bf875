import { Stack, Text } from "@mantine/core";
import { createExport } from "@posthorn/contracts/exports";
import { ErrorState } from "../../components/error-state.tsx";
import { LinesLoading } from "../../components/loading.tsx";
import { Section } from "../../components/section.tsx";
import { useExports } from "../../queries/exports.ts";
import { useMay } from "../../queries/session.ts";
import { ExportForm } from "./export-form.tsx";
import { ExportRow } from "./export-row.tsx";
import { texts } from "./texts.ts";

/** So many are shown; they are deleted by themselves after a while. */
const SHOWN = 50;

/** The exports of an account, and the way to a new one. */
export function AccountExports({ account }: { account: string }) {
  const exports = useExports(account, { pageSize: SHOWN });
  const mayCreate = useMay(createExport);
  return (
    <Stack gap="lg">
      {mayCreate && <ExportForm account={account} />}
      <Section title={texts.list}>
        {exports.isError ? (
          <ErrorState error={exports.error} onRetry={() => void exports.refetch()} isRetrying={exports.isFetching} />
        ) : exports.data === undefined ? (
          <LinesLoading lines={3} />
        ) : exports.data.exports.length === 0 ? (
          <Text c="dimmed">{texts.empty}</Text>
        ) : (
          <Stack gap="md" component="ul" m={0} p={0} style={{ listStyle: "none" }}>
            {exports.data.exports.map(({ exportId }) => (
              <ExportRow key={exportId} account={account} exportId={exportId} />
            ))}
          </Stack>
        )}
      </Section>
    </Stack>
  );
}
