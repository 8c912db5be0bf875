import { Alert, Button, Checkbox, Group, Stack, Text } from "@mantine/core";
import { ACTIONS, type Action, type GrantableGroup, type Scope } from "@posthorn/contracts/scopes";
import { listed } from "../../languages/format.ts";
import {
  ACTION_NAMES,
  brokenScopes,
  GROUP_CLUSTERS,
  GROUP_NAMES,
  type Matrix,
  outcomeOf,
  PRESETS,
  presetOf,
} from "./permissions.ts";
import { texts as words } from "./permission-texts.ts";
import { scopeName } from "./scopes.ts";
import { texts } from "./texts.ts";

interface Props {
  value: Matrix;
  onChange: (matrix: Matrix) => void;
  scopes: Scope[];
  errors: Record<string, unknown>;
}

/** Actions times parts of the API, from presets; tells at once what comes of it. */
export function PermissionsField({ value, onChange, scopes, errors }: Props) {
  const preset = presetOf(value);
  const broken = brokenScopes(scopes, value).map(scopeName);
  const errorOf = (field: string) => {
    const error = errors[`permissions.${field}`];
    return typeof error === "string" ? error : undefined;
  };
  return (
    <Stack gap="sm">
      <Group gap="xs" role="group" aria-label={words.presetsLabel}>
        {PRESETS.map(({ name, actions, groups }) => (
          <Button
            key={name}
            size="xs"
            variant={name === preset ? "filled" : "default"}
            aria-pressed={name === preset}
            onClick={() => onChange({ actions: [...actions], groups: [...groups] })}
          >
            {name}
          </Button>
        ))}
      </Group>
      <Checkbox.Group
        label={texts.form.actions}
        value={value.actions}
        onChange={(actions) => onChange({ ...value, actions: actions as Action[] })}
        error={errorOf("actions")}
      >
        <Group gap="md" mt={6}>
          {ACTIONS.map((action) => (
            <Checkbox key={action} value={action} label={ACTION_NAMES[action]} />
          ))}
        </Group>
      </Checkbox.Group>
      <Checkbox.Group
        label={texts.form.groups}
        value={value.groups}
        onChange={(groups) => onChange({ ...value, groups: groups as GrantableGroup[] })}
        error={errorOf("groups")}
      >
        <Stack gap="xs" mt={6}>
          {GROUP_CLUSTERS.map(({ name, groups }) => (
            <Group key={name} gap="md" align="baseline">
              <Text size="xs" c="dimmed" w={96}>
                {name}
              </Text>
              <Group gap="sm" flex={1} miw={220}>
                {groups.map((group) => (
                  <Checkbox key={group} size="xs" value={group} label={GROUP_NAMES[group]} />
                ))}
              </Group>
            </Group>
          ))}
        </Stack>
      </Checkbox.Group>
      <Alert color="coach" variant="light" title={texts.form.outcome} aria-live="polite">
        <Text size="sm">{outcomeOf(value) ?? texts.form.needsAction}</Text>
        {broken.length > 0 && (
          <Text size="sm" mt={4} fw={600}>
            {words.broken(broken.length, listed(broken))}
          </Text>
        )}
      </Alert>
    </Stack>
  );
}
