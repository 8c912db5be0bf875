import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { texts as common } from "../../components/texts.ts";
import { SnippetTabs } from "./snippet-tabs.tsx";
import { texts } from "./texts.ts";

interface Props {
  secret: string;
  /** What else is to be known of it. */
  children?: ReactNode;
  onClose: () => void;
}

/** Shows a signing secret, once. Closing it without having copied asks first. */
export function SecretDialog({ secret, children, onClose }: Props) {
  const [isCopied, setCopied] = useState(false);
  const [isWarned, setWarned] = useState(false);
  const noteCopy = () => {
    setCopied(true);
    setWarned(false);
  };
  const leave = () => (isCopied ? onClose() : setWarned(true));
  return (
    <Modal
      opened
      onClose={leave}
      title={texts.secret.title}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ "aria-label": common.close }}
    >
      {/* Copied by hand counts too. */}
      <Stack onCopy={noteCopy}>
        <Text>{texts.secret.once}</Text>
        {children}
        <CodeBlock code={secret} label={texts.secret.value} wraps onCopied={noteCopy} />
        <Group>
          <CopyButton value={secret} label={texts.secret.copy} isWide onCopied={noteCopy} />
        </Group>
        <Text size="sm" fw={600}>
          {texts.secret.verify}
        </Text>
        <SnippetTabs />
        {isWarned && (
          <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} role="alert">
            <Text size="sm">{texts.secret.warning}</Text>
            <Group mt="sm" gap="xs">
              <Button size="xs" variant="default" onClick={() => setWarned(false)}>
                {texts.secret.goBack}
              </Button>
              <Button size="xs" color="red" onClick={onClose}>
                {texts.secret.closeAnyway}
              </Button>
            </Group>
          </Alert>
        )}
        <Group justify="flex-end">
          <Button onClick={leave}>{texts.secret.done}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
