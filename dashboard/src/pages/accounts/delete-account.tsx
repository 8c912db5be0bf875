import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { showDone } from "../../components/toast.tsx";
import { useDeleteAccount } from "../../queries/accounts.ts";
import { texts } from "./texts.ts";

interface Props {
  /** The one to be deleted; undefined while nobody asks. */
  account: { account: string; name?: string } | undefined;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Asks before an account is deleted. */
export function DeleteAccount({ account, onClose, onDeleted }: Props) {
  const remove = useDeleteAccount();
  if (account === undefined) return null;
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={texts.deleteTitle(account.name || account.account)}
      text={texts.deleteText}
      action={texts.delete}
      onConfirm={async () => {
        await remove.mutateAsync(account.account);
        showDone(texts.deleted);
        onDeleted?.();
      }}
    />
  );
}
