import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { showDone } from "../../components/toast.tsx";
import { useDeleteAlertRule } from "../../queries/alert-rules.ts";
import { texts } from "./texts.ts";

interface Props {
  /** The one to be deleted; undefined while nobody asks. */
  rule: { id: string; name: string } | undefined;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Asks before a rule is deleted. */
export function DeleteAlert({ rule, onClose, onDeleted }: Props) {
  const remove = useDeleteAlertRule();
  if (rule === undefined) return null;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={texts.deleteTitle(rule.name)}
      text={texts.deleteText}
      action={texts.delete}
      onConfirm={async () => {
        await remove.mutateAsync(rule.id);
        showDone(texts.deleted);
        onDeleted?.();
      }}
    />
  );
}
