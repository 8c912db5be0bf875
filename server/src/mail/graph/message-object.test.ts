import { expect, it } from "vitest";
import { headersOf } from "./message-object.ts";

const headersWith = (value: string) => headersOf({ internetMessageHeaders: [{ name: "X-Note", value }] } as never);

it("unfolds headers", () => {
  expect(headersWith("one\r\n two\r\n\t three")).toEqual({ "x-note": ["one two three"] });
});

it("gets through very many blanks soon", () => {
  for (let count = 0; count < 20; count++)
    expect(Object.keys(headersWith(`${" ".repeat(60_000)}x`))).toEqual(["x-note"]);
});
