import { expect, it } from "vitest";
import type { MailChange, NewMessage } from "../../core/mail-backend.ts";
import { lagOf } from "./sync-lag.ts";

const NOW = Date.UTC(2026, 0, 31);
const DAY = 86_400_000;

const news = (arrivedAt: number | undefined, seemsLikeNew = true): MailChange => ({
  type: "messageNew",
  mailbox: { path: "INBOX" },
  message: { seemsLikeNew } as NewMessage,
  ...(arrivedAt !== undefined && { arrivedAt }),
});

it("is the time since a message arrived, and none where clocks differ", () => {
  expect(lagOf(news(NOW - 1500), NOW)).toBe(1500);
  expect(lagOf(news(NOW - DAY), NOW)).toBe(DAY);
  expect(lagOf(news(NOW + 1500), NOW)).toBe(0);
});

it("is not known of what is no arrival, or has the time of another", () => {
  expect(lagOf(news(undefined), NOW)).toBeNull();
  expect(lagOf(news(NOW - 1500, false), NOW)).toBeNull();
  expect(lagOf(news(NOW - DAY - 1), NOW)).toBeNull();
  expect(lagOf({ type: "inSync" }, NOW)).toBeNull();
});
