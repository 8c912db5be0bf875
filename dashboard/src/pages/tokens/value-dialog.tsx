import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { useState } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { formatDate } from "../../languages/format.ts";
import { curlLine, type NewToken, prometheusJob } from "./ready-to-paste.ts";
import { texts as common } from "../../components/texts.ts";
import { texts } from "./texts.ts";

/** Shows the value of a new token, once. Closing it without having copied asks first. */
export function ValueDialog({ token, onClose }: { token: NewToken; onClose: () => void }) {
  const [isCopied, setCopied] = useState(false);
  const [isWarned, setWarned] = useState(false);
  const noteCopy = () => {
    setCopied(true);
    setWarned(false);
  };
  const leave = () => (isCopied ? onClose() : setWarned(true));
  const origin = window.location.origin;
  const curl = curlLine(token, origin);
  const job = prometheusJob(token, origin);
  const isPassword = token.scopes.some((scope) => ["*", "smtp", "imap-proxy"].includes(scope));
  return (
    <Modal
      opened
      onClose={leave}
      title={texts.value.title}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ "aria-label": common.close }}
    >
      {/* Copied by hand counts too. */}
      <Stack onCopy={noteCopy}>
        <Text>{texts.value.once}</Text>
        {token.previous && (
          <Text size="sm">
            {token.previous.until === null ? texts.rotate.ended : texts.rotate.until(formatDate(token.previous.until))}
          </Text>
        )}
        <CodeBlock code={token.value} label={texts.value.value} wraps onCopied={noteCopy} />
        <Group>
          <CopyButton value={token.value} label={texts.value.copy} isWide onCopied={noteCopy} />
        </Group>
        {curl !== undefined && <Snippet title={texts.value.curl} code={curl} onCopied={noteCopy} />}
        {job !== undefined && <Snippet title={texts.value.prometheus} code={job} onCopied={noteCopy} />}
        {isPassword && !token.scopes.includes("*") && (
          <Text size="sm" c="dimmed">
            {texts.value.mail(token.account ?? texts.value.anyAccount)}
          </Text>
        )}
        {isWarned && (
          <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} role="alert">
            <Text size="sm">{texts.value.warning}</Text>
            <Group mt="sm" gap="xs">
              <Button size="xs" variant="default" onClick={() => setWarned(false)}>
                {texts.value.goBack}
              </Button>
              <Button size="xs" color="red" onClick={onClose}>
                {texts.value.closeAnyway}
              </Button>
            </Group>
          </Alert>
        )}
        <Group justify="flex-end">
          <Button onClick={leave}>{texts.value.done}</Button>
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
