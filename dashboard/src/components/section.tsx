import { Group, Paper, Stack, Title } from "@mantine/core";
import type { ReactNode } from "react";

/** A part of a page, on a card with a heading. */
export function Section({ title, actions, children }: { title: string; actions?: ReactNode; children: ReactNode }) {
  return (
    <Paper component="section" withBorder p={{ base: "md", sm: "lg" }} radius="lg">
      <Stack gap="md">
        <Group justify="space-between">
          <Title order={2} fz="1.05rem">
            {title}
          </Title>
          {actions}
        </Group>
        {children}
      </Stack>
    </Paper>
  );
}
