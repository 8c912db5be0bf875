import type { Token } from "@posthorn/contracts/tokens";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { showDone } from "../../components/toast.tsx";
import { useDeleteToken } from "../../queries/tokens.ts";
import { texts } from "./texts.ts";

interface Props {
  /** The one to be deleted; undefined while nobody asks. */
  token: Token | undefined;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Asks before a token is revoked. */
export function DeleteToken({ token, onClose, onDeleted }: Props) {
  const remove = useDeleteToken();
  if (token === undefined) return null;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={texts.deleteTitle(token.description || token.id.slice(0, 8))}
      text={texts.deleteText}
      action={texts.delete}
      onConfirm={async () => {
        await remove.mutateAsync(token.id);
        showDone(texts.deleted);
        onDeleted?.();
      }}
    />
  );
}
