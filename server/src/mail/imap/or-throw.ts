import type { ImapClient } from "./connection.ts";
import { connectionGone } from "./errors.ts";

/** What imapflow keeps to itself: every command of its goes through here. */
interface LowLevel {
  exec(...args: unknown[]): Promise<unknown>;
}

/**
 * Runs one of those commands of imapflow that only answer false when they fail, and throws what they
 * keep back: what the server said, or what became of the connection. Nobody else may use the
 * connection meanwhile.
 */
export async function orThrow<T>(client: ImapClient, command: () => Promise<T | false | undefined>): Promise<T> {
  const lowLevel = client as unknown as LowLevel;
  const { exec } = lowLevel;
  let failure: unknown;
  lowLevel.exec = async (...args) => {
    try {
      return await exec.apply(client, args);
    } catch (error) {
      failure = error;
      throw error;
    }
  };
  try {
    const result = await command();
    if (result !== false && result !== undefined) return result;
  } finally {
    lowLevel.exec = exec;
  }
  throw failure ?? connectionGone();
}
