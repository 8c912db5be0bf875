import { deleteOutboxEntry, type OutboxEntry, promoteOutboxEntry, retryOutboxEntry } from "@posthorn/contracts/outbox";
import { showDone, showFault } from "../../components/toast.tsx";
import { usePromote, useRetry } from "../../queries/outbox.ts";
import { useMay } from "../../queries/session.ts";
import { texts } from "./texts.ts";

/** What can be done with entries, by their state and by the role of the user. */
export function useEntryActions() {
  const promote = usePromote();
  const retry = useRetry();
  const maySend = useMay(promoteOutboxEntry);
  const mayRetry = useMay(retryOutboxEntry);
  const mayCancel = useMay(deleteOutboxEntry);
  const onError = (error: Error) => showFault(error);
  return {
    canSendNow: ({ state }: OutboxEntry) => maySend && state === "delayed",
    canReschedule: ({ state }: OutboxEntry) => maySend && (state === "delayed" || state === "waiting"),
    canRetry: ({ state }: OutboxEntry) => mayRetry && state === "failed",
    canCancel: mayCancel,
    sendNow: ({ queueId }: OutboxEntry) =>
      promote.mutate(queueId, { onSuccess: () => showDone(texts.sendingNow), onError }),
    retry: (...entries: OutboxEntry[]) =>
      retry.mutate(
        entries.map(({ queueId }) => queueId),
        {
          onSuccess: () => showDone(entries.length === 1 ? texts.retrying : texts.retryingMany(entries.length)),
          onError,
        },
      ),
    isBusy: promote.isPending || retry.isPending,
  };
}
