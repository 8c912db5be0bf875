import { Anchor, Button, Group, Stack, Text } from "@mantine/core";
import type { SettingKey } from "@posthorn/contracts/settings";
import { IconLock } from "@tabler/icons-react";
import { BASE } from "../../next-path.ts";
import { inWords } from "./drafts.ts";
import { SettingControl } from "./setting-control.tsx";
import { definitionOf, kindOf } from "./setting-kinds.ts";
import classes from "./settings.module.css";
import { texts } from "./texts.ts";

interface Props {
  settingKey: SettingKey;
  /** What is stored; undefined and null where nothing is. */
  stored: unknown;
  /** Undefined while it was not changed here; null to reset it. */
  draft: unknown;
  error: string | undefined;
  isReadOnly: boolean;
  /** What the configuration has to say about it: it decides the value, or writes it at every start. */
  configured: "fixed" | "preset" | undefined;
  onChange: (value: unknown) => void;
  onUndo: () => void;
}

/** One setting: what it is for, its key in the API, its value, and how to get rid of that. */
export function SettingField({ settingKey: key, stored, draft, error, configured, onChange, onUndo, ...rest }: Props) {
  const isReadOnly = rest.isReadOnly || configured === "fixed";
  const { label, help } = texts.settings[key] as { label: string; help?: string };
  const isChanged = draft !== undefined;
  const isReset = draft === null;
  const hasDefault = definitionOf(key).default !== undefined && kindOf(key) !== "code";
  return (
    <div className={classes["setting"]} data-changed={isChanged || undefined} id={key}>
      <Stack gap={2}>
        <Text fw={600} id={`${key}-label`}>
          {label}
        </Text>
        {help !== undefined && (
          <Text size="sm" c="dimmed" id={`${key}-help`}>
            {help}
          </Text>
        )}
        <Anchor
          size="xs"
          ff="monospace"
          c="dimmed"
          href={`${BASE}/reference/settings#postV1Settings`}
          aria-label={texts.reference(key)}
        >
          {key}
        </Anchor>
      </Stack>
      <Stack gap={6}>
        {configured !== undefined && (
          <Group gap={6} wrap="nowrap">
            <IconLock size={15} aria-hidden />
            <Text size="sm">{texts.configured[configured]}</Text>
          </Group>
        )}
        <SettingControl
          settingKey={key}
          label={label}
          value={isReset ? undefined : (draft ?? stored ?? undefined)}
          stored={stored}
          isReset={isReset}
          error={error}
          isReadOnly={isReadOnly}
          onChange={onChange}
        />
        <Group gap="xs" mih={22}>
          {isReset ? (
            <Text size="xs" c="dimmed">
              {texts.willReset}
            </Text>
          ) : (
            hasDefault && (
              <Text size="xs" c="dimmed">
                {texts.default(inWords(key, null))}
              </Text>
            )
          )}
          {!isReadOnly && isChanged && (
            <Button variant="subtle" size="compact-xs" onClick={onUndo}>
              {texts.undo}
            </Button>
          )}
          {!isReadOnly && !isChanged && stored !== null && stored !== undefined && (
            <Button
              variant="subtle"
              color="gray"
              size="compact-xs"
              aria-label={texts.resetOf(label)}
              onClick={() => onChange(null)}
            >
              {texts.reset}
            </Button>
          )}
        </Group>
      </Stack>
    </div>
  );
}
