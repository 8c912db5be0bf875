import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { CodeBlock } from "../../components/code-block.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { texts as common } from "../../components/texts.ts";
import { formatDate } from "../../languages/format.ts";
import { texts } from "./texts.ts";

/** A link with which somebody chooses a password; told once. */
export interface PassedLink {
  name: string;
  link: string;
  expires: string | null;
}

interface Props extends PassedLink {
  onClose: () => void;
}

/** Shows a link to be passed on, once. */
export function LinkDialog({ name, link, expires, onClose }: Props) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.link.title(name)}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ "aria-label": common.close }}
    >
      <Stack>
        <Text size="sm">{texts.link.text}</Text>
        <CodeBlock code={link} label={texts.link.value} wraps />
        {expires !== null && (
          <Text size="sm" c="dimmed">
            {texts.link.until(formatDate(expires))}
          </Text>
        )}
        <Group justify="flex-end">
          <CopyButton value={link} label={texts.link.copy} isWide />
          <Button onClick={onClose}>{texts.link.done}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
