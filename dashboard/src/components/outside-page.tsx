import { Box, Paper, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { Logo } from "./logo.tsx";
import classes from "./outside-page.module.css";
import { PageHeader } from "./page-header.tsx";

interface Props {
  title: string;
  description?: string;
  children: ReactNode;
}

/** The frame of pages for those who have not signed in. */
export function OutsidePage({ title, description, children }: Props) {
  return (
    <Box component="main" className={classes["page"] ?? ""}>
      <Stack gap="lg" className={classes["column"] ?? ""}>
        <Logo size={34} />
        <Paper withBorder p={{ base: "lg", sm: "xl" }} radius="lg">
          <Stack gap="md">
            <PageHeader title={title} description={description} />
            {children}
          </Stack>
        </Paper>
        <Text component="footer" size="xs" c="dimmed">
          Posthorn {POSTHORN_VERSION}
        </Text>
      </Stack>
    </Box>
  );
}
