import { describe, expect, it } from "vitest";
import { type LinkData, readSignedLink, signedLink } from "./signed-link.ts";

const OPEN: LinkData = { act: "open", acc: "ada", msg: "<1@example.com>" };
const queryOf = (link: string) => Object.fromEntries(new URL(link).searchParams);

describe("a signed link", () => {
  it("is the same for ever", () => {
    expect(signedLink("https://mail.example.com/", OPEN, "secret")).toBe(
      "https://mail.example.com/open.gif?data=eyJhY3QiOiJvcGVuIiwiYWNjIjoiYWRhIiwibXNnIjoiPDFAZXhhbXBsZS5jb20-In0&sig=HFYr-f4mzbjhXyCP5VtfetqO83iD4Lh-YQUV_fI_L_c",
    );
    for (const [data, path] of [
      [{ act: "click", url: "https://a.example/?x=ü", acc: "ada", msg: "1" }, "/sub/redirect"],
      [{ act: "unsub", acc: "ada", list: "news", rcpt: "bo@isp.test" }, "/sub/unsubscribe"],
    ] as const) {
      const link = signedLink("https://mail.example.com/sub", data, "secret");
      expect(new URL(link).pathname).toBe(path);
      expect(readSignedLink(data.act, queryOf(link), "secret")).toEqual(data);
    }
  });

  it("can't be changed, nor used for another purpose, nor made by anybody else", () => {
    const query = queryOf(signedLink("https://mail.example.com", OPEN, "secret"));
    const other = Buffer.from(JSON.stringify({ ...OPEN, acc: "eve" })).toString("base64url");
    for (const [act, given, secret] of [
      ["open", query, "another"],
      ["click", query, "secret"],
      ["open", { ...query, data: other }, "secret"],
      ["open", { ...query, sig: `${query["sig"]}x` }, "secret"],
      ["open", { ...query, sig: "" }, "secret"],
      ["open", { data: query["data"] }, "secret"],
      ["open", { ...query, sig: ["a", "b"] }, "secret"],
    ] as const)
      expect(() => readSignedLink(act, given, secret)).toThrow(expect.objectContaining({ kind: "forbidden" }));
  });

  it("is told from what is none", () => {
    for (const data of [undefined, "", "x", ["a"], Buffer.from("null").toString("base64url")])
      expect(() => readSignedLink("open", { data, sig: "x" }, "secret")).toThrow(
        expect.objectContaining({ kind: "invalid" }),
      );
  });
});
