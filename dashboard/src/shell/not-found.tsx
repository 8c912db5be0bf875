import { Group, Stack, Text } from "@mantine/core";
import { ButtonLink } from "../components/link.tsx";
import { PageHeader } from "../components/page-header.tsx";
import { texts } from "./texts.ts";

export function NotFound() {
  return (
    <Stack gap="md">
      <PageHeader title={texts.notFound} />
      <Text>{texts.notFoundText}</Text>
      <Group>
        <ButtonLink to="/">{texts.toHome}</ButtonLink>
      </Group>
    </Stack>
  );
}
