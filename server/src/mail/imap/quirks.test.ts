import { describe, expect, it } from "vitest";
import { quirksOf } from "./quirks.ts";

describe("quirks", () => {
  it("are known by the name of the server", () => {
    expect(quirksOf("imap.rambler.ru")).toEqual({ renewIdleMs: 55_000 });
    expect(quirksOf("imap.163.com")).toEqual({ renewIdleMs: 55_000, pollWith: "STATUS" });
    expect(quirksOf("imap.mail.yahoo.com")).toEqual({ renewIdleMs: 180_000 });
    expect(quirksOf("imap.larksuite.com")).toEqual({ readsAddressHeaders: true });
  });

  it("are the same however the name is written", () => {
    expect(quirksOf("IMAP.Rambler.RU.")).toEqual(quirksOf("rambler.ru"));
  });

  it("are not those of a server that is only called alike", () => {
    for (const host of ["imap.example.com", "notyahoo.com", "yahoo.com.example.org", "163.com.cn", "127.0.0.1", ""])
      expect(quirksOf(host)).toEqual({});
  });
});
