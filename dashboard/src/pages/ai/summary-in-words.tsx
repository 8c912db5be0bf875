import { Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Details } from "../../components/details.tsx";
import classes from "./ai.module.css";
import { type Described, partsOf } from "./summary-parts.ts";
import { texts } from "./texts.ts";

/** A summary as a person reads it. */
export function SummaryInWords({ summary }: { summary: Readonly<Record<string, unknown>> }) {
  const { text, sentiment, shouldReply, risk, assessment, events, actions, more } = partsOf(summary);
  const sentiments = texts.summary.sentiments as Record<string, string>;
  return (
    <Stack gap="sm">
      {text !== undefined && <Text>{text}</Text>}
      <Details
        items={[
          [texts.summary.sentiment, sentiment && (sentiments[sentiment] ?? sentiment)],
          [texts.summary.shouldReply, shouldReply === undefined ? undefined : yesOrNo(shouldReply)],
          [texts.summary.risk, risk === undefined ? undefined : riskInWords(risk, assessment)],
          [texts.summary.events, listOf(events, (when) => when)],
          [texts.summary.actions, listOf(actions, texts.summary.until)],
          ...more,
        ]}
      />
    </Stack>
  );
}

const yesOrNo = (value: boolean) => (value ? texts.summary.yes : texts.summary.no);

const riskInWords = (risk: number, assessment: string | undefined) =>
  assessment === undefined ? texts.summary.riskOf(risk) : `${texts.summary.riskOf(risk)}: ${assessment}`;

function listOf(items: readonly Described[], whenInWords: (when: string) => string): ReactNode {
  if (items.length === 0) return undefined;
  return (
    <ul className={classes["list"]}>
      {items.map(({ description, when }) => (
        <li key={`${description} ${when ?? ""}`}>
          {description}
          {when !== undefined && ` (${whenInWords(when)})`}
        </li>
      ))}
    </ul>
  );
}
