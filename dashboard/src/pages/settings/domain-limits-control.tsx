import { ActionIcon, Button, Group, Stack, Text, TextInput } from "@mantine/core";
import type { DomainLimits } from "@posthorn/contracts/sending-limits";
import { IconPlus, IconTrash } from "@tabler/icons-react";
import { RateInputs } from "./rate-inputs.tsx";
import { texts } from "./texts.ts";

interface Props {
  value: unknown;
  error: string | undefined;
  isReadOnly: boolean;
  onChange: (value: DomainLimits[]) => void;
}

/** What all accounts together may send to a domain, a row for each. */
export function DomainLimitsControl({ value, error, isReadOnly, onChange }: Props) {
  const rows = (value ?? []) as DomainLimits[];
  const replace = (at: number, row: DomainLimits) => onChange(rows.with(at, row));
  return (
    <Stack gap="sm">
      {rows.map((row, at) => (
        // Rows have nothing but their place to be told apart by; their fields keep nothing of their own.
        // oxlint-disable-next-line react/no-array-index-key
        <Group key={at} gap="sm" align="flex-end">
          <TextInput
            label={texts.limits.domain}
            description={at === 0 ? texts.limits.domainHint : undefined}
            value={row.domain}
            readOnly={isReadOnly}
            w={200}
            onChange={({ currentTarget }) => replace(at, { ...row, domain: currentTarget.value })}
          />
          <RateInputs rates={row} isReadOnly={isReadOnly} onChange={(next) => replace(at, next)} />
          {!isReadOnly && (
            <ActionIcon
              variant="subtle"
              color="red"
              size="lg"
              aria-label={texts.limits.remove(row.domain)}
              onClick={() => onChange(rows.toSpliced(at, 1))}
            >
              <IconTrash size={17} aria-hidden />
            </ActionIcon>
          )}
        </Group>
      ))}
      {!isReadOnly && (
        <Button
          variant="default"
          size="xs"
          w="fit-content"
          leftSection={<IconPlus size={15} aria-hidden />}
          onClick={() => onChange([...rows, { domain: "" }])}
        >
          {texts.limits.add}
        </Button>
      )}
      {error !== undefined && (
        <Text size="sm" c="red">
          {error}
        </Text>
      )}
    </Stack>
  );
}
