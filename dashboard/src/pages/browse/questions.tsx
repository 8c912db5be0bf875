import { Button, Group, Modal, Select, Stack, TagsInput } from "@mantine/core";
import { useState } from "react";
import { ConfirmDialog } from "../../components/confirm-dialog.tsx";
import { FormFault } from "../../components/form-fault.tsx";
import { showDone } from "../../components/toast.tsx";
import { explainFault, type Fault } from "../../faults.ts";
import { useMailboxes } from "../../queries/mailboxes.ts";
import { useDeleteMessages, useMoveMessages, useUpdateMessages } from "../../queries/messages.ts";
import { folderTree } from "./folders.ts";
import { folderName } from "./special-names.ts";
import { texts } from "./texts.ts";
import { useBrowse } from "./use-browse.ts";
import type { MessageActions, Target } from "./use-message-actions.ts";

interface Props {
  actions: MessageActions;
  /** The messages are no longer where they were. */
  onGone: (targets: readonly Target[]) => void;
}

/** The dialogs that ask before messages are moved, deleted or labelled. */
export function Questions({ actions, onGone }: Props) {
  const { question, ask } = actions;
  if (question === undefined) return null;
  const props = { targets: question.targets, onClose: () => ask(undefined), onGone };
  if (question.kind === "delete") return <DeleteQuestion {...props} />;
  return question.kind === "move" ? <MoveDialog {...props} /> : <LabelsDialog {...props} />;
}

interface QuestionProps {
  targets: readonly Target[];
  onClose: () => void;
  onGone: Props["onGone"];
}

function DeleteQuestion({ targets, onClose, onGone }: QuestionProps) {
  const { account, path } = useBrowse();
  const mailboxes = useMailboxes(account);
  const remove = useDeleteMessages(account);
  const [first] = targets;
  const folder = mailboxes.data?.find((one) => one.path === (first?.path ?? path));
  const isForGood = folder?.specialUse === "\\Trash" || folder?.specialUse === "\\Junk";
  return (
    <ConfirmDialog
      isOpen
      onClose={onClose}
      title={
        targets.length === 1
          ? texts.actions.deleteOne(first?.subject || texts.list.noSubject)
          : texts.actions.deleteMany(targets.length)
      }
      text={isForGood ? texts.actions.forGood : texts.actions.toTrash}
      action={texts.viewer.delete}
      onConfirm={async () => {
        await remove.mutateAsync({ chosen: targets });
        showDone(texts.actions.deleted(targets.length));
        onGone(targets);
      }}
    />
  );
}

function MoveDialog({ targets, onClose, onGone }: QuestionProps) {
  const { account, path } = useBrowse();
  const mailboxes = useMailboxes(account);
  const move = useMoveMessages(account);
  const [to, setTo] = useState<string | null>(null);
  const { isBusy, fault, run } = useRun(async () => {
    if (to === null) return;
    await move.mutateAsync({ chosen: targets, path: to });
    const mailbox = mailboxes.data?.find((one) => one.path === to);
    showDone(texts.actions.moved(targets.length, mailbox ? folderName(mailbox) : to));
    onClose();
    onGone(targets);
  });
  const from = targets[0]?.path ?? path;
  const choices = folderTree(mailboxes.data ?? [])
    .filter(({ mailbox }) => !mailbox.noSelect && mailbox.path !== from)
    .map(({ mailbox }) => ({
      value: mailbox.path,
      label: mailbox.specialUse === "\\Inbox" ? folderName(mailbox) : mailbox.path,
    }));
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.actions.moveTitle(targets.length)}
      closeButtonProps={{ "aria-label": texts.actions.close }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <Stack>
          <FormFault fault={fault} />
          <Select
            label={texts.actions.moveTo}
            placeholder={texts.actions.moveFind}
            data={choices}
            value={to}
            onChange={setTo}
            searchable
            data-autofocus
            maxDropdownHeight={280}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={isBusy}>
              {texts.actions.cancel}
            </Button>
            <Button type="submit" loading={isBusy} disabled={to === null}>
              {texts.actions.moveAction}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function LabelsDialog({ targets, onClose }: QuestionProps) {
  const { account } = useBrowse();
  const update = useUpdateMessages(account);
  const before = targets[0]?.labels ?? [];
  const [labels, setLabels] = useState<string[]>([...before]);
  const { isBusy, fault, run } = useRun(async () => {
    const added = labels.filter((one) => !before.includes(one));
    const dropped = before.filter((one) => !labels.includes(one));
    if (added.length + dropped.length > 0)
      await update.mutateAsync({
        chosen: targets,
        update: {
          labels: { ...(added.length > 0 && { add: added }), ...(dropped.length > 0 && { delete: dropped }) },
        },
      });
    showDone(texts.actions.labelsSaved);
    onClose();
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={texts.actions.labelsTitle}
      closeButtonProps={{ "aria-label": texts.actions.close }}
    >
      <Stack>
        <FormFault fault={fault} />
        <TagsInput
          label={texts.viewer.labels}
          description={texts.actions.labelsHint}
          value={labels}
          onChange={setLabels}
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} disabled={isBusy}>
            {texts.actions.cancel}
          </Button>
          <Button loading={isBusy} onClick={run}>
            {texts.actions.save}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

/** Does something that may fail, once at a time. */
function useRun(action: () => Promise<void>) {
  const [isBusy, setBusy] = useState(false);
  const [fault, setFault] = useState<Fault>();
  async function run() {
    if (isBusy) return;
    setBusy(true);
    setFault(undefined);
    try {
      await action();
    } catch (error) {
      setFault(explainFault(error));
    } finally {
      setBusy(false);
    }
  }
  return { isBusy, fault, run: () => void run() };
}
