import { describe, expect, it } from "vitest";
import { oldestFirst } from "./thread-entry.ts";

const message = (of: { messageId: string; uid: number; date: string; inReplyTo?: string }) => ({
  id: of.messageId,
  ...of,
});
const idsOf = (messages: Parameters<typeof oldestFirst>[0]) => oldestFirst(messages).map(({ id }) => id);

describe("messages of a thread", () => {
  const noon = "2026-11-27T12:00:00.000Z";
  const afternoon = "2026-11-27T15:00:00.000Z";

  it("come by their dates", () => {
    const late = message({ messageId: "<late@x>", uid: 1, date: afternoon });
    const early = message({ messageId: "<early@x>", uid: 2, date: noon, inReplyTo: "<late@x>" });
    expect(idsOf([late, early])).toEqual(["<early@x>", "<late@x>"]);
  });

  it("come before their answers where dates, whole seconds, are the same; UIDs of other mailboxes tell nothing", () => {
    const question = message({ messageId: "<question@x>", uid: 9, date: noon });
    const answer = message({ messageId: "<answer@x>", uid: 1, date: noon, inReplyTo: "<question@x>" });
    const thanks = message({ messageId: "<thanks@x>", uid: 3, date: noon, inReplyTo: "<answer@x>" });
    expect(idsOf([thanks, answer, question])).toEqual(["<question@x>", "<answer@x>", "<thanks@x>"]);
  });

  it("come by UID where nothing else tells, also where messages answer each other in a circle", () => {
    const one = message({ messageId: "<one@x>", uid: 2, date: noon, inReplyTo: "<other@x>" });
    const other = message({ messageId: "<other@x>", uid: 1, date: noon, inReplyTo: "<one@x>" });
    const third = message({ messageId: "<third@x>", uid: 3, date: noon });
    expect(idsOf([one, other, third])).toHaveLength(3);
    expect(idsOf([third, message({ messageId: "<fourth@x>", uid: 1, date: noon })])).toEqual([
      "<fourth@x>",
      "<third@x>",
    ]);
  });
});
