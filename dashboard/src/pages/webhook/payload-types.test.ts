import { EVENT_SAMPLES } from "@posthorn/contracts/event-samples";
import { EVENT_NAMES } from "@posthorn/contracts/events";
import ts from "typescript";
import { expect, it } from "vitest";
import { namesInFunctions, payloadType } from "./payload-types.ts";

it("tells what an event has, what may be missing, and how it may look", () => {
  const data = {
    id: 5,
    to: [{ name: "Ada", address: "a@x.test" }, { address: "b@x.test" }],
    none: [],
    "list-id": null,
  };
  expect(payloadType({ event: "elsewhere", data })).toBe(`{
  event: string; // "elsewhere"
  data: {
    id: number; // 5
    to: {
      name?: string; // "Ada"
      address: string; // "b@x.test"
    }[];
    none: unknown[];
    "list-id": null;
  };
  eventId: string; // "3f0b8a52-6d1c-4d0e-9d7c-2f6a1f3c9b10"
  _route: {
    id: string; // "AAABnLV0OkA5cFTx"
  };
}`);
});

it("knows the example of the same name besides what is given", () => {
  const type = payloadType({ event: "mailboxNew", serviceUrl: null, data: { more: [1, "two"] } });
  expect(type).toContain("serviceUrl: string | null;");
  expect(type).toContain("account?: string;");
  expect(type).toContain("more?: (string | number)[];");
});

it.each(EVENT_NAMES)("is a type that the example of %s has", (name) => {
  const source = `const payload: ${payloadType({ ...EVENT_SAMPLES[name] })} = null as never;`;
  const { diagnostics } = ts.transpileModule(source, { reportDiagnostics: true });
  expect(diagnostics).toEqual([]);
});

it("offers what can be named", () => {
  const names = namesInFunctions({ event: "messageNew", data: { summary: { sentiment: "neutral" } } });
  expect(names).toMatchObject({
    payload: { account: "support", data: { subject: "Invoice 2026-0311", summary: {} }, _route: {} },
    env: {},
  });
  expect(namesInFunctions({})).toMatchObject({ payload: { data: {} } });
});
