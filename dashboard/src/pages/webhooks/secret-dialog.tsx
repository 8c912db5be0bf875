import { Group, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { CopyButton } from "../../components/copy-button.tsx";
import { ShownOnceDialog } from "../../components/shown-once-dialog.tsx";
import { SnippetTabs } from "./snippet-tabs.tsx";
import { texts } from "./texts.ts";

interface Props {
  secret: string;
  /** What else is to be known of it. */
  children?: ReactNode;
  onClose: () => void;
}

/** Shows a signing secret, once. */
export function SecretDialog({ secret, children, onClose }: Props) {
  return (
    <ShownOnceDialog title={texts.secret.title} warning={texts.secret.warning} onClose={onClose}>
      {(noteCopy) => (
        <>
          <Text>{texts.secret.once}</Text>
          {children}
          <CodeBlock code={secret} label={texts.secret.value} wraps onCopied={noteCopy} />
          <Group>
            <CopyButton value={secret} label={texts.secret.copy} isWide onCopied={noteCopy} />
          </Group>
          <Text size="sm" fw={600}>
            {texts.secret.verify}
          </Text>
          <SnippetTabs />
        </>
      )}
    </ShownOnceDialog>
  );
}
