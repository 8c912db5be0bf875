import { expect, it } from "vitest";
import { safeNext } from "./next-path.ts";

it.each(["/admin/tokens?query=a", "/admin/reference/Account#x", "/"])("goes on to %s", (next) => {
  expect(safeNext(next)).toBe(next);
});

it.each([
  undefined,
  "",
  "//evil.example",
  "/\\evil.example",
  "https://evil.example",
  "javascript:alert(1)",
  "/\t/evil.example",
  "tokens",
])("goes Home instead of %j", (next) => {
  expect(safeNext(next)).toBe("/admin/");
});
