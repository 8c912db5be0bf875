import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useState } from "react";
import { copyText } from "../copy-text.ts";
import { showFault } from "./toast.tsx";
import { texts } from "./texts.ts";

const SHOWN_MS = 1500;

interface Props {
  value: string;
  /** What is copied: `Copy the id`. */
  label: string;
  /** With words instead of the bare icon. */
  isWide?: boolean;
  onCopied?: () => void;
}

/** Copies `value`, and shows for a moment that it did. */
export function CopyButton({ value, label, isWide = false, onCopied }: Props) {
  const [isCopied, setCopied] = useState(false);
  async function copy() {
    try {
      await copyText(value);
    } catch (error) {
      showFault(error, texts.copyFailed);
      return;
    }
    setCopied(true);
    setTimeout(() => setCopied(false), SHOWN_MS);
    onCopied?.();
  }
  const icon = isCopied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />;
  const said = isCopied ? texts.copied : label;
  if (isWide) {
    return (
      <Button variant="default" leftSection={icon} onClick={() => void copy()}>
        {said}
      </Button>
    );
  }
  return (
    <Tooltip label={said}>
      <ActionIcon variant="subtle" color="gray" size={24} aria-label={said} onClick={() => void copy()}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
