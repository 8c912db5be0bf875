import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { texts as common } from "../../components/texts.ts";
import { commandLine, jsonConfig } from "./client-config.ts";
import { texts } from "./texts.ts";

interface Props {
  name: string;
  url: string;
  token: string;
  onClose: () => void;
}

/** Shows the token of a new agent, once, inside what its program reads. Closing it without having copied asks first. */
export function TokenDialog({ onClose, ...server }: Props) {
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
      title={texts.connect.made.title}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ "aria-label": common.close }}
    >
      {/* Copied by hand counts too. */}
      <Stack onCopy={noteCopy}>
        <Text>{texts.connect.made.once}</Text>
        <Snippet title={texts.connect.json} code={jsonConfig(server)} onCopied={noteCopy} />
        <Snippet title={texts.connect.cli} code={commandLine(server)} onCopied={noteCopy} />
        {isWarned && (
          <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} role="alert">
            <Text size="sm">{texts.connect.made.warning}</Text>
            <Group mt="sm" gap="xs">
              <Button size="xs" variant="default" onClick={() => setWarned(false)}>
                {texts.connect.made.goBack}
              </Button>
              <Button size="xs" color="red" onClick={onClose}>
                {texts.connect.made.closeAnyway}
              </Button>
            </Group>
          </Alert>
        )}
        <Group justify="flex-end">
          <Button onClick={leave}>{texts.connect.made.done}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function Snippet({ title, code, onCopied }: { title: string; code: string; onCopied: () => void }) {
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {title}
      </Text>
      <CodeBlock code={code} label={title} onCopied={onCopied} />
    </div>
  );
}
