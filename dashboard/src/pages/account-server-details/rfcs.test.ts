import { expect, it } from "vitest";
import { rfcOf } from "./rfcs.ts";

it("finds what a name means, with a value or without, and nothing where nobody says it", () => {
  expect(rfcOf("imap", "IDLE")).toBe("https://www.rfc-editor.org/rfc/rfc2177");
  expect(rfcOf("imap", "IMAP4rev1")).toMatch(/rfc3501$/);
  expect(rfcOf("imap", "THREAD=REFERENCES")).toMatch(/rfc5256$/);
  expect(rfcOf("imap", "X-GM-EXT-1")).toBeUndefined();
  expect(rfcOf("imap", "constructor")).toBeUndefined();
  expect(rfcOf("smtp", "SIZE 35882577")).toMatch(/rfc1870$/);
  expect(rfcOf("sasl", "SCRAM-SHA-256")).toMatch(/rfc7677$/);
  expect(rfcOf("sasl", "XOAUTH2")).toBeUndefined();
});
