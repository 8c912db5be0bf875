import { useBlocker } from "@tanstack/react-router";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { texts } from "./texts.ts";

/** Asks before a page with unsaved changes is left. */
export function LeaveGuard({ isDirty }: { isDirty: () => boolean }) {
  const blocker = useBlocker({
    // Looks and dialogs of the same page lose nothing.
    shouldBlockFn: ({ current, next }) => isDirty() && current.pathname !== next.pathname,
    enableBeforeUnload: isDirty,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      isOpen={blocker.status === "blocked"}
      onClose={() => blocker.reset?.()}
      title={texts.leaveTitle}
      text={texts.leaveText}
      action={texts.leave}
      onConfirm={async () => blocker.proceed?.()}
    />
  );
}
