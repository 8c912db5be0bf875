import { Modal, Stack, Text } from "@mantine/core";
import type { Template } from "@posthorn/contracts/templates";
import { CodeBlock } from "../../components/code-block.tsx";
import type { Params } from "./sample-params.ts";
import { texts } from "./texts.ts";
import { callFor } from "./call-for.ts";

interface Props {
  template: Template;
  params: Params;
  onClose: () => void;
}

/** How a program sends the template, ready to be pasted. */
export function UseDialog({ template, params, onClose }: Props) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.use.title}
      size="lg"
      closeButtonProps={{ "aria-label": texts.send.close }}
    >
      <Stack>
        <Text size="sm">{texts.use.text}</Text>
        <CodeBlock code={callFor(window.location.origin, template, params)} label={texts.use.label} />
      </Stack>
    </Modal>
  );
}
