import { describe, expect, it } from "vitest";
import { searchIn, searchKind, toSearchQuery } from "./search.ts";

describe("a search for mail", () => {
  it("is none when nothing is looked for, wherever it would be", () => {
    expect(toSearchQuery({}, "imap")).toBeUndefined();
    expect(toSearchQuery({ everywhere: true }, "imap")).toBeUndefined();
    expect(toSearchQuery({ raw: "in:anywhere" }, "imap")).toBeUndefined();
  });

  it("asks for everything that was said", () => {
    const search = { from: "ida", to: "ada", subject: "hi", body: "bye", unseen: true, flagged: true } as const;
    expect(toSearchQuery(search, "imap")).toEqual(search);
    expect(toSearchQuery({ since: "2026-01-31", before: "2026-02-01" }, "imap")).toEqual({
      since: "2026-01-31",
      before: "2026-02-01",
    });
  });

  it("finds attachments as each kind of mailbox can", () => {
    expect(toSearchQuery({ attachments: true }, "imap")).toEqual({ header: { "Content-Type": "multipart/mixed" } });
    expect(toSearchQuery({ attachments: true }, "gmail")).toEqual({ gmailRaw: "has:attachment" });
    expect(toSearchQuery({ attachments: true, raw: "from:me" }, "gmail")).toEqual({
      gmailRaw: "from:me has:attachment",
    });
    expect(toSearchQuery({ attachments: true }, "outlook")).toBeUndefined();
  });

  it("takes its parts from an address and nothing else", () => {
    const address = { path: "INBOX", message: "AAA", from: "ida", unseen: true } as const;
    expect(searchIn(address)).toEqual({ from: "ida", unseen: true });
  });

  it("knows whose words an account takes", () => {
    expect(
      [undefined, "imap", "gmail", "gmailService", "outlook", "mailRu"].map((type) => searchKind(type as never)),
    ).toEqual(["imap", "imap", "gmail", "gmail", "outlook", "imap"]);
  });
});
