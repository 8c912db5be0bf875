import { EVENT_SAMPLES } from "@posthorn/contracts/event-samples";
import { describe, expect, it } from "vitest";
import { startFunctions } from "../sandbox/testing.ts";
import { applyRouteFunctions, type RouteFunctions } from "./route-functions.ts";

const closings: (() => Promise<void>)[] = [];
const payload = EVENT_SAMPLES.messageSent;

describe("the functions of an endpoint", () => {
  const { functions } = startFunctions({ end: (close) => void closings.push(close) });
  const event = { payload, eventId: "e1", route: "r1", env: "{}" };
  const apply = (given: Partial<RouteFunctions>, signal?: AbortSignal) =>
    applyRouteFunctions(functions, { fn: null, map: null, ...given }, { ...event, ...(signal && { signal }) });

  it.each<[string, Partial<RouteFunctions>, object]>([
    ["none", {}, { kind: "send", body: payload, isMapped: false, errors: [] }],
    ["a filter that is true", { fn: "return {}" }, { kind: "send", body: payload, isMapped: false }],
    ["a filter that is false", { fn: "return ''", map: "return 1" }, { kind: "drop", reason: "filtered", errors: [] }],
    ["an empty filter", { fn: "" }, { kind: "drop", reason: "filtered" }],
    [
      "a filter that throws",
      { fn: "throw new Error('no')" },
      { kind: "drop", reason: "filterFailed", errors: [{ type: "filter", kind: "threw", message: "Error: no" }] },
    ],
    [
      "a filter that does not compile",
      { fn: "return (" },
      { kind: "drop", reason: "filterFailed", errors: [{ type: "filter", kind: "compile" }] },
    ],
    ["a filter whose result has no JSON", { fn: "const a = {}; a.a = a; return a" }, { kind: "send", errors: [] }],
    [
      "a map",
      { map: "return [payload._route.id, payload.eventId, payload.event]" },
      { kind: "send", body: ["r1", "e1", "messageSent"], isMapped: true },
    ],
    ["a map of a text", { map: "return 'x'" }, { kind: "send", body: "x", isMapped: true }],
    ["a map of nothing", { map: "payload.event = 'x'" }, { kind: "send", body: payload, isMapped: false }],
    [
      "a map of all",
      { map: "return payload" },
      { kind: "send", body: { ...payload, _route: { id: "r1" } }, isMapped: true },
    ],
    ["a map that keeps an eventId of its own", { map: "return { eventId: 'mine' }" }, { body: { eventId: "mine" } }],
    [
      "a map behind a filter that changes things",
      { fn: "payload.data = 1; return 1", map: "return payload.data.queueId" },
      { body: "19cc4e2b7d10a6f3c58" },
    ],
    [
      "a map that throws",
      { map: "throw 1" },
      { kind: "send", body: payload, isMapped: false, errors: [{ type: "map", kind: "threw" }] },
    ],
    [
      "a map that throws, where that stops",
      { map: "throw 1", onMapError: "drop" },
      { kind: "drop", reason: "mapFailed" },
    ],
    [
      "a map whose result has no JSON",
      { map: "return 1n" },
      { kind: "send", body: payload, errors: [{ type: "map", kind: "notJson" }] },
    ],
    [
      "a map that does not compile",
      { map: "return (" },
      { kind: "drop", reason: "mapFailed", errors: [{ type: "map", kind: "compile" }] },
    ],
  ])(
    "decide: %s",
    async (_name, given, expected) => {
      const outcome = await apply(given);
      expect(outcome).toMatchObject(expected);
      if (outcome.kind === "send") expect(outcome.body).toEqual((expected as { body?: unknown }).body ?? payload);
    },
    30_000,
  );

  it("say nothing of an event when they could not be run", async () => {
    await expect(apply({ fn: "return 1" }, AbortSignal.abort(new Error("gone")))).rejects.toThrow("gone");
    for (const close of closings) await close();
    await expect(apply({ fn: "return 1" })).rejects.toMatchObject({ kind: "unavailable", temporary: true });
  });
});
