import { Group, Text } from "@mantine/core";
import { CopyButton } from "./copy-button.tsx";
import { texts } from "./texts.ts";

const SHOWN = 8;

/** The beginning of a long id, and a button that copies all of it. */
export function ShortId({ id }: { id: string }) {
  return (
    <Group gap={2} wrap="nowrap" component="span">
      <Text component="span" ff="monospace" size="xs" c="dimmed" title={id}>
        {id.length > SHOWN * 2 ? id.slice(0, SHOWN) : id}
      </Text>
      <CopyButton value={id} label={texts.copyId} />
    </Group>
  );
}
