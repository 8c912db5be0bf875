import { EVENT_SAMPLES } from "@posthorn/contracts/event-samples";
import { expect, it } from "vitest";
import { gistOf } from "./gist.ts";

it("says in one line what an event is about", () => {
  const gist = (name: keyof typeof EVENT_SAMPLES) => {
    const { data, path } = EVENT_SAMPLES[name];
    return gistOf({ data: data as Record<string, unknown>, ...(path !== undefined && { path }) });
  };
  expect(gist("messageNew")).toBe("Invoice 2026-0311 · lena@customer.test");
  expect(gist("messageFailed")).toContain("refuses the recipient");
  expect(gist("webhookFailing")).toBe("Help desk · The receiver answered 503");
  expect(gistOf({ data: {} })).toBe("");
});
