import { Button, Group, Skeleton, Stack, Tabs, Text } from "@mantine/core";
import type { Message } from "@posthorn/contracts/messages";
import { IconInfoCircle, IconMailOpened, IconPhotoOff } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { CodeBlock } from "../../components/code-block.tsx";
import { ErrorState } from "../../components/error-state.tsx";
import { hasStatus } from "../../faults.ts";
import { useMessage, useSource } from "../../queries/messages.ts";
import { Attachments } from "./attachments.tsx";
import classes from "./browse.module.css";
import { hostOf } from "./clean-mail.ts";
import { MailFrame } from "./mail-frame.tsx";
import { MessageHead } from "./message-head.tsx";
import { MessageTools } from "./message-tools.tsx";
import { texts } from "./texts.ts";
import { NOTHING_OPEN, useBrowse } from "./use-browse.ts";
import type { MessageActions } from "./use-message-actions.ts";
import { useReadOnOpen } from "./use-read-on-open.ts";

/** The right pane: the message that is open. */
export function Viewer({ id, actions }: { id: string; actions: MessageActions }) {
  const { account, go } = useBrowse();
  const [showsImages, setShowsImages] = useState(false);
  const message = useMessage(account, id, { showsImages });
  useMarkRead(message.data, actions);
  if (message.isError && hasStatus(message.error, 404))
    return (
      <Nothing title={texts.viewer.gone} text={texts.viewer.goneText}>
        <Button variant="default" size="xs" onClick={() => go(NOTHING_OPEN)}>
          {texts.viewer.back}
        </Button>
      </Nothing>
    );
  if (message.isError)
    return <ErrorState error={message.error} onRetry={() => void message.refetch()} isRetrying={message.isFetching} />;
  if (message.data === undefined || message.data.id !== id) return <MessageLoading />;
  return (
    <article className={classes["message"]} aria-label={message.data.subject || texts.list.noSubject}>
      <MessageTools message={message.data} actions={actions} />
      <MessageHead message={message.data} />
      <Marks message={message.data} />
      <Attachments account={account} attachments={message.data.attachments ?? []} />
      <Ways message={message.data} showsImages={showsImages} onShowImages={() => setShowsImages(true)} />
    </article>
  );
}

/** Marks a message as read when it is opened, once, where somebody wants that. */
function useMarkRead(message: Message | undefined, { mayUpdate, setRead }: MessageActions) {
  const [readsOnOpen] = useReadOnOpen();
  const marked = useRef<string>(undefined);
  useEffect(() => {
    if (message === undefined || marked.current === message.id) return;
    marked.current = message.id;
    if (readsOnOpen && mayUpdate && message.unseen) setRead([message], true);
  }, [message, readsOnOpen, mayUpdate, setRead]);
}

/** Stands in the pane when there is no message to be shown. */
export function Nothing({ title, text, children }: { title: string; text: string; children?: React.ReactNode }) {
  return (
    <div className={classes["empty"]} role="status">
      <IconMailOpened size={38} stroke={1.3} aria-hidden />
      <Text fw={650}>{title}</Text>
      <Text size="sm" c="dimmed" maw={320}>
        {text}
      </Text>
      {children}
    </div>
  );
}

function MessageLoading() {
  return (
    <Stack p="md" gap="md" role="status">
      <Skeleton height={28} width={260} />
      <Skeleton height={22} width="70%" />
      <Skeleton height={40} />
      <Skeleton height={220} />
    </Stack>
  );
}

/** What the message says of itself besides its text. */
function Marks({ message }: { message: Message }) {
  const { isBounce, isComplaint, isAutoReply, listUnsubscribe } = message;
  const lines = [
    isBounce && texts.viewer.bounce,
    isComplaint && texts.viewer.complaint,
    isAutoReply && texts.viewer.autoReply,
  ].filter((line) => typeof line === "string");
  const [leave] = listUnsubscribe?.urls ?? [];
  const host = leave === undefined ? undefined : hostOf(leave);
  if (lines.length === 0 && host === undefined) return null;
  return (
    <Group gap="xs" wrap="nowrap" className={classes["note"] ?? ""}>
      <IconInfoCircle size={16} aria-hidden />
      <Text size="sm">
        {lines.join(" ")}
        {host !== undefined && (
          <>
            {lines.length > 0 && " "}
            {texts.viewer.unsubscribe}{" "}
            <a href={leave} target="_blank" rel="noopener noreferrer nofollow" title={leave}>
              {texts.viewer.leaveAt(host)}
            </a>
          </>
        )}
      </Text>
    </Group>
  );
}

