import { Modal } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import type { Message } from "@posthorn/contracts/messages";
import { useState } from "react";
import { ConfirmDialog } from "../../../components/confirm-dialog.tsx";
import { ErrorState } from "../../../components/error-state.tsx";
import { LinesLoading } from "../../../components/loading.tsx";
import { useAccount } from "../../../queries/accounts.ts";
import { useDraft, useMessage } from "../../../queries/messages.ts";
import type { Composing } from "../filters.ts";
import { useBrowse } from "../use-browse.ts";
import { ComposeFields } from "./compose-fields.tsx";
import { Sent, type SentMessage } from "./sent.tsx";
import { texts } from "./texts.ts";

/** What is being written, as the address says it. */
export function ComposeDialog() {
  const { search } = useBrowse();
  if (search.compose === undefined) return null;
  return <Composer key={`${search.compose} ${search.message ?? ""}`} kind={search.compose} />;
}

function Composer({ kind }: { kind: Composing }) {
  const { go } = useBrowse();
  const isNarrow = useMediaQuery("(max-width: 48em)", false, { getInitialValueInEffect: false });
  const [isDirty, setDirty] = useState(false);
  const [isAsking, setAsking] = useState(false);
  const [sent, setSent] = useState<SentMessage>();
  const close = () => go({ compose: undefined }, { replace: true });
  const leave = () => (isDirty && sent === undefined ? setAsking(true) : close());
  return (
    <>
      <Modal
        opened
        onClose={leave}
        title={sent === undefined ? texts.titles[kind] : texts.queued}
        size="xl"
        fullScreen={isNarrow}
        closeOnClickOutside={false}
        closeButtonProps={{ "aria-label": texts.close }}
      >
        {sent === undefined ? (
          <WithMessage kind={kind}>
            {(message) => (
              <ComposeFields
                kind={kind}
                message={message}
                onDirty={() => setDirty(true)}
                onCancel={leave}
                onSaved={() =>
                  go({ compose: undefined, ...(kind === "draft" && { message: undefined }) }, { replace: true })
                }
                onSent={setSent}
              />
            )}
          </WithMessage>
        ) : (
          <Sent
            sent={sent}
            onClose={() =>
              go({ compose: undefined, ...(kind === "draft" && { message: undefined }) }, { replace: true })
            }
          />
        )}
      </Modal>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={texts.discardTitle}
        text={texts.discardText}
        action={texts.discard}
        onConfirm={async () => close()}
      />
    </>
  );
}

/** Waits for the message that is written about, and for the account that writes. */
function WithMessage({
  kind,
  children,
}: {
  kind: Composing;
  children: (message: Message | undefined) => React.ReactNode;
}) {
  const { account, search } = useBrowse();
  const details = useAccount(account);
  const id = kind === "new" ? undefined : search.message;
  const draft = useDraft(account, kind === "draft" ? id : undefined);
  const message = useMessage(account, id ?? "", { isWanted: kind !== "draft" && id !== undefined });
  const wanted = kind === "draft" ? draft : message;
  if (id !== undefined && wanted.isError)
    return <ErrorState error={wanted.error} onRetry={() => void wanted.refetch()} isRetrying={wanted.isFetching} />;
  if (details.isPending || (id !== undefined && wanted.data === undefined)) return <LinesLoading lines={8} />;
  return children(id === undefined ? undefined : wanted.data);
}
