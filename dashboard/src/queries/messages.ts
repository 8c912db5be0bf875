import { streamEvents } from "@posthorn/contracts/event-log";
import type { EventName } from "@posthorn/contracts/events";
import { deleteMessages, moveMessages, updateMessages } from "@posthorn/contracts/many-messages";
import {
  deleteMessage,
  getAttachment,
  getMessage,
  getSource,
  listMessages,
  type Message,
  type MessageListEntry,
  type MessagePage,
  type MessageUpdate,
  moveMessage,
  searchMessages,
  updateMessage,
} from "@posthorn/contracts/messages";
import type { SearchQuery } from "@posthorn/contracts/search-query";
import { keepPreviousData, type QueryClient, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api } from "../api.ts";

export interface MessageFilter {
  /** A mailbox; `*` searches all of them. */
  path: string;
  cursor?: string;
  page: number;
  pageSize: number;
  search?: SearchQuery;
  useOutlookSearch?: boolean;
}

const LOOK_AGAIN_MS = 60_000;

/** A page of a mailbox, or of what a search finds there, newest first. */
export const useMessages = (account: string, filter: MessageFilter, { isWanted = true } = {}) =>
  useQuery({
    queryKey: ["messages", account, "list", filter],
    queryFn: ({ signal }): Promise<MessagePage> => {
      const { search, useOutlookSearch, ...query } = filter;
      return search === undefined
        ? api.call(listMessages, { account, query }, { signal })
        : api.call(
            searchMessages,
            { account, query: { ...query, ...(useOutlookSearch && { useOutlookSearch }) }, body: { search } },
            { signal },
          );
    },
    placeholderData: keepPreviousData,
    refetchInterval: LOOK_AGAIN_MS,
    enabled: isWanted,
  });

/** One message with its web-safe HTML; images elsewhere lose their address unless they are to be shown. */
export const useMessage = (account: string, message: string, { showsImages = false, isWanted = true } = {}) =>
  useQuery({
    queryKey: ["messages", account, "one", message, showsImages],
    queryFn: ({ signal }): Promise<Message> =>
      api.call(
        getMessage,
        {
          account,
          message,
          query: { webSafeHtml: true, unpackTnef: true, remoteImages: showsImages ? "keep" : "block" },
        },
        { signal },
      ),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    enabled: isWanted,
  });

/** One message as it was written, for going on with a draft. */
export const useDraft = (account: string, message: string | undefined) =>
  useQuery({
    queryKey: ["messages", account, "draft", message],
    queryFn: ({ signal }): Promise<Message> =>
      api.call(getMessage, { account, message: message ?? "", query: { textType: "*" } }, { signal }),
    enabled: message !== undefined,
    gcTime: 0,
  });

/** How much of a source or a text is shown in a page. */
export const MOST_SHOWN_BYTES = 262_144;

export interface ShownText {
  text: string;
  /** There is more of it. */
  isCut: boolean;
}

/** The raw source of a message, its beginning. */
export const useSource = (account: string, message: string) =>
  useQuery({
    queryKey: ["messages", account, "source", message],
    queryFn: async ({ signal }) => beginningOf((await api.call(getSource, { account, message }, { signal })).body),
    staleTime: Infinity,
  });

/** An attachment as text, its beginning. */
export const useTextAttachment = (account: string, attachment: string) =>
  useQuery({
    queryKey: ["messages", account, "attachment", attachment],
    queryFn: async ({ signal }) =>
      beginningOf((await api.call(getAttachment, { account, attachment }, { signal })).body),
    staleTime: Infinity,
  });

async function beginningOf(body: ReadableStream<Uint8Array>): Promise<ShownText> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { text: text + decoder.decode(), isCut: false };
    text += decoder.decode(value, { stream: true });
    bytes += value.length;
    if (bytes < MOST_SHOWN_BYTES) continue;
    await reader.cancel();
    return { text, isCut: true };
  }
}

const inPath = (path: string, values: Record<string, string>) =>
  path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? ""));

/** Where a browser downloads an attachment, or with `inline` shows a picture. */
export const attachmentUrl = (account: string, attachment: string, disposition: "attachment" | "inline") =>
  `${inPath(getAttachment.path, { account, attachment })}?disposition=${disposition}`;

/** Where a browser downloads a message as it arrived. */
export const sourceUrl = (account: string, message: string) => inPath(getSource.path, { account, message });

const OPEN_FOR_MS = 60_000;

/** Opens an attachment that is a PDF in a tab of its own, as that and nothing else. */
export const useOpenDocument = (account: string) =>
  useMutation({
    mutationFn: async (attachment: string) => {
      const { body } = await api.call(getAttachment, { account, attachment });
      const bytes = await new Response(body).arrayBuffer();
      const url = URL.createObjectURL(new Blob([bytes], { type: "application/pdf" }));
      window.open(url, "_blank", "noopener");
      setTimeout(() => URL.revokeObjectURL(url), OPEN_FOR_MS);
    },
  });

/** What is needed of a message to change it. */
export type Chosen = Pick<MessageListEntry, "id" | "uid" | "path">;

/** So many numbers of messages fit in one search. */
const MOST_AT_ONCE = 500;

