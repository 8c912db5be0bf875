import { Chip, Group, Stack, Text, TextInput } from "@mantine/core";
import type { SendingLimits, SendingWindow } from "@posthorn/contracts/sending-limits";
import { without } from "../../without.ts";
import { RateInputs } from "./rate-inputs.tsx";
import { texts } from "./texts.ts";

interface Props {
  value: unknown;
  error: string | undefined;
  isReadOnly: boolean;
  onChange: (value: SendingLimits) => void;
}

const DAYS = [1, 2, 3, 4, 5, 6, 7] as const;
const WHOLE_DAY = { from: "00:00", until: "00:00" };

/** What an account may send, how fast and at what hours. */
export function LimitsControl({ value, error, isReadOnly, onChange }: Props) {
  const limits = (value ?? {}) as SendingLimits;
  const { window } = limits;
  function changeWindow(part: Partial<SendingWindow>) {
    const changed = { ...WHOLE_DAY, ...window, ...part };
    // Whoever empties both wants no hours any more.
    onChange(changed.from || changed.until ? { ...limits, window: changed } : without(limits, "window"));
  }
  return (
    <Stack gap="sm">
      <Group gap="sm" align="flex-end">
        <RateInputs rates={limits} isReadOnly={isReadOnly} onChange={onChange} />
      </Group>
      <Group gap="sm" align="flex-end">
        {(["from", "until"] as const).map((end) => (
          <TextInput
            key={end}
            type="time"
            label={texts.limits[end]}
            value={window?.[end] ?? ""}
            readOnly={isReadOnly}
            w={130}
            onChange={({ currentTarget }) => changeWindow({ [end]: currentTarget.value })}
          />
        ))}
        <TextInput
          label={texts.limits.tz}
          placeholder="Europe/Tallinn"
          value={limits.tz ?? ""}
          readOnly={isReadOnly}
          w={180}
          onChange={({ currentTarget }) => {
            onChange(currentTarget.value === "" ? without(limits, "tz") : { ...limits, tz: currentTarget.value });
          }}
        />
      </Group>
      {window !== undefined && (
        <Group gap={6}>
          <Text size="sm">{texts.limits.days}</Text>
          <Chip.Group
            multiple
            value={(window.days ?? DAYS).map(String)}
            onChange={(days) => days.length > 0 && changeWindow({ days: days.map(Number).toSorted() })}
          >
            {DAYS.map((day) => (
              <Chip key={day} value={String(day)} size="xs" disabled={isReadOnly}>
                {texts.limits.weekdays[`d${day}`]}
              </Chip>
            ))}
          </Chip.Group>
        </Group>
      )}
      {error !== undefined && (
        <Text size="sm" c="red">
          {error}
        </Text>
      )}
    </Stack>
  );
}
