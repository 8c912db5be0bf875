import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { showDone } from "../../components/toast.tsx";
import { useDeleteTokens } from "../../queries/tokens.ts";
import { texts } from "./texts.ts";

interface Props {
  /** The ids of those to be deleted; undefined while nobody asks. */
  tokens: readonly string[] | undefined;
  /** Names it, where it is one. */
  name: string;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Asks before tokens are revoked. */
export function DeleteTokens({ tokens, name, onClose, onDeleted }: Props) {
  const remove = useDeleteTokens();
  if (tokens === undefined) return null;
  const count = tokens.length;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={count === 1 ? texts.deleteTitle(name) : texts.deleteManyTitle(count)}
      text={count === 1 ? texts.deleteText : texts.deleteManyText}
      action={texts.delete}
      onConfirm={async () => {
        await remove.mutateAsync(tokens);
        showDone(count === 1 ? texts.deleted : texts.deletedMany(count));
        onDeleted?.();
      }}
    />
  );
}

/** What a token is called: by what it is for, else by the beginning of its id. */
export const nameOfToken = ({ id, description }: { id: string; description?: string | null | undefined }) =>
  description || id.slice(0, 8);
