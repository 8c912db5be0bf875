import { Button, Group, Modal, Stack, Table, Text } from "@mantine/core";
import type { AiDefaults } from "@posthorn/contracts/ai";
import type { SettingsAnswer, SettingsUpdate } from "@posthorn/contracts/settings";
import { useState } from "react";
import { FormFault } from "../../components/form-fault.tsx";
import { texts as shared } from "../../components/texts.ts";
import { showDone } from "../../components/toast.tsx";
import { TextDiff } from "../../components/versions-dialog/text-diff.tsx";
import { explainFault, type Fault } from "../../faults.ts";
import { useUpdateSettings } from "../../queries/settings.ts";
import { texts as ofSettings } from "../settings/texts.ts";
import { BENCH_KEYS, type BenchValues, valuesOf } from "./bench-values.ts";
import { texts } from "./texts.ts";

interface Props {
  settings: SettingsAnswer;
  defaults: AiDefaults;
  values: BenchValues;
  /** What would be saved. */
  changes: SettingsUpdate;
  onClose: () => void;
}

/** Those that are compared line by line. */
const TEXTS: readonly (typeof BENCH_KEYS)[number][] = ["openAiPrompt", "openAiPreProcessingFn"];

/** Shows how the bench differs from the settings before it takes their place. */
export function UsePromptDialog({ settings, defaults, values, changes, onClose }: Props) {
  const update = useUpdateSettings();
  const [fault, setFault] = useState<Fault>();
  const others = BENCH_KEYS.filter((key) => !TEXTS.includes(key) && key in changes);
  async function save() {
    setFault(undefined);
    try {
      await update.mutateAsync(changes);
      showDone(texts.useDialog.saved);
      onClose();
    } catch (error) {
      setFault(explainFault(error));
    }
  }
  return (
    <Modal
      opened
      onClose={onClose}
      size="xl"
      title={texts.useDialog.title}
      closeButtonProps={{ "aria-label": shared.close }}
    >
      <Stack gap="md">
        <Text size="sm">{texts.useDialog.text}</Text>
        <FormFault fault={fault} />
        {"openAiPrompt" in changes && (
          <div>
            <Text size="sm" fw={600} mb={4}>
              {texts.bench.prompt}
            </Text>
            <TextDiff
              was={valuesOf(settings, defaults).prompt}
              is={values.prompt}
              words={{ removed: texts.useDialog.before, added: texts.useDialog.after }}
            />
          </div>
        )}
        {"openAiPreProcessingFn" in changes && (
          <div>
            <Text size="sm" fw={600} mb={4}>
              {ofSettings.settings.openAiPreProcessingFn.label}
            </Text>
            <TextDiff
              was={settings.openAiPreProcessingFn ?? ""}
              is={values.preProcessingFn}
              words={{ removed: texts.useDialog.before, added: texts.useDialog.after }}
            />
          </div>
        )}
        {others.length > 0 && (
          <Table>
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{texts.useDialog.setting}</Table.Th>
                <Table.Th scope="col">{texts.useDialog.before}</Table.Th>
                <Table.Th scope="col">{texts.useDialog.after}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {others.map((key) => (
                <Table.Tr key={key}>
                  <Table.Td>{ofSettings.settings[key].label}</Table.Td>
                  <Table.Td>{inWords(settings[key])}</Table.Td>
                  <Table.Td>{inWords(changes[key])}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={update.isPending}>
            {shared.cancel}
          </Button>
          <Button loading={update.isPending} onClick={() => void save()}>
            {texts.useDialog.save}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

const inWords = (value: string | number | null | undefined) =>
  value === null || value === undefined || value === "" ? texts.useDialog.blank : String(value);
