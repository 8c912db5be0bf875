import { NumberInput, Stack, Switch } from "@mantine/core";
import { formatBytes } from "../../languages/format.ts";
import { texts } from "./texts.ts";

interface LogSettings {
  all?: boolean;
  maxLogLines?: number;
  maxLogSize?: number;
}

interface Props {
  value: unknown;
  error: string | undefined;
  isReadOnly: boolean;
  onChange: (value: LogSettings) => void;
}

/** Whether all accounts are written down, and how much is kept. */
export function LogsControl({ value, error, isReadOnly, onChange }: Props) {
  const logs = (value ?? {}) as LogSettings;
  const change = (part: LogSettings) => onChange({ ...logs, ...part });
  return (
    <Stack gap="sm">
      <Switch
        label={texts.logs.all}
        checked={logs.all ?? false}
        disabled={isReadOnly}
        onChange={({ currentTarget }) => change({ all: currentTarget.checked })}
      />
      <NumberInput
        label={texts.logs.maxLogLines}
        value={logs.maxLogLines ?? 10_000}
        min={0}
        max={1_000_000}
        thousandSeparator=" "
        readOnly={isReadOnly}
        maw={260}
        onChange={(next) => next !== "" && change({ maxLogLines: Number(next) })}
      />
      <NumberInput
        label={texts.logs.maxLogSize}
        description={formatBytes(logs.maxLogSize ?? 10_485_760)}
        value={logs.maxLogSize ?? 10_485_760}
        min={65_536}
        max={10_737_418_240}
        thousandSeparator=" "
        readOnly={isReadOnly}
        maw={260}
        error={error}
        onChange={(next) => next !== "" && change({ maxLogSize: Number(next) })}
      />
    </Stack>
  );
}
