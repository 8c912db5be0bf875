import { useAccount } from "../../queries/accounts.ts";
import { useMessages } from "../../queries/messages.ts";
import { useThreads } from "../../queries/threads.ts";
import { USUAL_PAGE_SIZE } from "./filters.ts";
import { searchIn, searchKind, toSearchQuery } from "./search.ts";
import { useBrowse } from "./use-browse.ts";

/** What the list shows: a page of messages or conversations of a folder, or of what a search found. */
export function useList() {
  const { account, search, path } = useBrowse();
  const details = useAccount(account);
  const kind = searchKind(details.data?.type);
  const query = toSearchQuery(searchIn(search), kind);
  const paging = {
    page: (search.page ?? 1) - 1,
    pageSize: search.pageSize ?? USUAL_PAGE_SIZE,
    ...(search.cursor !== undefined && { cursor: search.cursor }),
  };
  const showsThreads = search.view === "threads" && query === undefined;
  const messages = useMessages(
    account,
    {
      ...paging,
      path: query !== undefined && search.everywhere ? "*" : path,
      ...(query !== undefined && { search: query }),
      // Outlook's other way to search knows recipients.
      ...(kind === "outlook" && query?.to !== undefined && { useOutlookSearch: true }),
    },
    // Which words a search may have is known once the account is.
    { isWanted: !showsThreads && (query === undefined || !details.isPending) },
  );
  const threads = useThreads(account, { ...paging, path }, { isWanted: showsThreads });
  return { messages, threads, showsThreads, isSearch: query !== undefined, kind };
}
