import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { showDone } from "../../components/toast.tsx";
import { useDeleteTemplate } from "../../queries/templates.ts";
import { texts } from "./texts.ts";

interface Props {
  /** The one to be deleted; undefined while nobody asks. */
  template: { id: string; name: string } | undefined;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Asks before a template is deleted. */
export function DeleteTemplate({ template, onClose, onDeleted }: Props) {
  const remove = useDeleteTemplate();
  if (template === undefined) return null;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={texts.deleteTitle(template.name)}
      text={texts.deleteText}
      action={texts.delete}
      onConfirm={async () => {
        await remove.mutateAsync(template.id);
        showDone(texts.deleted);
        onDeleted?.();
      }}
    />
  );
}
