import type { ImapClient } from "./connection.ts";

/** A value of a response as imapflow's parser gives it. */
export type RawValue = { type?: string; value?: unknown; section?: RawValue[] } | RawValue[] | null | undefined;

export interface RawResponse {
  command?: string;
  attributes?: RawValue[];
}

/** What imapflow keeps to itself: a command of ours. */
interface LowLevel {
  preCheck: false | (() => Promise<void>);
  exec(
    command: string,
    attributes: unknown[],
    options: { untagged: Record<string, (response: RawResponse) => Promise<void>> },
  ): Promise<{ next(): void }>;
}

export const atom = (value: string) => ({ type: "ATOM", value });

/** Sends a command that imapflow has no method for, and hands on the untagged responses of one kind. */
export async function rawCommand(
  client: ImapClient,
  command: string,
  attributes: unknown[],
  kind: string,
  take: (response: RawResponse) => void,
): Promise<void> {
  const lowLevel = client as unknown as LowLevel;
  // An IDLE under way has to end first.
  if (lowLevel.preCheck) await lowLevel.preCheck();
  const done = await lowLevel.exec(command, attributes, { untagged: { [kind]: async (response) => take(response) } });
  done.next();
}

export const rawText = (value: RawValue) =>
  value && !Array.isArray(value) && typeof value.value === "string" ? value.value : undefined;
