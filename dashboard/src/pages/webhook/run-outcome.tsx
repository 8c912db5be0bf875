import { Alert, Stack, Text } from "@mantine/core";
import type { UserFunctionsRun } from "@posthorn/contracts/user-functions";
import { IconAlertTriangle, IconCheck, IconCircleOff } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { formatDuration } from "../../languages/format.ts";
import { texts } from "./texts.ts";

type Kind = "good" | "none" | "bad";

const LOOKS = {
  good: { color: "coach", icon: <IconCheck aria-hidden /> },
  none: { color: "gray", icon: <IconCircleOff aria-hidden /> },
  bad: { color: "red", icon: <IconAlertTriangle aria-hidden /> },
} as const;

/** What a filter and a map made of an event: match, no match or failure, and what would be sent. */
export function RunOutcome({ run, dropsOnMapError }: { run: UserFunctionsRun; dropsOnMapError: boolean }) {
  const { filter, map, wouldSend, body } = run;
  const lines = [...(filter?.logs ?? []), ...(map?.logs ?? [])];
  return (
    <Stack gap="sm" role="status">
      {filter && (
        <Step
          kind={filter.error ? "bad" : filter.passed ? "good" : "none"}
          title={filter.error ? texts.code.filterFailed : filter.passed ? texts.code.match : texts.code.noMatch}
        >
          {filter.error ? (
            <Fault {...filter.error} />
          ) : (
            <Text size="sm">
              {(filter.passed ? texts.code.truthy : texts.code.falsy)(inWords(filter.value))}{" "}
              {texts.code.duration(formatDuration(filter.durationMs))}
            </Text>
          )}
        </Step>
      )}
      {map && (
        <Step
          kind={map.error ? "bad" : map.value ? "good" : "none"}
          title={
            map.error
              ? !wouldSend || dropsOnMapError
                ? texts.code.mapFailedDrops
                : texts.code.mapFailedSends
              : map.value
                ? texts.code.mapped
                : texts.code.notMapped
          }
        >
          {map.error ? (
            <Fault {...map.error} />
          ) : (
            <Text size="sm">{texts.code.duration(formatDuration(map.durationMs))}</Text>
          )}
        </Step>
      )}
      {!filter && !map && <Step kind="good" title={texts.code.asItIs} />}
      {lines.length > 0 && (
        <CodeBlock
          code={lines.map(({ level, text }) => `${level}: ${text}`).join("\n")}
          label={texts.code.logs}
          wraps
        />
      )}
      <div>
        <Text size="sm" fw={600} mb={4}>
          {texts.code.body}
        </Text>
        {wouldSend ? (
          <CodeBlock code={JSON.stringify(body, null, 2)} label={texts.code.body} />
        ) : (
          <Text size="sm" c="dimmed">
            {texts.code.nothing}
          </Text>
        )}
      </div>
    </Stack>
  );
}

function Step({ kind, title, children }: { kind: Kind; title: string; children?: ReactNode }) {
  return (
    <Alert variant="light" title={title} {...LOOKS[kind]}>
      {children}
    </Alert>
  );
}

function Fault({ message, line, column }: { message: string; line?: number; column?: number }) {
  return <Text size="sm">{line === undefined ? message : texts.code.at(message, line, column ?? 1)}</Text>;
}

const SHOWN = 80;

function inWords(value: unknown): string {
  if (value === null || value === undefined) return texts.code.undefined;
  const text = JSON.stringify(value);
  return text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
}
