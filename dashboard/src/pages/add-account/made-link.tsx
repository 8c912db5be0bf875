import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { IconExternalLink } from "@tabler/icons-react";
import { CodeBlock } from "../../components/code-block.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { texts } from "./texts.ts";

/** A link to the hosted form, to be passed on or opened. */
export function MadeLink({ url, onAnother }: { url: string; onAnother?: () => void }) {
  return (
    <Stack role="status">
      <Title order={3} fz="1rem">
        {texts.link.made}
      </Title>
      <Text>{texts.link.madeText}</Text>
      <CodeBlock code={url} label={texts.link.url} wraps />
      <Group>
        <CopyButton value={url} label={texts.link.copy} isWide />
        <Button component="a" href={url} target="_blank" leftSection={<IconExternalLink size={17} aria-hidden />}>
          {texts.link.open}
        </Button>
        {onAnother && (
          <Button variant="subtle" color="gray" onClick={onAnother}>
            {texts.link.another}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
