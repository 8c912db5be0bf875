import type { MessageListEntry } from "@posthorn/contracts/messages";
import type { SearchQuery } from "@posthorn/contracts/search-query";
import type { MailBackend } from "../../core/mail-backend.ts";
import { type AskOptions, askAgain, hasCode } from "./ask.ts";
import { searchWindows, type Window } from "./search-windows.ts";

const PAGE_SIZE = 1000;
/** Search windows overlap by so much: some servers are asked for the age of messages, in seconds, while time goes by. */
const OVERLAP_MS = 60_000;

/**
 * The messages of a mailbox that were received in a time, page by page: older windows first, newest
 * first within one, some maybe twice. Ends early, after a window, once there are enough. A mailbox
 * that is not there is empty.
 */
export async function* findMessages(
  open: () => Promise<MailBackend>,
  path: string,
  received: Window,
  options: AskOptions & { isEnough(): boolean },
  now: number,
): AsyncGenerator<MessageListEntry[]> {
  const search = (window: Window, page: { pageSize: number; cursor?: string }) =>
    askAgain(options, async (signal) =>
      (await open()).searchMessages(path, queryFor(window, received.since), { page: 0, ...page, signal }),
    );
  const count = async (window: Window) => (await search(window, { pageSize: 1 })).total;
  try {
    for await (const window of searchWindows(received, count, now)) {
      if (options.isEnough()) return;
      for (let cursor: string | null | undefined; cursor !== null;) {
        const page = await search(window, { pageSize: PAGE_SIZE, ...(cursor !== undefined && { cursor }) });
        if (page.messages.length > 0) yield page.messages;
        cursor = page.nextPageCursor;
      }
    }
  } catch (error) {
    if (!hasCode(error, "FolderNotFound")) throw error;
  }
}

const queryFor = ({ since, before }: Window, earliest: number): SearchQuery => ({
  since: new Date(Math.max(earliest, since - OVERLAP_MS)).toISOString(),
  ...(before !== null && { before: new Date(before).toISOString() }),
});
