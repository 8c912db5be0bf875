import type { OutboxEntry } from "@posthorn/contracts/outbox";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useCancel } from "../../queries/outbox.ts";
import { texts } from "./texts.ts";

interface Props {
  /** The one to be cancelled; undefined while nobody asks. */
  entry: OutboxEntry | undefined;
  onClose: () => void;
}

/** Asks before a message is cancelled. */
export function CancelEntry({ entry, onClose }: Props) {
  const cancel = useCancel();
  if (entry === undefined) return null;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={texts.deleteTitle(entry.subject || texts.noSubject)}
      text={texts.deleteText}
      action={texts.delete}
      onConfirm={async () => {
        if (await cancel.mutateAsync(entry.queueId)) showDone(texts.deleted);
        else showFault(new Error(texts.tooLate));
      }}
    />
  );
}
