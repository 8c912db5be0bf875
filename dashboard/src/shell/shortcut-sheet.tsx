import { Kbd, Modal, Table } from "@mantine/core";
import { useDisclosure, useHotkeys } from "@mantine/hooks";
import { texts as common } from "../components/texts.ts";
import { texts } from "./texts.ts";

const SHORTCUTS: readonly [keys: string, words: string][] = [
  ["Ctrl K", texts.shortcut.palette],
  ["/", texts.shortcut.search],
  ["j  k", texts.shortcut.rows],
  ["Enter", texts.shortcut.open],
  ["Esc", texts.shortcut.close],
  ["?", texts.shortcut.sheet],
];

/** What the keyboard does; opens with a question mark. */
export function ShortcutSheet() {
  const [isOpen, { open, close }] = useDisclosure(false);
  useHotkeys([["shift + ?", open, { usePhysicalKeys: false }]]);
  return (
    <Modal opened={isOpen} onClose={close} title={texts.shortcuts} closeButtonProps={{ "aria-label": common.close }}>
      <Table withRowBorders={false}>
        <Table.Tbody>
          {SHORTCUTS.map(([keys, words]) => (
            <Table.Tr key={keys}>
              <Table.Td w={120}>
                <Kbd>{keys}</Kbd>
              </Table.Td>
              <Table.Td>{words}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  );
}
