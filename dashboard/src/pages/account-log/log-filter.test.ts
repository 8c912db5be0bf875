import type { AccountLogEntry } from "@posthorn/contracts/logs";
import { expect, it } from "vitest";
import { filterLog } from "./log-filter.ts";

const entry = (text: string, more: Partial<AccountLogEntry> = {}): AccountLogEntry => ({
  time: "2026-03-01T09:30:00.000Z",
  direction: "client",
  connection: "a",
  purpose: "watch",
  text,
  ...more,
});

it("leaves the lines that hold all that is wanted", () => {
  const entries = [
    entry("1 SELECT INBOX"),
    entry("* 3 EXISTS", { direction: "server" }),
    entry("The connection ended", { direction: null, connection: "b" }),
    entry("EHLO here", { purpose: "smtp", connection: "c" }),
  ];
  const texts = (wanted: Parameters<typeof filterLog>[1]) => filterLog(entries, wanted).map(({ text }) => text);
  expect(texts({})).toHaveLength(4);
  expect(texts({ text: "inbox" })).toEqual(["1 SELECT INBOX"]);
  expect(texts({ speaker: "notice" })).toEqual(["The connection ended"]);
  expect(texts({ speaker: "client", purpose: "smtp" })).toEqual(["EHLO here"]);
  expect(texts({ connection: "b" })).toEqual(["The connection ended"]);
});
