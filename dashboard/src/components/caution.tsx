import { Alert, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ReactNode } from "react";

/** Something to know before one goes on. Its title has the colour of text: on this ground a coloured one is hard to read. */
export function Caution({ title, children }: { title?: string; children: ReactNode }) {
  return (
    <Alert color="orange" variant="light" icon={<IconAlertTriangle aria-hidden />}>
      {title !== undefined && (
        <Text size="sm" fw={600} mb={4} style={{ overflowWrap: "anywhere" }}>
          {title}
        </Text>
      )}
      {children}
    </Alert>
  );
}
