import type { Account, AccountPage } from "@posthorn/contracts/accounts";
import { type StateChange, watchChanges } from "@posthorn/contracts/changes";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { AccountFilter } from "./accounts.ts";
import { noteToldState } from "./told-states.ts";

const RETRY_MS = 10_000;
/** After a restart a thousand accounts change within seconds; what follows from it need not be asked for each time. */
const FOLLOW_PAUSE_MS = 1000;

/** Keeps the states of accounts and ports on all pages as they are now, while the page can be seen. */
export function useLiveStates() {
  const client = useQueryClient();
  useEffect(() => {
    let source: EventSource | undefined;
    let retry: ReturnType<typeof setTimeout> | undefined;
    let following: ReturnType<typeof setTimeout> | undefined;
    let wasInterrupted = false;

    function open() {
      close();
      if (document.hidden) return;
      source = new EventSource(watchChanges.path);
      source.addEventListener("open", () => {
        // What happened in between was not told.
        if (wasInterrupted) refetchStates(client);
      });
      source.addEventListener("message", ({ data }: MessageEvent<string>) => {
        apply(client, data);
        following ??= setTimeout(refetchWhatFollows, FOLLOW_PAUSE_MS);
      });
      source.addEventListener("error", () => {
        wasInterrupted = true;
        if (source?.readyState !== EventSource.CLOSED) return;
        // An answer that is no stream ends it for good. Why it is so, another call will be told.
        retry = setTimeout(open, RETRY_MS);
      });
    }
    function refetchWhatFollows() {
      following = undefined;
      void client.invalidateQueries({ queryKey: ["stats"] });
      // Accounts come and go there.
      void client.invalidateQueries({ queryKey: ["accounts", "list"], predicate: isFilteredByState });
    }
    function close() {
      clearTimeout(retry);
      source?.close();
    }
    function look() {
      if (document.hidden) wasInterrupted = true;
      open();
    }

    open();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      clearTimeout(following);
      close();
    };
  }, [client]);
}

function apply(client: QueryClient, data: string) {
  const change = JSON.parse(data) as StateChange;
  if (change.type === "smtpServerState" || change.type === "imapProxyServerState")
    void client.invalidateQueries({ queryKey: ["listeners"] });
  // More types may come.
  if (change.type !== "state") return;
  const now = { state: change.key, lastError: change.payload?.error ?? null };
  noteToldState(change.account, now);
  client.setQueriesData<AccountPage>({ queryKey: ["accounts", "list"] }, (page) =>
    page === undefined
      ? page
      : {
          ...page,
          accounts: page.accounts.map((entry) => (entry.account === change.account ? { ...entry, ...now } : entry)),
        },
  );
  client.setQueryData<Account>(["accounts", "one", change.account], (account) =>
    account === undefined ? account : { ...account, ...now },
  );
}

const isFilteredByState = ({ queryKey: [, , filter] }: { queryKey: readonly unknown[] }) =>
  (filter as AccountFilter).state !== undefined;

function refetchStates(client: QueryClient) {
  for (const told of ["accounts", "stats", "listeners"]) void client.invalidateQueries({ queryKey: [told] });
}
