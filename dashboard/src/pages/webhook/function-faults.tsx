import { Code, Text } from "@mantine/core";
import { type Column, DataTable } from "../../components/data-table.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { RelativeTime } from "../../components/relative-time.tsx";
import { Section } from "../../components/section.tsx";
import { type FunctionFault, useFunctionFaults } from "../../queries/webhook-endpoints.ts";
import { texts } from "./texts.ts";

/** How the functions of an endpoint failed lately. */
export function FunctionFaults({ endpoint }: { endpoint: string }) {
  const faults = useFunctionFaults(endpoint);
  return (
    <Section title={texts.faults.title}>
      {faults.isError ? (
        <ErrorState error={faults.error} onRetry={() => void faults.refetch()} isRetrying={faults.isFetching} />
      ) : faults.data?.faults.length === 0 ? (
        <Text size="sm" c="dimmed">
          {texts.faults.none}
        </Text>
      ) : (
        <>
          <Text size="sm" c="dimmed">
            {texts.faults.text}
          </Text>
          <DataTable
            label={texts.faults.title}
            columns={columns}
            rows={faults.data?.faults}
            keyOf={({ created, type, payload }) => `${created} ${type} ${payload.slice(0, 80)}`}
          />
        </>
      )}
    </Section>
  );
}

const columns: readonly Column<FunctionFault>[] = [
  { header: texts.faults.columns.time, cell: ({ created }) => <RelativeTime at={created} /> },
  { header: texts.faults.columns.function, cell: ({ type }) => texts.faults[type] },
  {
    header: texts.faults.columns.error,
    cell: ({ error: { message, line, column } }) =>
      line === undefined ? message : texts.code.at(message, line, column ?? 1),
  },
  {
    header: texts.faults.columns.payload,
    cell: ({ payload }) => <Code title={payload}>{payload.length > 120 ? `${payload.slice(0, 120)}…` : payload}</Code>,
  },
];
