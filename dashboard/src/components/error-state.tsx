import { Alert, Button, Group, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import { explainFault } from "../faults.ts";
import { texts } from "./texts.ts";

interface Props {
  error: unknown;
  /** Asks again; without it there is no button. */
  onRetry?: (() => void) | undefined;
  isRetrying?: boolean;
}

/** Stands where something could not be had, and offers to ask again. */
export function ErrorState({ error, onRetry, isRetrying = false }: Props) {
  const { title, text } = explainFault(error);
  return (
    <Alert color="red" variant="light" title={title} icon={<IconAlertTriangle aria-hidden />} role="alert">
      <Group justify="space-between" align="flex-end" gap="sm">
        <Text size="sm">{text}</Text>
        {onRetry && (
          <Button size="xs" variant="default" onClick={onRetry} loading={isRetrying}>
            {texts.tryAgain}
          </Button>
        )}
      </Group>
    </Alert>
  );
}
