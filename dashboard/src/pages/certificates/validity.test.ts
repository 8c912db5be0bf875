import type { ShownCertificate } from "@posthorn/contracts/certificates";
import { expect, it } from "vitest";
import { shownValidityOf, validityOf } from "./validity.ts";

const facts = { notBefore: "2026-01-01T00:00:00Z", notAfter: "2026-04-01T00:00:00Z" };

it.each([
  ["2026-02-01", null, "Valid", "success"],
  ["2026-02-01", "The last order failed", "Valid", "warning"],
  ["2026-03-25", null, "Ends soon", "warning"],
  ["2026-05-01", null, "Ended", "danger"],
  ["2025-12-01", null, "Not valid yet", "warning"],
])("tells how a certificate stands on %s", (day, error, name, type) => {
  expect(validityOf(facts, error, Date.parse(day))).toMatchObject({ name, type });
});

it("tells of one that is not there yet", () => {
  expect(validityOf(null, null, 0)).toMatchObject({ name: "Ordered", spinner: true });
  expect(validityOf(null, "refused", 0)).toMatchObject({ name: "Failed", error: "refused" });
});

it("tells that a server shows one that it signs itself, and why", () => {
  const shown = { source: "self-signed", facts: null, error: "The order failed" } as ShownCertificate;
  expect(shownValidityOf(shown, 0)).toEqual({ type: "warning", name: "Signed by itself", error: "The order failed" });
  expect(shownValidityOf({ ...shown, source: "acme:mail.example.com", error: null }, 0)).toMatchObject({
    name: "Ordered",
  });
});
