import type { MessageUpdate, MessageUpdateResult } from "@posthorn/contracts/messages";
import type { ImapClient } from "./connection.ts";
import { connectionGone } from "./errors.ts";

/** One STORE (RFC 9051 section 6.4.6), or one of Gmail's on labels. */
export interface FlagOperation {
  kind: "flags" | "labels";
  operation: "add" | "delete" | "set";
  values: string[];
}

/**
 * What an update asks for. `set` overrides the others and may be empty; the others, when empty, ask for
 * nothing. Labels are Gmail's; elsewhere there is nothing to change.
 */
export function operationsOf(client: ImapClient, update: MessageUpdate): FlagOperation[] {
  return kindsOf(client, update).flatMap((kind): FlagOperation[] => {
    const { add = [], delete: remove = [], set } = update[kind] ?? {};
    if (set) return [{ kind, operation: "set", values: set }];
    const operations: FlagOperation[] = [
      { kind, operation: "add", values: add },
      { kind, operation: "delete", values: remove },
    ];
    return operations.filter(({ values }) => values.length > 0);
  });
}

/** What an answer says of each operation: whether it was done. */
export function outcomeOf(
  client: ImapClient,
  update: MessageUpdate,
  done: ReadonlyMap<FlagOperation, boolean>,
): MessageUpdateResult {
  const result: MessageUpdateResult = {};
  for (const kind of kindsOf(client, update))
    result[kind] = Object.fromEntries(
      [...done].filter(([asked]) => asked.kind === kind).map(([{ operation }, isDone]) => [operation, isDone]),
    );
  return result;
}

const kindsOf = ({ capabilities }: ImapClient, update: MessageUpdate) =>
  (["flags", "labels"] as const).filter((kind) => update[kind] && (kind === "flags" || capabilities.has("X-GM-EXT-1")));

/** Answers false when the server refuses, and when the mailbox takes none of the flags. */
export async function storeFlags(
  client: ImapClient,
  set: string,
  { kind, operation, values }: FlagOperation,
  { silent = false } = {},
): Promise<boolean> {
  const options = { uid: true, silent, ...(kind === "labels" && { useLabels: true }) };
  const isDone =
    operation === "set"
      ? await client.messageFlagsSet(set, values, options)
      : operation === "add"
        ? await client.messageFlagsAdd(set, values, options)
        : await client.messageFlagsRemove(set, values, options);
  if (!isDone && !client.usable) throw connectionGone();
  return isDone;
}
