import { timeSortedId } from "../../core/ids.ts";
import type { Log } from "../../core/log.ts";
import { insertMcpCalls, type McpCallRecord } from "../../storage/mcp-calls.ts";
import type { Storage } from "../../storage/storage.ts";

/**
 * Writes down what agents call. Entries wait in memory and are written together a moment later, so that a call costs
 * no write of its own.
 */
export interface McpCallLog {
  note(call: Omit<McpCallRecord, "id">): void;
  /** Writes what was noted before the call. Rejects when the database can't be written to; nothing is lost then. */
  flush(): Promise<void>;
}

/** Calls that wait for the database at most; more are dropped, and the log says so. */
const MOST_WAITING = 10_000;
const CALLS_AT_ONCE = 200;
const LONGEST: Partial<Record<keyof McpCallRecord, number>> = {
  tool: 64,
  account: 256,
  message: 1024,
  ip: 64,
  userAgent: 256,
};

export function createMcpCallLog({ storage, log }: { storage: Storage; log: Log }): McpCallLog {
  const waiting: McpCallRecord[] = [];
  let dropped = 0;
  let writing: Promise<void> = Promise.resolve();

  async function write(): Promise<void> {
    if (dropped > 0) {
      log.warn({ dropped }, "Calls of tools came faster than they could be written down, some are missing");
      dropped = 0;
    }
    for (let left = waiting.length; left > 0; left -= CALLS_AT_ONCE) {
      const portion = waiting.slice(0, Math.min(left, CALLS_AT_ONCE));
      await insertMcpCalls(storage, portion);
      waiting.splice(0, portion.length);
    }
  }

  return {
    note(call) {
      if (waiting.length >= MOST_WAITING) dropped++;
      else waiting.push(storable({ ...call, id: timeSortedId(call.at) }));
    },
    flush() {
      writing = writing.catch(() => undefined).then(write);
      return writing;
    },
  };
}

/** Texts are as agents wrote them: cut, and without what a database does not take. */
const storable = (call: McpCallRecord): McpCallRecord =>
  Object.fromEntries(
    Object.entries(call).map(([key, value]) => [
      key,
      typeof value === "string"
        ? value.replaceAll("\0", "\ufffd").slice(0, LONGEST[key as keyof McpCallRecord])
        : value,
    ]),
  ) as unknown as McpCallRecord;
