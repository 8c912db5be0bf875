import { Checkbox, SimpleGrid, Stack, Text } from "@mantine/core";
import type { Scope } from "@posthorn/contracts/scopes";
import { withEverythingAlone } from "./new-token-form.ts";
import { SCOPE_WORDS } from "./scopes.ts";
import { texts } from "./texts.ts";

interface Props {
  value: Scope[];
  onChange: (scopes: Scope[]) => void;
  error?: unknown;
}

/** What a token opens, each with a sentence. */
export function ScopeField({ value, onChange, error }: Props) {
  return (
    <Checkbox.Group
      label={texts.form.scopes}
      value={value}
      onChange={(next) => onChange(withEverythingAlone(value, next))}
      error={typeof error === "string" ? error : undefined}
    >
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" mt={6}>
        {SCOPE_WORDS.map(({ scope, name, opens }) => (
          <Checkbox
            key={scope}
            value={scope}
            label={
              <Stack gap={0}>
                <Text size="sm" fw={600}>
                  {name}
                </Text>
                <Text size="xs" c="dimmed">
                  {opens}
                </Text>
              </Stack>
            }
          />
        ))}
      </SimpleGrid>
    </Checkbox.Group>
  );
}
