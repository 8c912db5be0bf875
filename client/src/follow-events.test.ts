import type { LoggedEvents } from "@posthorn/contracts/event-log";
import { describe, expect, it } from "vitest";
import { PosthornApiError } from "./errors.ts";
import { followEvents } from "./follow-events.ts";

const portion = (...cursors: string[]): LoggedEvents => ({
  events: cursors.map((cursor) => ({
    id: `id ${cursor}`,
    cursor,
    serviceUrl: null,
    account: null,
    date: "2026-11-24T12:00:00.000Z",
    event: "messageNew",
    data: {},
  })),
  cursor: cursors.at(-1) ?? "end",
  hasMore: false,
});
const failure = (statusCode: number, code: string) =>
  new PosthornApiError({ statusCode, error: "", message: "", code });

/** Answers one after the other, and what was asked. */
function scripted(answers: (LoggedEvents | Error)[]) {
  const asked: (string | undefined)[] = [];
  return {
    asked,
    async list({ query }: { query: { after?: string } }) {
      asked.push(query.after);
      const answer = answers.shift() ?? failure(409, "CursorExpired");
      if (answer instanceof Error) throw answer;
      return answer;
    },
  };
}

describe("following events", () => {
  it("goes from cursor to cursor, past portions without events, until something is wrong", async () => {
    const { asked, list } = scripted([portion("1", "2"), portion(), portion("3")]);
    const got: string[] = [];
    const following = (async () => {
      for await (const { cursor } of followEvents(list, { after: "0" })) got.push(cursor);
    })();
    await expect(following).rejects.toMatchObject({ code: "CursorExpired" });
    expect(got).toEqual(["1", "2", "3"]);
    expect(asked).toEqual(["0", "2", "end", "3"]);
  });

  it("asks again when there is no answer, or the server is too busy", async () => {
    const { asked, list } = scripted([portion("1"), new TypeError("fetch failed"), failure(503, "Busy"), portion("2")]);
    for await (const { cursor } of followEvents(list)) if (cursor === "2") break;
    expect(asked).toEqual([undefined, "1", "1", "1"]);
  });

  it("ends when it is told to, between two events, too", async () => {
    const leaving = new AbortController();
    const got: string[] = [];
    for await (const { cursor } of followEvents(scripted([portion("1", "2")]).list, {}, leaving)) {
      got.push(cursor);
      leaving.abort();
    }
    expect(got).toEqual(["1"]);
    for await (const _ of followEvents(scripted([portion("1")]).list, {}, leaving)) expect.unreachable();
  });
});