interface WaysProps {
  message: Message;
  showsImages: boolean;
  onShowImages: () => void;
}

/** The ways to look at a message. */
function Ways({ message, showsImages, onShowImages }: WaysProps) {
  const { search, go } = useBrowse();
  const tab = search.tab ?? "read";
  return (
    <Tabs
      value={tab}
      onChange={(value) =>
        go(
          { tab: value === "plain" || value === "headers" || value === "source" ? value : undefined },
          { replace: true },
        )
      }
      keepMounted={false}
    >
      <Tabs.List aria-label={texts.viewer.tabs} className={classes["tabs"] ?? ""}>
        <Tabs.Tab value="read">{texts.viewer.read}</Tabs.Tab>
        <Tabs.Tab value="plain">{texts.viewer.plain}</Tabs.Tab>
        <Tabs.Tab value="headers">{texts.viewer.headers}</Tabs.Tab>
        <Tabs.Tab value="source">{texts.viewer.source}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="read" pt="md">
        <Read message={message} showsImages={showsImages} onShowImages={onShowImages} />
      </Tabs.Panel>
      <Tabs.Panel value="plain" pt="md">
        {message.text?.plain ? (
          <CodeBlock code={message.text.plain} label={texts.viewer.plainLabel} wraps />
        ) : (
          <Text c="dimmed">{texts.viewer.noPlain}</Text>
        )}
      </Tabs.Panel>
      <Tabs.Panel value="headers" pt="md">
        <Headers message={message} />
      </Tabs.Panel>
      <Tabs.Panel value="source" pt="md">
        <Source id={message.id} />
      </Tabs.Panel>
    </Tabs>
  );
}

function Read({ message, showsImages, onShowImages }: WaysProps) {
  const [hosts, setHosts] = useState<readonly string[]>([]);
  const html = message.text?.html;
  if (!html) return <Text c="dimmed">{texts.viewer.noText}</Text>;
  const hasRemoteImages = !showsImages && html.includes("data-remote-src");
  return (
    <Stack gap="sm">
      {hasRemoteImages && (
        <Group className={classes["note"] ?? ""} justify="space-between" gap="sm">
          <Group gap="xs" wrap="nowrap" flex="1 1 16rem">
            <IconPhotoOff size={18} aria-hidden />
            <Text size="sm">
              <strong>{texts.viewer.imagesBlocked}</strong> {texts.viewer.imagesBlockedText}
            </Text>
          </Group>
          <Button size="xs" variant="default" onClick={onShowImages}>
            {texts.viewer.showImages}
          </Button>
        </Group>
      )}
      <MailFrame html={html} showsImages={showsImages} onShown={(mail) => setHosts(mail.hosts)} />
      {hosts.length > 0 && (
        <Text size="xs" c="dimmed" className={classes["hosts"] ?? ""}>
          {texts.viewer.linksTo(hosts.join(", "))}
        </Text>
      )}
      {message.text?.hasMore && <Text size="sm">{texts.viewer.isCut}</Text>}
    </Stack>
  );
}

function Headers({ message }: { message: Message }) {
  const rows = Object.entries(message.headers ?? {}).flatMap(([name, values]) =>
    values.map((value, index) => ({ key: `${name}${index}`, name, value })),
  );
  return (
    <div className={classes["headers"]}>
      <table>
        <thead>
          <tr>
            <th scope="col">{texts.viewer.headerName}</th>
            <th scope="col">{texts.viewer.headerValue}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name, value }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td>{value}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Source({ id }: { id: string }) {
  const { account } = useBrowse();
  const source = useSource(account, id);
  if (source.isError)
    return <ErrorState error={source.error} onRetry={() => void source.refetch()} isRetrying={source.isFetching} />;
  if (source.data === undefined) return <Skeleton height={220} />;
  return (
    <Stack gap="xs">
      {source.data.isCut && <Text size="sm">{texts.viewer.isCut}</Text>}
      <CodeBlock code={source.data.text} label={texts.viewer.sourceLabel} wraps />
    </Stack>
  );
}
