import { expect, it } from "vitest";
import { emptyKind } from "./empty-kind.ts";

it("tells why a list is empty", () => {
  expect(emptyKind({ isFiltered: false, total: 0 })).toBe("nothing");
  expect(emptyKind({ query: "x", isFiltered: true, total: 0 })).toBe("query");
  expect(emptyKind({ isFiltered: true, total: 0 })).toBe("filter");
  expect(emptyKind({ query: "x", isFiltered: false, page: 9, total: 30 })).toBe("page");
});
