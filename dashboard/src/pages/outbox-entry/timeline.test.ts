import type { LoggedEvent } from "@posthorn/contracts/event-log";
import type { OutboxEntry } from "@posthorn/contracts/outbox";
import { expect, it } from "vitest";
import { eventsOf, timelineOf } from "./timeline.ts";

let count = 0;
const event = (name: string, data: Record<string, unknown>, minute = (count += 1)): LoggedEvent => ({
  id: `e${minute}`,
  cursor: `c${minute}`,
  serviceUrl: null,
  account: "ada",
  date: `2026-01-01T10:${String(minute).padStart(2, "0")}:00.000Z`,
  event: name,
  data,
});

it("finds what is about a message, also what knows only its Message-ID", () => {
  const sent = event("messageSent", {
    queueId: "q1",
    messageId: "<a@b>",
    originalMessageId: "<o@b>",
    response: "250 ok",
  });
  const other = event("messageSent", { queueId: "q2", messageId: "<x@b>" });
  const open = event("trackOpen", { messageId: "<a@b>", remoteAddress: "198.51.100.7" });
  const bounce = event("messageBounce", { queueId: "4T9k", messageId: "<a@b>", submission: { queueId: "q1" } });
  const otherBounce = event("messageBounce", { queueId: "q1", messageId: "<x@b>", submission: { queueId: "q2" } });
  const click = event("trackClick", { messageId: "<o@b>", url: "https://shop.example/" });
  expect(eventsOf([click, otherBounce, bounce, open, other, sent], "q1", undefined)).toEqual([
    sent,
    open,
    bounce,
    click,
  ]);
  expect(eventsOf([open], "q1", "<a@b>")).toEqual([open]);
  expect(eventsOf([open], "q1", undefined)).toEqual([]);
});

it("tells the life of a message that is still being tried", () => {
  const entry: OutboxEntry = {
    queueId: "q1",
    account: "ada",
    state: "delayed",
    created: "2026-01-01T09:00:00.000Z",
    attemptsMade: 3,
    attemptHistory: [
      { time: "2026-01-01T09:01:00.000Z", error: "busy", response: "451 busy" },
      { time: "2026-01-01T09:02:00.000Z", error: "no connection" },
    ],
    nextAttempt: "2026-01-01T11:00:00.000Z",
    waitingReason: "The server wants a pause",
  };
  const error = event("messageDeliveryError", { queueId: "q1", error: "busy" });
  expect(timelineOf(entry, [error]).map(({ title, text, look }) => [title, text, look])).toEqual([
    ["Handed in", undefined, "plain"],
    ["Attempt 2 failed", "451 busy", "bad"],
    ["Attempt 3 failed", "no connection", "bad"],
    ["Waits", "The server wants a pause", "plain"],
    ["Next try", undefined, "coming"],
  ]);
});

it("tells what is known of one that has left", () => {
  const events = [
    event("messageDeliveryError", { queueId: "q1", error: "busy", smtpResponse: "451 busy" }),
    event("messageSent", { queueId: "q1", messageId: "<a@b>", response: "250 ok" }),
    event("messageBounce", { recipient: "lena@customer.test", response: { message: "550 gone" } }),
    event("trackClick", { messageId: "<a@b>", url: "https://shop.example/" }),
  ];
  expect(timelineOf(null, events).map(({ title, text, look }) => [title, text, look])).toEqual([
    ["An attempt failed", "451 busy", "bad"],
    ["Taken by the mail server", "250 ok", "good"],
    ["Bounced: lena@customer.test", "550 gone", "bad"],
    ["A link was followed", "https://shop.example/", "good"],
  ]);
});
