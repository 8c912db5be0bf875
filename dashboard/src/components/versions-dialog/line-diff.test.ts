import { expect, it } from "vitest";
import { lineDiff } from "./line-diff.ts";

const SIGNS = { same: " ", removed: "-", added: "+" };
const told = (before: string, after: string) => lineDiff(before, after).map(({ kind, text }) => SIGNS[kind] + text);

it("tells which lines went and which came", () => {
  expect(told("a\nb\nc\nd", "a\nc\nx\nd")).toEqual([" a", "-b", " c", "+x", " d"]);
  expect(told("a\nb", "b\na")).toEqual(["-a", " b", "+a"]);
  expect(told("", "a")).toEqual(["+a"]);
  expect(told("a", "")).toEqual(["-a"]);
  expect(told("a\r\nb", "a\nb")).toEqual([" a", " b"]);
  expect(told("", "")).toEqual([]);
});

it("tells long texts that have nothing in common as a whole", () => {
  const text = (name: string) => Array.from({ length: 3000 }, (_, line) => `${name}${line}`).join("\n");
  const lines = lineDiff(`first\n${text("a")}\nlast`, `first\n${text("b")}\nlast`);
  expect(lines).toHaveLength(6002);
  expect(lines.slice(0, 2)).toEqual([
    { kind: "same", text: "first" },
    { kind: "removed", text: "a0" },
  ]);
});
