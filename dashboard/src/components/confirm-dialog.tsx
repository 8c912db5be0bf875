import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { explainFault, type Fault } from "../faults.ts";
import { FormFault } from "./form-fault.tsx";
import { texts } from "./texts.ts";

interface Props {
  isOpen: boolean;
  onClose: () => void;
  /** Names what it is about: `Delete the account "alice"?`. */
  title: string;
  /** What follows from it. */
  text: string;
  /** The button: `Delete`. */
  action: string;
  onConfirm: () => Promise<unknown>;
}

/** Asks before something that can't be undone; closes by itself when it is done. */
export function ConfirmDialog({ isOpen, onClose, title, text, action, onConfirm }: Props) {
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  async function confirm() {
    setBusy(true);
    setFault(undefined);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setFault(explainFault(error));
    } finally {
      setBusy(false);
    }
  }
  return (
    <Modal
      opened={isOpen}
      onClose={isBusy ? () => {} : onClose}
      title={title}
      closeButtonProps={{ "aria-label": texts.close }}
    >
      <Stack>
        <FormFault fault={fault} />
        <Text>{text}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={isBusy} data-autofocus>
            {texts.cancel}
          </Button>
          <Button color="red" loading={isBusy} onClick={() => void confirm()}>
            {action}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
