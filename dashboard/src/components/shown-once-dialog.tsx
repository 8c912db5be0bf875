import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { texts } from "./texts.ts";

interface Props {
  title: string;
  /** What is said to whoever leaves without having copied. */
  warning: string;
  onClose: () => void;
  /** `noteCopy` is to be told of a copy by a button; one by hand is noticed. */
  children: (noteCopy: () => void) => ReactNode;
}

/** Shows what is not shown again. Closing it without having copied asks first. */
export function ShownOnceDialog({ title, warning, onClose, children }: Props) {
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
      title={title}
      size="lg"
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ "aria-label": texts.close }}
    >
      <Stack onCopy={noteCopy}>
        {children(noteCopy)}
        {isWarned && (
          <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />} role="alert">
            <Text size="sm">{warning}</Text>
            <Group mt="sm" gap="xs">
              <Button size="xs" variant="default" onClick={() => setWarned(false)}>
                {texts.shownOnce.goBack}
              </Button>
              <Button size="xs" color="red" onClick={onClose}>
                {texts.shownOnce.closeAnyway}
              </Button>
            </Group>
          </Alert>
        )}
        <Group justify="flex-end">
          <Button onClick={leave}>{texts.shownOnce.done}</Button>
        </Group>
      </Stack>
    </Modal>
  );
}
