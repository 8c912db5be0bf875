import { expect, it } from "vitest";
import { eventFilter } from "./event-filter.ts";

const body = {
  account: "sales",
  event: "messageNew",
  path: "INBOX",
  specialUse: "\\Inbox",
  data: {
    subject: "Your Invoice 17",
    size: 2048,
    from: { name: "Ada", address: "ada@example.org" },
    to: [{ address: "sales@example.com" }, { address: "bob@example.com" }],
    flags: ["\\Seen"],
    headers: { "list-id": ["<news.example.org>"] },
    isBounce: true,
  },
};
const fits = (query: Record<string, unknown>) => eventFilter(query)(body);

it("matches values, comparisons, lists and texts by paths with dots", () => {
  for (const query of [
    {},
    { event: "messageNew" },
    { "data.subject": { $contains: "invoice" } },
    { "data.subject": { $startsWith: "your" }, "data.size": { $gt: 1000, $lte: 2048 } },
    { "data.from.address": { $endsWith: "@EXAMPLE.ORG" } },
    { "data.to.address": "bob@example.com" },
    { "data.to.address": { $contains: "sales@" } },
    { "data.flags": "\\Seen" },
    { "data.flags": { $in: ["\\Flagged", "\\Seen"] } },
    { "data.isBounce": { $exists: true }, "data.isComplaint": { $exists: false } },
    { $or: [{ event: "messageSent" }, { "data.isBounce": true }] },
    { "data.subject": { $not: { $contains: "spam" } } },
    { "data.headers.list-id": { $contains: "news.example" } },
    { "data.to": { $elemMatch: { address: "bob@example.com" } }, account: { $ne: "other" } },
  ])
    expect({ query, fits: fits(query) }).toEqual({ query, fits: true });
  for (const query of [
    { event: "messageSent" },
    { "data.subject": { $contains: "spam" } },
    { "data.size": { $contains: "2" } },
    { "data.missing": "x" },
    { $nor: [{ event: "messageNew" }] },
    { "data.flags": { $size: 2 } },
  ])
    expect({ query, fits: fits(query) }).toEqual({ query, fits: false });
});

it("says what it does not understand", () => {
  expect(() => eventFilter({ $where: "true" })).toThrow("filter.$where is no operator");
  expect(() => eventFilter({ a: { $regex: "(a+)+" } })).toThrow("filter.a.$regex is no operator");
  expect(() => eventFilter({ $or: { a: 1 } })).toThrow("filter.$or needs a list");
  expect(() => eventFilter({ a: { $contains: 1 } })).toThrow("filter.a.$contains needs a text");
  expect(() => eventFilter({ a: Array.from({ length: 501 }, () => 1) })).toThrow("more than 500 terms");
  const deep = Array.from({ length: 30 }).reduce<Record<string, unknown>>((inner) => ({ $and: [inner] }), {});
  expect(() => eventFilter(deep)).toThrow("nested too deeply");
});
