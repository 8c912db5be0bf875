import { expect, it } from "vitest";
import { fillTemplate, parseTemplate, valuesIn } from "./template.ts";

const read = (template: string, text: string) => valuesIn(parseTemplate(template), text);

it.each([
  ['"{name}" is required', '"to" is required', { name: "to" }],
  ['"{name}" and "{other}" differ', '"a" and "b" differ', { name: "a", other: "b" }],
  ["{a}{b}", "xy", { a: "", b: "xy" }],
  ["Not found: {path}", "Not found: ", { path: "" }],
  ["Not found: {path}", "Not found: A: B\n", { path: "A: B\n" }],
  ['"{name}" is required', '"" is required" is required', { name: '" is required' }],
  ["nothing", "nothing", {}],
])("reads %j out of %j", (template, text, values) => {
  expect(read(template, text)).toEqual(values);
  expect(fillTemplate(template, values)).toBe(text);
});

it.each([
  ['"{name}" is required', '"to" is missing'],
  ['"{name}" is required', '" is required'],
  ['"{name}" and "{other}" differ', '"a" differ'],
  ['"{name}" and "{other}" differ', '"a" and " differ'],
  ["nothing", "nothing else"],
  ["{a}, {b}, {c}.", "1, 2."],
])("reads nothing of %j out of %j", (template, text) => {
  expect(read(template, text)).toBeUndefined();
});

it("puts values in as they are, in any order", () => {
  expect(fillTemplate("{b} {a} {b}{c}", { a: "$&", b: "{a}" })).toBe("{a} $& {a}");
});