/**
 * Calls `together` for what lies in one mailbox and has numbers there, many at once, and `single` for each of the
 * others. One after the other: a mail server takes one command at a time.
 */
async function forEach(
  chosen: readonly Chosen[],
  together: (path: string, search: SearchQuery) => Promise<unknown>,
  single: (message: string) => Promise<unknown>,
): Promise<void> {
  const [first] = chosen;
  if (first !== undefined && chosen.length === 1) return void (await single(first.id));
  const numbered = new Map<string, number[]>();
  for (const { id, uid, path } of chosen) {
    if (uid === undefined || path === undefined) await single(id);
    else numbered.set(path, [...(numbered.get(path) ?? []), uid]);
  }
  for (const [path, uids] of numbered)
    for (let from = 0; from < uids.length; from += MOST_AT_ONCE)
      await together(path, { uid: uids.slice(from, from + MOST_AT_ONCE).join(",") });
}

/** Adds and removes flags or labels. */
export function useUpdateMessages(account: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ chosen, update }: { chosen: readonly Chosen[]; update: MessageUpdate }) =>
      forEach(
        chosen,
        (path, search) => api.call(updateMessages, { account, query: { path }, body: { search, update } }),
        (message) => api.call(updateMessage, { account, message, body: update }),
      ),
    onSuccess: (_, { chosen, update }) => {
      showUpdate(client, account, new Set(chosen.map(({ id }) => id)), update);
    },
    onSettled: () => refetchMail(client, account),
  });
}

/** Moves messages to another mailbox, where they have new ids. */
export function useMoveMessages(account: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ chosen, path: to }: { chosen: readonly Chosen[]; path: string }) =>
      forEach(
        chosen,
        (path, search) => api.call(moveMessages, { account, query: { path }, body: { search, path: to } }),
        (message) => api.call(moveMessage, { account, message, body: { path: to } }),
      ),
    onSettled: () => refetchMail(client, account),
  });
}

/** Moves messages to Trash; from there, or with `force`, they are gone for good. */
export function useDeleteMessages(account: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ chosen, force = false }: { chosen: readonly Chosen[]; force?: boolean }) =>
      forEach(
        chosen,
        (path, search) => api.call(deleteMessages, { account, query: { path, force }, body: { search } }),
        (message) => api.call(deleteMessage, { account, message, query: { force } }),
      ),
    onSettled: () => refetchMail(client, account),
  });
}

/** Asks anew for what is shown of an account's mail; texts of messages stay as they are. */
export function refetchMail(client: QueryClient, account: string) {
  void client.invalidateQueries({ queryKey: ["mailboxes", account] });
  void client.invalidateQueries({
    queryKey: ["messages", account],
    predicate: ({ queryKey: [, , kind] }) => kind === "list" || kind === "threads" || kind === "thread",
  });
}

/** Lists and open messages show at once what was changed. */
function showUpdate(client: QueryClient, account: string, ids: ReadonlySet<string>, { flags, labels }: MessageUpdate) {
  const changed = <M extends MessageListEntry | Message>(message: M): M => {
    if (!ids.has(message.id)) return message;
    const has = (flag: string, before: boolean | undefined) =>
      flags?.add?.includes(flag) ? true : flags?.delete?.includes(flag) ? false : before;
    const seen = has("\\Seen", message.unseen !== true);
    const { unseen: _, flagged: __, ...rest } = message;
    return {
      ...rest,
      ...(seen === false && { unseen: true }),
      ...(has("\\Flagged", message.flagged) && { flagged: true }),
      ...(labels && {
        labels: [...(message.labels ?? []).filter((one) => !labels.delete?.includes(one)), ...(labels.add ?? [])],
      }),
    } as M;
  };
  client.setQueriesData<MessagePage>({ queryKey: ["messages", account, "list"] }, (page) =>
    page === undefined ? page : { ...page, messages: page.messages.map(changed) },
  );
  client.setQueriesData<Message>({ queryKey: ["messages", account, "one"] }, (message) =>
    message === undefined ? message : changed(message),
  );
}

const MAIL_EVENTS: readonly EventName[] = [
  "messageNew",
  "messageDeleted",
  "messageUpdated",
  "mailboxNew",
  "mailboxDeleted",
  "mailboxReset",
];
/** Much mail at once is one reason to look again. */
const FOLLOW_PAUSE_MS = 700;

/** Looks again when something happens in the mailboxes of an account, while the page can be seen. */
export function useLiveMail(account: string) {
  const client = useQueryClient();
  useEffect(() => {
    let source: EventSource | undefined;
    let following: ReturnType<typeof setTimeout> | undefined;
    const follow = () => {
      following ??= setTimeout(() => {
        following = undefined;
        refetchMail(client, account);
      }, FOLLOW_PAUSE_MS);
    };
    function open() {
      source?.close();
      if (document.hidden) return;
      const query = new URLSearchParams({ account, after: "now", types: MAIL_EVENTS.join(",") });
      source = new EventSource(`${streamEvents.path}?${query.toString()}`);
      for (const name of MAIL_EVENTS) source.addEventListener(name, follow);
    }
    function look() {
      open();
      // What happened in between was not told.
      if (!document.hidden) follow();
    }
    open();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      clearTimeout(following);
      source?.close();
    };
  }, [client, account]);
}
