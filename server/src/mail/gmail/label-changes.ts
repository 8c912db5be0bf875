import type { FlagChanges, MailChange } from "../../core/mail-backend.ts";
import type { GmailContext } from "./context.ts";
import { EVERYWHERE, flagsOf } from "./labels.ts";
import { isTold } from "./snapshot.ts";

/** Labels that are told as flags. */
const FLAG_LABELS = new Set(["UNREAD", "STARRED", "DRAFT"]);

/** What is told of a message whose labels changed; undefined where nobody cares about the difference. */
export async function describeRelabelling(
  { labels }: GmailContext,
  id: string,
  before: ReadonlySet<string>,
  after: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<MailChange | undefined> {
  const added = [...after].filter((label) => isTold(label) && !before.has(label));
  const removed = [...before].filter((label) => isTold(label) && !after.has(label));
  if (added.length === 0 && removed.length === 0) return undefined;
  const options = { signal, isBackground: true };
  const others = (list: readonly string[]) => list.filter((label) => !FLAG_LABELS.has(label));
  const [flagsBefore, flagsAfter] = [flagsOf(before), flagsOf(after)];
  const flagsAdded = flagsAfter.filter((flag) => !flagsBefore.includes(flag));
  const flagsDeleted = flagsBefore.filter((flag) => !flagsAfter.includes(flag));
  const changes: FlagChanges = {
    ...(flagsAdded.length + flagsDeleted.length > 0 && {
      flags: { ...filled("added", flagsAdded), ...filled("deleted", flagsDeleted), value: flagsAfter },
    }),
    ...(others([...added, ...removed]).length > 0 && {
      labels: {
        ...filled("added", await labels.namesOf(others(added), options)),
        ...filled("deleted", await labels.namesOf(others(removed), options)),
        value: await labels.namesOf(after, options),
      },
    }),
  };
  return { type: "messageUpdated", mailbox: EVERYWHERE, id, changes };
}

const filled = <K extends string>(key: K, list: string[]) =>
  (list.length > 0 ? { [key]: list } : {}) as { [P in K]?: string[] };
