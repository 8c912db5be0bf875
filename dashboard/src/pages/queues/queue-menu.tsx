import { ActionIcon, Menu } from "@mantine/core";
import { clearQueue, promoteQueue, retryQueue } from "@posthorn/contracts/settings";
import {
  IconCircleCheck,
  IconDots,
  IconEraser,
  IconPlayerTrackNext,
  IconRefresh,
  IconTrash,
} from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { showDone } from "../../components/toast.tsx";
import { useClearQueues, usePromoteQueue, useRetryQueue } from "../../queries/queues.ts";
import { useMay } from "../../queries/session.ts";
import { texts } from "./texts.ts";

const icon = { size: 16, "aria-hidden": true } as const;

type Action = keyof typeof texts.actions;

interface Props {
  queue: "submit" | "notify";
  title: string;
}

/** What can be done with all jobs of a queue at once; each says first what follows from it. */
export function QueueMenu({ queue, title }: Props) {
  const [asked, setAsked] = useState<Action>();
  const retry = useRetryQueue(queue);
  const promote = usePromoteQueue(queue);
  const clear = useClearQueues(queue);
  const mayRetry = useMay(retryQueue);
  const mayPromote = useMay(promoteQueue);
  const mayClear = useMay(clearQueue);
  if (!mayRetry && !mayPromote && !mayClear) return null;

  const act: Record<Action, () => Promise<string>> = {
    async retry() {
      const { retried, skipped } = await retry.mutateAsync();
      return [texts.did(retried), ...(skipped > 0 ? [texts.stayed(skipped)] : [])].join(" ");
    },
    promote: async () => texts.did(await promote.mutateAsync()),
    empty: async () => texts.did(await clear.mutateAsync(["waiting", "delayed"])),
    clearFailed: async () => texts.did(await clear.mutateAsync(["failed"])),
    clearCompleted: async () => texts.did(await clear.mutateAsync(["completed"])),
  };
  const entry = (action: Action, symbol: ReactNode, color?: string) => (
    <Menu.Item leftSection={symbol} onClick={() => setAsked(action)} {...(color !== undefined && { color })}>
      {texts.actions[action]}
    </Menu.Item>
  );
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="default" size={30} aria-label={texts.more(title)}>
            <IconDots {...icon} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          {mayRetry && entry("retry", <IconRefresh {...icon} />)}
          {mayPromote && entry("promote", <IconPlayerTrackNext {...icon} />)}
          {mayClear && (
            <>
              <Menu.Divider />
              {entry("clearCompleted", <IconCircleCheck {...icon} />)}
              {entry("clearFailed", <IconEraser {...icon} />, "red")}
              {entry("empty", <IconTrash {...icon} />, "red")}
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <ConfirmDialog
        isOpen={asked !== undefined}
        onClose={() => setAsked(undefined)}
        title={asked === undefined ? "" : texts.ask(title, texts.actions[asked])}
        text={asked === undefined ? "" : texts.questions[queue][asked]}
        action={asked === undefined ? "" : texts.actions[asked]}
        onConfirm={async () => asked !== undefined && showDone(await act[asked]())}
      />
    </>
  );
}
