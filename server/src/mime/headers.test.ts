import { expect, it } from "vitest";
import { parseHeaders } from "./headers.ts";

it("collects every value by lower-case name, unfolded and still encoded", () => {
  const block = [
    "Received: from a",
    "\tby b",
    "received: second",
    "Subject: =?utf-8?q?x?=",
    "no header at all",
    "__proto__: evil",
    "constructor: evil",
    "X-Empty:",
    "",
  ].join("\r\n");
  const headers = parseHeaders(Buffer.from(block));
  expect(headers).toEqual({ received: ["from a by b", "second"], subject: ["=?utf-8?q?x?="], "x-empty": [""] });
  expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
});

it("loses no byte of a header that is not ASCII", () => {
  expect(parseHeaders(Buffer.from("A: Grüße\r\n")).a).toEqual(["Grüße"]);
  expect(parseHeaders(Buffer.from("A: Grüße\r\n", "latin1")).a).toEqual(["Grüße"]);
});
