import { expect, it } from "vitest";
import { isAutoReply } from "./auto-reply.ts";

it("knows an automatic answer by its subject or headers", () => {
  for (const subject of [
    "Automatic reply: Hi",
    "Auto reply",
    "autoresponse",
    "Out of the Office: Ann",
    "OOO: back soon",
    "OOF: x",
  ])
    expect(isAutoReply(subject, {}), subject).toBe(true);
  expect(isAutoReply("auto: got it", { "in-reply-to": ["<a@b>"] })).toBe(true);
  expect(isAutoReply("Hi", { "auto-submitted": ["auto-replied (vacation)"] })).toBe(true);
  expect(isAutoReply("Hi", { precedence: ["auto_reply"] })).toBe(true);
  expect(isAutoReply("Hi", { "x-autoreply": ["yes"] })).toBe(true);
  for (const subject of ["Automatische Antwort: Hallo", "Réponse automatique : Bonjour", "自動応答: お知らせ"])
    expect(isAutoReply(subject, {}), subject).toBe(true);
});

it("takes no ordinary mail for one", () => {
  expect(isAutoReply("auto: for sale", {})).toBe(false);
  expect(isAutoReply("Automatic transmissions", {})).toBe(false);
  expect(isAutoReply(undefined, { "auto-submitted": ["auto-generated"] })).toBe(false);
  expect(isAutoReply("Newsletter", { "x-auto-response-suppress": ["All"] })).toBe(false);
});
