import { Text } from "@mantine/core";
import type { Account } from "@posthorn/contracts/accounts";
import { Details } from "../../components/details.tsx";
import { Section } from "../../components/section.tsx";
import { formatNumber } from "../../languages/format.ts";
import { texts } from "./texts.ts";

/** How often each event happened in an account. */
export function Counters({ counters }: { counters: Account["counters"] }) {
  const counts = Object.entries(counters?.events ?? {}).sort(([, a], [, b]) => b - a);
  return (
    <Section title={texts.events}>
      {counts.length === 0 ? (
        <Text c="dimmed">{texts.noEvents}</Text>
      ) : (
        <Details items={counts.map(([event, count]) => [event, formatNumber(count)])} />
      )}
    </Section>
  );
}
