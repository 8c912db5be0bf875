import type { User } from "@posthorn/contracts/users";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { showDone } from "../../components/toast.tsx";
import { useUserActions } from "../../queries/users.ts";
import { texts } from "./texts.ts";

interface Props {
  /** The one to be deleted; undefined while nobody asks. */
  user: Pick<User, "id" | "name"> | undefined;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Asks before a user is deleted. */
export function DeleteUser({ user, onClose, onDeleted }: Props) {
  const { remove } = useUserActions();
  if (user === undefined) return null;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={texts.deleteTitle(user.name)}
      text={texts.deleteText}
      action={texts.delete}
      onConfirm={async () => {
        await remove.mutateAsync(user.id);
        showDone(texts.deleted);
        onDeleted?.();
      }}
    />
  );
}
