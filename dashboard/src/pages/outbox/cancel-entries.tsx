import type { OutboxEntry } from "@posthorn/contracts/outbox";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { showDone, showFault } from "../../components/toast.tsx";
import { useCancel } from "../../queries/outbox.ts";
import { texts } from "./texts.ts";

interface Props {
  /** Those to be cancelled; none while nobody asks. */
  entries: readonly OutboxEntry[];
  onClose: () => void;
}

/** Asks before messages are cancelled, and tells of how many it was too late. */
export function CancelEntries({ entries, onClose }: Props) {
  const cancel = useCancel();
  const [first] = entries;
  if (first === undefined) return null;
  const isOne = entries.length === 1;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={isOne ? texts.deleteTitle(first.subject || texts.noSubject) : texts.deleteManyTitle(entries.length)}
      text={isOne ? texts.deleteText : texts.deleteManyText}
      action={texts.delete}
      onConfirm={async () => {
        const cancelled = await cancel.mutateAsync(entries.map(({ queueId }) => queueId));
        const late = entries.length - cancelled;
        if (cancelled > 0) showDone(isOne ? texts.deleted : texts.deletedMany(cancelled));
        if (late > 0) showFault(new Error(isOne ? texts.tooLate : texts.tooLateMany(late)));
      }}
    />
  );
}
