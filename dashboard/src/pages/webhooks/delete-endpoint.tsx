import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { showDone } from "../../components/toast.tsx";
import { useDeleteEndpoint } from "../../queries/webhook-endpoints.ts";
import { texts } from "./texts.ts";

interface Props {
  /** The one to be deleted; undefined while nobody asks. */
  endpoint: { id: string; name: string } | undefined;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Asks before an endpoint is deleted. */
export function DeleteEndpoint({ endpoint, onClose, onDeleted }: Props) {
  const remove = useDeleteEndpoint();
  if (endpoint === undefined) return null;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={texts.deleteTitle(endpoint.name)}
      text={texts.deleteText}
      action={texts.delete}
      onConfirm={async () => {
        await remove.mutateAsync(endpoint.id);
        showDone(texts.deleted);
        onDeleted?.();
      }}
    />
  );
}
