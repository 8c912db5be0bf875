import { Checkbox, Group, Stack, Text } from "@mantine/core";
import type { McpGrant } from "@posthorn/contracts/mcp-levels";
import { ACTIONS, GROUPS } from "@posthorn/contracts/scopes";
import { ACTION_NAMES, GROUP_NAMES } from "./permissions.ts";
import { texts } from "./texts.ts";

interface Props {
  /** All that may be chosen. */
  reach: readonly McpGrant[];
  value: readonly McpGrant[];
  onChange: (grants: McpGrant[]) => void;
  error: unknown;
}

const keyOf = ({ action, group }: McpGrant) => `${action} ${group}`;

/** What an agent may do, each thing by itself. */
export function GrantsField({ reach, value, onChange, error }: Props) {
  return (
    <Checkbox.Group
      label={texts.form.grants}
      value={value.map(keyOf)}
      onChange={(keys) => onChange(reach.filter((grant) => keys.includes(keyOf(grant))))}
      error={typeof error === "string" ? error : undefined}
    >
      <Stack gap="xs" mt={6}>
        {GROUPS.filter((group) => reach.some((grant) => grant.group === group)).map((group) => (
          <Group key={group} gap="md" align="baseline">
            <Text size="xs" c="dimmed" w={140}>
              {GROUP_NAMES[group]}
            </Text>
            <Group gap="sm" flex={1} miw={220}>
              {ACTIONS.filter((action) => reach.some((grant) => keyOf(grant) === keyOf({ action, group }))).map(
                (action) => (
                  <Checkbox
                    key={action}
                    size="xs"
                    value={keyOf({ action, group })}
                    label={ACTION_NAMES[action]}
                    aria-label={`${ACTION_NAMES[action]}: ${GROUP_NAMES[group]}`}
                  />
                ),
              )}
            </Group>
          </Group>
        ))}
      </Stack>
    </Checkbox.Group>
  );
}
