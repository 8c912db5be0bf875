import { describe, expect, it } from "vitest";
import {
  choiceIn,
  flagIn,
  numberIn,
  pagingIn,
  parseSearch,
  stringifySearch,
  textIn,
  toApiPaging,
} from "./url-search.ts";

describe("what stands after the question mark", () => {
  it("is plain text both ways", () => {
    const search = { query: "a&b=ä 7", page: 3, create: true, account: undefined, state: "", off: false };
    expect(stringifySearch(search)).toBe("?query=a%26b%3D%C3%A4+7&page=3&create=true");
    expect(parseSearch(stringifySearch(search))).toEqual({ query: "a&b=ä 7", page: "3", create: "true" });
    expect(stringifySearch({ query: undefined })).toBe("");
    expect(parseSearch("?query=123")).toEqual({ query: "123" });
  });

  it("counts only where it makes sense", () => {
    expect(textIn({ query: "  " }, "query")).toBeUndefined();
    expect(textIn({ query: " x " }, "query")).toBe("x");
    expect(choiceIn({ state: "nonsense" }, "state", ["a", "b"])).toBeUndefined();
    expect(choiceIn({ state: "b" }, "state", ["a", "b"])).toBe("b");
    expect(numberIn({ n: "2.5" }, "n", [1, 9])).toBeUndefined();
    expect(numberIn({ n: "10" }, "n", [1, 9])).toBeUndefined();
    expect(flagIn({ create: "true" }, "create")).toBe(true);
    expect(flagIn({ create: "1" }, "create")).toBeUndefined();
  });

  it("leaves out what is so anyway, and counts pages from one where the API counts from nought", () => {
    expect(pagingIn({ page: "1", pageSize: "20" })).toEqual({});
    expect(pagingIn({ page: "-3", pageSize: "251" })).toEqual({});
    expect(pagingIn({ page: "4", pageSize: "50" })).toEqual({ page: 4, pageSize: 50 });
    expect(toApiPaging({ page: 4, pageSize: 50 })).toEqual({ page: 3, pageSize: 50 });
    expect(toApiPaging({})).toEqual({ page: 0, pageSize: 20 });
  });
});
