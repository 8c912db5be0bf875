import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { showDone } from "../../components/toast.tsx";
import { useDeleteGateway } from "../../queries/gateways.ts";
import { texts } from "./texts.ts";

interface Props {
  /** The one to be deleted; undefined while nobody asks. */
  gateway: { gateway: string; name: string } | undefined;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Asks before a gateway is deleted. */
export function DeleteGateway({ gateway, onClose, onDeleted }: Props) {
  const remove = useDeleteGateway();
  if (gateway === undefined) return null;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={texts.deleteTitle(gateway.name)}
      text={texts.deleteText}
      action={texts.delete}
      onConfirm={async () => {
        await remove.mutateAsync(gateway.gateway);
        showDone(texts.deleted);
        onDeleted?.();
      }}
    />
  );
}
