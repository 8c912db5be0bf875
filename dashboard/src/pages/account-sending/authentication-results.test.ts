import { expect, it } from "vitest";
import { findingsOf } from "./authentication-results.ts";

it("reads what a receiver found out of a message that is signed and comes from where it may", () => {
  expect(
    findingsOf({
      success: true,
      spf: {
        domain: "example.com",
        "client-ip": "192.0.2.9",
        "envelope-from": "ada@example.com",
        rr: "v=spf1 -all",
        status: { result: "pass", comment: "permitted" },
      },
      dkim: {
        results: [
          { signingDomain: "example.com", selector: "s1", status: { result: "pass", aligned: "example.com" } },
          { signingDomain: "relay.example", selector: "s2", status: { result: "pass", aligned: false } },
        ],
      },
      dmarc: {
        status: { result: "pass" },
        domain: "example.com",
        policy: "reject",
        alignment: { spf: { result: "example.com" }, dkim: { result: false } },
      },
      arc: { status: { result: "none" } },
    }),
  ).toEqual({
    spf: {
      result: "pass",
      comment: "permitted",
      domain: "example.com",
      record: "v=spf1 -all",
      ip: "192.0.2.9",
      envelope: "ada@example.com",
    },
    dkim: [
      { result: "pass", domain: "example.com", selector: "s1", aligned: "example.com" },
      { result: "pass", domain: "relay.example", selector: "s2", aligned: false },
    ],
    dmarc: {
      result: "pass",
      domain: "example.com",
      policy: "reject",
      spfAligned: "example.com",
      dkimAligned: false,
    },
    arc: { result: "none" },
  });
});

it("takes it that nothing is there where nothing is told", () => {
  const unsigned = { dkim: { results: [{ status: { result: "none" } }] } };
  expect(findingsOf(unsigned)).toEqual({
    spf: { result: "none" },
    dkim: [],
    dmarc: { result: "none" },
    arc: { result: "none" },
  });
});
