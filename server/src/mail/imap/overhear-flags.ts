import type { ImapClient } from "./connection.ts";
import { type FetchResponse, type IndexRow, readIndexRow } from "./index-rows.ts";

type Handler = (response: FetchResponse, ...more: unknown[]) => Promise<void>;
/** What imapflow keeps to itself: who gets a response that nobody asked for by name. */
interface LowLevel {
  getUntaggedHandler(command: string, attributes: FetchResponse["attributes"]): Handler | undefined;
}

/**
 * Hears what the server says of flags while `work` fetches something else. imapflow hands every FETCH
 * response that comes during a FETCH to that command, also those that only tell what changed (RFC
 * 9051 section 7.5.2), and a command that wants a text has no use for flags. Reading responses twice takes
 * time: nothing is heard while `isWanted` says no.
 */
export async function overhearFlags<T>(
  client: ImapClient,
  onFlags: (row: IndexRow) => void,
  work: () => Promise<T>,
  isWanted: () => boolean = () => true,
): Promise<T> {
  const inner = client as unknown as LowLevel;
  const handlerOf = inner.getUntaggedHandler.bind(client);
  inner.getUntaggedHandler = (command, attributes) => {
    const handler = handlerOf(command, attributes);
    if (!handler) return handler;
    return (response, ...more) => {
      const row = isWanted() ? readIndexRow(response) : undefined;
      if (row?.flags) onFlags(row);
      return handler(response, ...more);
    };
  };
  try {
    return await work();
  } finally {
    inner.getUntaggedHandler = handlerOf;
  }
}
