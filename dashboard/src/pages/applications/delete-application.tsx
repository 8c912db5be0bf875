import type { OAuth2AppEntry } from "@posthorn/contracts/oauth2-apps";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { showDone } from "../../components/toast.tsx";
import { useApplication, useDeleteApplication } from "../../queries/applications.ts";
import { texts } from "./texts.ts";

interface Props {
  /** The one to be deleted. */
  application: Pick<OAuth2AppEntry, "id" | "name">;
  onClose: () => void;
  onDeleted?: () => void;
}

/** Asks before an application is deleted, and says how many accounts fail then. */
export function DeleteApplication({ application: { id, name }, onClose, onDeleted }: Props) {
  const remove = useDeleteApplication();
  const { data } = useApplication(id);
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={texts.deleteTitle(name ?? id)}
      text={data?.accounts === undefined ? texts.deleteUnknown : texts.deleteText(data.accounts)}
      action={texts.delete}
      onConfirm={async () => {
        await remove.mutateAsync(id);
        showDone(texts.deleted);
        onDeleted?.();
      }}
    />
  );
}
