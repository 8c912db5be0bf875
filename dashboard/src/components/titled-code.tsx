import { Text } from "@mantine/core";
import { CodeBlock } from "./code-block.tsx";

interface Props {
  title: string;
  code: string;
  onCopied: () => void;
}

/** Something to be copied, under what it is. */
export function TitledCode({ title, code, onCopied }: Props) {
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {title}
      </Text>
      <CodeBlock code={code} label={title} onCopied={onCopied} />
    </div>
  );
}
