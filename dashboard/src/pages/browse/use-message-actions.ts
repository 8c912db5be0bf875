import { deleteMessage, type MessageListEntry, updateMessage } from "@posthorn/contracts/messages";
import { submit } from "@posthorn/contracts/submissions";
import { uploadMessage } from "@posthorn/contracts/uploads";
import { useCallback, useState } from "react";
import { showDone, showFault } from "../../components/toast.tsx";
import { useUpdateMessages } from "../../queries/messages.ts";
import { useMay } from "../../queries/session.ts";
import { texts } from "./texts.ts";

/** What of a message has to be known to do something with it. */
export type Target = Pick<MessageListEntry, "id" | "uid" | "path" | "subject" | "labels" | "messageSpecialUse">;

/** What is asked before something is done. */
export interface Question {
  kind: "move" | "delete" | "labels";
  targets: readonly Target[];
}

export interface MessageActions {
  mayUpdate: boolean;
  mayDelete: boolean;
  maySend: boolean;
  mayStore: boolean;
  setRead: (targets: readonly Target[], isRead: boolean) => void;
  setFlag: (targets: readonly Target[], isFlagged: boolean) => void;
  question: Question | undefined;
  /** Asks before something is done; undefined asks nothing any more. */
  ask: (question: Question | undefined) => void;
}

/** What can be done with messages, as far as the role of the user goes. */
export function useMessageActions(account: string): MessageActions {
  const { mutate } = useUpdateMessages(account);
  const [question, ask] = useState<Question>();
  const change = useCallback(
    (targets: readonly Target[], flag: string, isSet: boolean, done: (count: number) => string) => {
      if (targets.length === 0) return;
      mutate(
        { chosen: targets, update: { flags: isSet ? { add: [flag] } : { delete: [flag] } } },
        {
          // One message shows by itself that it changed.
          onSuccess: () => targets.length > 1 && showDone(done(targets.length)),
          onError: (error) => showFault(error),
        },
      );
    },
    [mutate],
  );
  return {
    mayUpdate: useMay(updateMessage),
    mayDelete: useMay(deleteMessage),
    maySend: useMay(submit),
    mayStore: useMay(uploadMessage),
    setRead: useCallback(
      (targets, isRead) =>
        change(targets, "\\Seen", isRead, isRead ? texts.actions.markedRead : texts.actions.markedUnread),
      [change],
    ),
    setFlag: useCallback(
      (targets, isFlagged) =>
        change(targets, "\\Flagged", isFlagged, isFlagged ? texts.actions.flagged : texts.actions.unflagged),
      [change],
    ),
    question,
    ask,
  };
}
