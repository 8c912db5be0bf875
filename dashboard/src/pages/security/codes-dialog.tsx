import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { CodeBlock } from "../../components/code-block.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { texts as common } from "../../components/texts.ts";
import { saveFile } from "../../save-file.ts";
import { texts } from "./texts.ts";

/** Shows recovery codes, once. */
export function CodesDialog({ codes, onClose }: { codes: readonly string[]; onClose: () => void }) {
  const all = codes.join("\n");
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.recovery.shownTitle}
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ "aria-label": common.close }}
    >
      <Stack>
        <Text size="sm">{texts.recovery.shown}</Text>
        <CodeBlock code={all} label={texts.recovery.list} />
        <Group gap="xs">
          <CopyButton value={all} label={texts.recovery.copy} isWide />
          <Button
            variant="default"
            leftSection={<IconDownload size={16} aria-hidden />}
            onClick={() => saveFile(texts.recovery.file, `${all}\n`, "text/plain")}
          >
            {texts.recovery.save}
          </Button>
        </Group>
        <Group justify="flex-end">
          <Button onClick={onClose}>{texts.recovery.done}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
