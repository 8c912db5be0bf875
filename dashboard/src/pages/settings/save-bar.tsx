import { Button, Collapse, Group, Paper, Stack, Table, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { SettingKey, SettingsAnswer } from "@posthorn/contracts/settings";
import { FormFault } from "../../components/form-fault.tsx";
import type { Fault } from "../../faults.ts";
import { type Drafts, inWords, storedInWords } from "./drafts.ts";
import classes from "./settings.module.css";
import { texts } from "./texts.ts";

interface Props {
  drafts: Drafts;
  stored: SettingsAnswer;
  fault: Fault | undefined;
  isBusy: boolean;
  onSave: () => void;
  onDiscard: () => void;
}

/** What would change, and the button that does it; stays in sight while there is something to save. */
export function SaveBar({ drafts, stored, fault, isBusy, onSave, onDiscard }: Props) {
  const [isOpen, { toggle }] = useDisclosure(false);
  const keys = Object.keys(drafts) as SettingKey[];
  if (keys.length === 0) return null;
  return (
    <Paper
      withBorder
      shadow="md"
      p="sm"
      radius="md"
      className={classes["save"] ?? ""}
      role="region"
      aria-label={texts.save.title(keys.length)}
    >
      <Stack gap="xs">
        <FormFault fault={fault} />
        <Group justify="space-between" gap="sm">
          <Group gap="sm">
            <Text fw={600} size="sm" role="status">
              {texts.save.title(keys.length)}
            </Text>
            <Button variant="subtle" size="compact-sm" aria-expanded={isOpen} onClick={toggle}>
              {texts.save.show}
            </Button>
          </Group>
          <Group gap="xs">
            <Button variant="default" size="sm" disabled={isBusy} onClick={onDiscard}>
              {texts.save.discard}
            </Button>
            <Button size="sm" loading={isBusy} onClick={onSave}>
              {texts.save.save}
            </Button>
          </Group>
        </Group>
        <Collapse expanded={isOpen}>
          <Table fz="sm" layout="fixed">
            <Table.Tbody>
              {keys.map((key) => (
                <Table.Tr key={key}>
                  <Table.Th>{(texts.settings[key] as { label: string }).label}</Table.Th>
                  <Table.Td className={classes["before"] ?? ""}>{storedInWords(key, stored[key])}</Table.Td>
                  <Table.Td className={classes["after"] ?? ""}>{inWords(key, drafts[key])}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Collapse>
      </Stack>
    </Paper>
  );
}
