import { describe, expect, it } from "vitest";
import { changesBetween } from "./compare.ts";

describe("what differs between two answers", () => {
  it("is told field by field, with what was added and what is gone", () => {
    expect(
      changesBetween({
        before: { name: "a", imap: { host: "one", port: 993, tls: {} }, path: ["x"], same: { a: 1 } },
        after: { name: "b", imap: { host: "two", port: 993, secure: true }, path: ["x", "y"], same: { a: 1 } },
      }),
    ).toEqual([
      { field: "name", before: "a", after: "b" },
      { field: "imap.host", before: "one", after: "two" },
      { field: "imap.tls", before: {} },
      { field: "path", before: ["x"], after: ["x", "y"] },
      { field: "imap.secure", after: true },
    ]);
  });

  it("is all of what was made, or is gone, and nothing where nothing is different", () => {
    expect(changesBetween({ before: undefined, after: { a: { b: null } } })).toEqual([{ field: "a.b", after: null }]);
    expect(changesBetween({ before: { a: false, b: undefined }, after: undefined })).toEqual([
      { field: "a", before: false },
    ]);
    expect(changesBetween({ before: { a: [1, { b: 2 }] }, after: { a: [1, { b: 2 }] }, sent: { a: [] } })).toEqual([]);
  });

  it("has an object that takes the place of a value, and the other way round", () => {
    expect(changesBetween({ before: { imap: false }, after: { imap: { host: "a" } } })).toEqual([
      { field: "imap", before: false },
      { field: "imap.host", after: "a" },
    ]);
  });

  it("tells values whole where that is wanted", () => {
    expect(
      changesBetween({
        before: { logs: { all: true, lines: 1 }, limits: null },
        after: { logs: { all: true, lines: 2 }, limits: { a: 1 } },
        isFlat: true,
      }),
    ).toEqual([
      { field: "logs", before: { all: true, lines: 1 }, after: { all: true, lines: 2 } },
      { field: "limits", before: null, after: { a: 1 } },
    ]);
  });

  it("tells that a secret was replaced, by masks alone", () => {
    const shown = {
      imap: { auth: { user: "ada", pass: "******" } },
      url: "https://******:******@example.com/",
      headers: [{ key: "A", value: "******" }],
      untouched: "******",
    };
    const sent = {
      imap: { auth: { user: "ada", pass: "geheim" } },
      url: "https://ada:geheim@example.com/",
      headers: [{ key: "A", value: "geheim" }],
    };
    const told = changesBetween({ before: shown, after: structuredClone(shown), sent });
    expect(told).toEqual([
      { field: "imap.auth.pass", before: "******", after: "******" },
      { field: "url", before: shown.url, after: shown.url },
      { field: "headers", before: shown.headers, after: shown.headers },
    ]);
    expect(JSON.stringify(told)).not.toContain("geheim");
    expect(changesBetween({ before: shown, after: shown, sent: shown })).toEqual([]);
    expect(changesBetween({ before: {}, after: { pass: "******" }, sent: { pass: "geheim" } })).toEqual([
      { field: "pass", after: "******" },
    ]);
  });

  it("leaves out fields with all that is in them, and no others", () => {
    expect(
      changesBetween({
        before: { state: "a", counters: { events: { x: 1 } }, countersToo: 1 },
        after: { state: "b", counters: { events: { x: 2 } }, countersToo: 2 },
        leftOut: ["state", "counters"],
      }),
    ).toEqual([{ field: "countersToo", before: 1, after: 2 }]);
  });

  it("stays within bounds, and says where it was cut", () => {
    const long = "x".repeat(5000);
    const [text, list, name] = changesBetween({
      before: {},
      after: { text: long, list: [long], [long]: 1 },
    });
    expect(text).toEqual({ field: "text", after: `${"x".repeat(1000)}…`, cut: ["after"] });
    expect(list).toMatchObject({ field: "list", after: expect.stringMatching(/^\["x+…$/) as string, cut: ["after"] });
    expect(name).toEqual({ field: "x".repeat(200), after: 1 });
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`f${at}`, long]));
    const changes = changesBetween({ before: undefined, after: many });
    expect(changes).toHaveLength(200);
    expect(changes.at(-1)).toEqual({ field: "f199", cut: ["after"] });
    expect(JSON.stringify(changes).length).toBeLessThan(40_000);
    // A character of two halves is not torn apart.
    const [torn] = changesBetween({ before: {}, after: { a: `${"x".repeat(999)}😀` } });
    expect(String(torn?.after).isWellFormed()).toBe(true);
  });
});
