import { Button, Group, Stack, Text } from "@mantine/core";
import { ButtonLink } from "../../../components/link.tsx";
import { formatDate } from "../../../languages/format.ts";
import { texts } from "./texts.ts";

/** What was handed in. */
export interface SentMessage {
  queueId: string | undefined;
  /** When it will be sent, where that was asked for. */
  sendAt: string | undefined;
}

/** Says that a message is on its way, and where to see what becomes of it. */
export function Sent({ sent: { queueId, sendAt }, onClose }: { sent: SentMessage; onClose: () => void }) {
  return (
    <Stack>
      <Text>{sendAt === undefined ? texts.queuedText : texts.scheduledText(formatDate(sendAt))}</Text>
      <Group justify="flex-end">
        {queueId !== undefined && (
          <ButtonLink variant="default" to="/outbox/$queueId" params={{ queueId }}>
            {texts.toOutbox}
          </ButtonLink>
        )}
        <Button onClick={onClose} data-autofocus>
          {texts.close}
        </Button>
      </Group>
    </Stack>
  );
}
