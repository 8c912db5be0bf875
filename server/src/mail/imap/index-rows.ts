import type { ImapClient } from "./connection.ts";
import { atom, rawCommand } from "./raw-command.ts";

/** What an index needs to know of a message; undefined (of the UID: 0) is what the server did not tell. */
export interface IndexRow {
  seq: number;
  uid: number;
  flags?: ReadonlySet<string> | undefined;
  labels?: ReadonlySet<string> | undefined;
  threadId?: string | undefined;
  modseq?: bigint | undefined;
  internalDate?: Date | string | undefined;
}

/** A value of a response as imapflow's parser gives it. */
type Value = { value?: unknown } | Value[] | null | undefined;

/** `* 7 FETCH (...)`: the number, and what follows it. */
export interface FetchResponse {
  command?: string;
  attributes?: Value[];
}

/**
 * UID, flags and what else may change of many messages, by sequence number, and the time of arrival. imapflow's own fetch makes
 * an id, a sum and several objects for each message, which is most of what a first look at a large
 * mailbox costs; here a row is read straight from the parsed response. A server may leave rows out and add
 * some that nobody asked for; what it says about one message in several rows is joined.
 * Where there are labels to read (Gmail), and where the server asks for a pause, imapflow does it.
 */
export async function fetchIndexRows(
  client: ImapClient,
  range: string,
  { withDates, withThreads = false }: { withDates: boolean; withThreads?: boolean },
): Promise<IndexRow[]> {
  const query = { uid: true, flags: true, internalDate: withDates, threadId: withThreads, labels: true };
  const hasLabels = client.capabilities.has("X-GM-EXT-1");
  if (!client.mailbox || client.mailbox.exists === 0 || hasLabels) return joinRows(await client.fetchAll(range, query));
  const hasModseq = client.enabled.has("CONDSTORE") && !client.mailbox.noModseq;
  const hasThreads = client.capabilities.has("OBJECTID");
  const items = [
    "UID",
    "FLAGS",
    ...(withDates ? ["INTERNALDATE"] : []),
    ...(withThreads && hasThreads ? ["THREADID"] : []),
    ...(hasModseq ? ["MODSEQ"] : []),
  ];
  const attributes = [{ type: "SEQUENCE", value: range }, items.map(atom)];
  const rows = new Map<number, IndexRow>();
  const flagSets = new Map<string, ReadonlySet<string>>();
  try {
    await rawCommand(client, "FETCH", attributes, "FETCH", (response) => readRow(response, rows, flagSets));
    return [...rows.values()];
  } catch (error) {
    if ((error as { code?: string }).code === "ETHROTTLE") return joinRows(await client.fetchAll(range, query));
    throw error;
  }
}

/** Later rows about the same message add to what is known of it. */
export function joinRows<Row extends { seq: number }>(rows: readonly Row[]): Row[] {
  const bySeq = new Map<number, Row>();
  for (const row of rows) {
    const known = bySeq.get(row.seq);
    bySeq.set(row.seq, known ? { ...known, ...row } : row);
  }
  return [...bySeq.values()];
}

/** What a response says of a message; undefined if it is no FETCH response. */
export function readIndexRow(response: FetchResponse): IndexRow | undefined {
  const rows = new Map<number, IndexRow>();
  readRow(response, rows, new Map());
  const [row] = rows.values();
  return row;
}

function readRow(
  { command, attributes }: FetchResponse,
  rows: Map<number, IndexRow>,
  flagSets: Map<string, ReadonlySet<string>>,
): void {
  const seq = toNumber(command);
  const items = attributes?.[1];
  if (seq === 0 || !Array.isArray(items)) return;
  let row = rows.get(seq);
  if (!row) rows.set(seq, (row = { seq, uid: 0 }));
  for (let i = 0; i + 1 < items.length; i += 2) {
    const name = textOf(items[i])?.toUpperCase();
    const value = items[i + 1];
    if (name === "FLAGS") {
      if (Array.isArray(value)) row.flags = readFlags(value, flagSets);
      continue;
    }
    const text = textOf(Array.isArray(value) ? value[0] : value);
    if (text === undefined) continue;
    if (name === "UID") row.uid = toNumber(text) || row.uid;
    else if (name === "INTERNALDATE") row.internalDate = text;
    else if (name === "THREADID") row.threadId = text;
    else if (name === "MODSEQ" && /^\d{1,20}$/.test(text)) row.modseq = BigInt(text);
  }
}

/** Most messages of a mailbox share a few sets of flags, and here they share the objects too. */
function readFlags(values: Value[], known: Map<string, ReadonlySet<string>>): ReadonlySet<string> {
  const flags = values.map(textOf).filter((flag) => flag !== undefined);
  const key = flags.join(" ");
  let set = known.get(key);
  if (!set) known.set(key, (set = new Set(flags)));
  return set;
}

const textOf = (value: Value) =>
  value && !Array.isArray(value) && typeof value.value === "string" ? value.value : undefined;

/** A number as IMAP counts messages, from 1; 0 is anything else. */
function toNumber(text: string | undefined): number {
  const number = text !== undefined && /^\d{1,10}$/.test(text) ? Number(text) : 0;
  return number <= 0xffff_ffff ? number : 0;
}
