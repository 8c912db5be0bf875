import { describe, expect, it } from "vitest";
import { findConfigured } from "./configured-path.ts";

const find = (wanted: string, ...paths: string[]) =>
  findConfigured(
    paths.map((path) => ({ path, delimiter: "." })),
    wanted,
  )?.path;

describe("a path in an account's settings", () => {
  it("means the mailbox that is written so, before any other", () => {
    expect(find("sent", "Sent", "sent", "SENT")).toBe("sent");
  });

  it("may be written in other letters, INBOX above all", () => {
    expect(find("inbox", "INBOX", "Sent")).toBe("INBOX");
    expect(find("Inbox.Sent", "INBOX", "INBOX.Sent")).toBe("INBOX.Sent");
    expect(find("gesendete objekte", "Gesendete Objekte")).toBe("Gesendete Objekte");
    expect(find("Entwu\u0308rfe", "Entwürfe")).toBe("Entwürfe");
  });

  it("may lack the prefix that the server puts before everything", () => {
    expect(find("Sent", "INBOX", "INBOX.Sent")).toBe("INBOX.Sent");
  });

  it("means nothing where it could mean several, or none", () => {
    expect(find("sEnt", "Sent", "SENT")).toBeUndefined();
    expect(find("Sent", "Archive.Sent")).toBeUndefined();
    expect(find("Sent")).toBeUndefined();
  });
});
