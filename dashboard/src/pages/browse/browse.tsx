import { ActionIcon, Button, Group } from "@mantine/core";
import { IconArrowLeft, IconPencilPlus } from "@tabler/icons-react";
import { type RefObject, useEffect, useRef } from "react";
import { TextLink } from "../../components/link.tsx";
import { PageHeader } from "../../components/page-header.tsx";
import { useAccount } from "../../queries/accounts.ts";
import { useLiveMail } from "../../queries/messages.ts";
import classes from "./browse.module.css";
import { ComposeDialog } from "./compose/compose-dialog.tsx";
import { FolderList } from "./folder-list.tsx";
import { MessageList } from "./message-list.tsx";
import { Questions } from "./questions.tsx";
import { SearchBar } from "./search-bar.tsx";
import { ShortcutsHelp } from "./shortcuts-help.tsx";
import { texts } from "./texts.ts";
import { ThreadStrip } from "./thread-strip.tsx";
import { NOTHING_OPEN, useBrowse } from "./use-browse.ts";
import { useChoice } from "./use-choice.ts";
import { useList } from "./use-list.ts";
import { type MessageActions, type Target, useMessageActions } from "./use-message-actions.ts";
import { useShortcuts } from "./use-shortcuts.ts";
import { Nothing, Viewer } from "./viewer.tsx";

/** The mail of an account: folders, a list, and the message that is open. On a phone one of them at a time. */
export function Browse() {
  const { account, search, path, go } = useBrowse();
  const details = useAccount(account);
  const actions = useMessageActions(account);
  const { messages, threads, showsThreads } = useList();
  const choice = useChoice(showsThreads ? undefined : messages.data?.messages);
  const searchInput = useRef<HTMLInputElement>(null);
  const ids = showsThreads
    ? (threads.data?.threads ?? []).map(({ latestMessage }) => latestMessage)
    : (messages.data?.messages ?? []).map(({ id }) => id);
  useLiveMail(account);
  const { drop } = choice;
  useEffect(drop, [drop, path, showsThreads]);

  /** What was moved or deleted gives way to the message after it. */
  function leave(gone: readonly Target[]) {
    choice.drop();
    const left = new Set(gone.map(({ id }) => id));
    if (search.message === undefined || !left.has(search.message)) return;
    const at = ids.indexOf(search.message);
    const next = [...ids.slice(at + 1), ...ids.slice(0, Math.max(0, at)).toReversed()].find((id) => !left.has(id));
    go({ ...NOTHING_OPEN, ...(!showsThreads && { message: next }) }, { replace: true });
  }

  useKeys(actions, ids, choice, searchInput);

  const pane = search.message !== undefined ? "message" : (search.pane ?? "list");
  return (
    <>
      <PageHeader
        title={texts.title(details.data?.name || account)}
        parent={
          <TextLink to="/accounts/$account" params={{ account }}>
            {texts.parent}
          </TextLink>
        }
        actions={
          <>
            <ShortcutsHelp mayUpdate={actions.mayUpdate} />
            {(actions.maySend || actions.mayStore) && (
              <Button leftSection={<IconPencilPlus size={17} aria-hidden />} onClick={() => go({ compose: "new" })}>
                {texts.write}
              </Button>
            )}
          </>
        }
      />
      <div className={classes["panes"]} data-pane={pane}>
        <nav className={classes["folderPane"]} aria-label={texts.folders.title}>
          <Group gap={6} className={classes["folderHead"] ?? ""}>
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={texts.folders.back}
              onClick={() => go({ pane: undefined })}
            >
              <IconArrowLeft size={18} aria-hidden />
            </ActionIcon>
            <strong>{texts.folders.title}</strong>
          </Group>
          <FolderList />
        </nav>
        <section className={classes["listPane"]} aria-label={texts.list.title}>
          <div className={classes["searchBar"]}>
            <SearchBar input={searchInput} />
          </div>
          <MessageList choice={choice} actions={actions} />
        </section>
        <section className={classes["messagePane"]} aria-label={texts.viewer.read}>
          {search.thread !== undefined && search.message !== undefined && <ThreadStrip thread={search.thread} />}
          {search.message === undefined ? (
            <Nothing title={texts.viewer.none} text={texts.viewer.noneText} />
          ) : (
            <Viewer key={search.message} id={search.message} actions={actions} />
          )}
        </section>
      </div>
      <Questions actions={actions} onGone={leave} />
      <ComposeDialog />
    </>
  );
}

/** Keys work on the row that has the focus, or else on the message that is open. */
function useKeys(
  actions: MessageActions,
  ids: readonly string[],
  choice: ReturnType<typeof useChoice>,
  searchInput: RefObject<HTMLInputElement | null>,
) {
  const { search, go } = useBrowse();
  const { messages } = useList();
  const isWritable = actions.maySend && search.message !== undefined;
  const focused = () => document.activeElement?.getAttribute("data-message") ?? search.message;
  const link = (id: string) => document.querySelector<HTMLAnchorElement>(`a[data-message="${CSS.escape(id)}"]`);
  const target = () => messages.data?.messages.find(({ id }) => id === focused());
  useShortcuts(
    {
      step(by) {
        const at = ids.indexOf(focused() ?? "");
        const next = ids[at === -1 ? 0 : Math.min(ids.length - 1, Math.max(0, at + by))];
        if (next === undefined) return;
        link(next)?.focus();
        // Whoever reads goes on reading.
        if (search.message !== undefined) link(next)?.click();
      },
      close: () => search.message !== undefined && go(NOTHING_OPEN),
      reply: () => isWritable && go({ compose: "reply" }),
      replyAll: () => isWritable && go({ compose: "reply-all" }),
      forward: () => isWritable && go({ compose: "forward" }),
      write: () => (actions.maySend || actions.mayStore) && go({ compose: "new" }),
      choose() {
        const message = target();
        if (message && (actions.mayUpdate || actions.mayDelete)) choice.choose(message);
      },
      toggleRead() {
        const message = target();
        if (message && actions.mayUpdate) actions.setRead([message], message.unseen === true);
      },
      toggleFlag() {
        const message = target();
        if (message && actions.mayUpdate) actions.setFlag([message], message.flagged !== true);
      },
      move() {
        const targets = chosenOr(choice.chosen, target());
        if (targets.length > 0 && actions.mayUpdate) actions.ask({ kind: "move", targets });
      },
      remove() {
        const targets = chosenOr(choice.chosen, target());
        if (targets.length > 0 && actions.mayDelete) actions.ask({ kind: "delete", targets });
      },
      search: () => searchInput.current?.focus(),
    },
    { isOff: search.compose !== undefined || search.attachment !== undefined || actions.question !== undefined },
  );
}

const chosenOr = (chosen: readonly Target[], one: Target | undefined) =>
  chosen.length > 0 ? chosen : one === undefined ? [] : [one];
