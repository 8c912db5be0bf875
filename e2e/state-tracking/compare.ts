import type { View } from "./server-view.ts";

/** Something that is not as it should be, in plain words. */
export interface Difference {
  path: string;
  uid: number | undefined;
  text: string;
}

/** What `found` has otherwise than `expected`. */
export function differences(found: View, expected: View): Difference[] {
  const faults: Difference[] = [];
  const note = (path: string, uid: number | undefined, what: string) =>
    faults.push({ path, uid, text: `${path} ${uid ?? ""}: ${what}` });
  for (const path of expected.keys()) if (!found.has(path)) note(path, undefined, "the mailbox is missing");
  for (const [path, messages] of found) {
    const wanted = expected.get(path);
    if (wanted === undefined) {
      note(path, undefined, "the mailbox does not exist");
      continue;
    }
    for (const [uid, { flags, messageId }] of wanted) {
      const message = messages.get(uid);
      if (message === undefined) note(path, uid, `missing (${messageId}, ${flags.join(" ")})`);
      else if (message.messageId !== messageId) note(path, uid, `is ${message.messageId}, not ${messageId}`);
      else if (message.flags.join(" ") !== flags.join(" "))
        note(path, uid, `has [${message.flags.join(" ")}], not [${flags.join(" ")}]`);
    }
    for (const uid of messages.keys()) if (!wanted.has(uid)) note(path, uid, "is gone");
  }
  return faults;
}
