import { expect, it } from "vitest";
import { contentOf, typedOf } from "./typed-mail.ts";

it.each([
  ["Lena <lena@example.com>", { name: "Lena", address: "lena@example.com" }],
  ["<lena@example.com>", { address: "lena@example.com" }],
  ["lena@example.com", { address: "lena@example.com" }],
  ["Lena", { name: "Lena" }],
])("understands %s", (typed, from) => {
  const content = contentOf({ subject: " Offer ", from: typed, text: "Hello" });
  expect(content).toEqual({ subject: "Offer", from, text: "Hello" });
  expect(contentOf(typedOf(content ?? {}))).toEqual(content);
});

it("is no mail without a text, and keeps what is not typed", () => {
  expect(contentOf({ subject: "Offer", from: "", text: " " })).toBeUndefined();
  const before = { subject: "Old", html: "<p>Hi</p>", headers: { "list-id": ["<news>"] } };
  expect(contentOf({ subject: "", from: "", text: "" }, before)).toEqual({
    html: "<p>Hi</p>",
    headers: { "list-id": ["<news>"] },
  });
});
