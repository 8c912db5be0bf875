import { expect, it } from "vitest";
import { unwrapFlowed } from "./flowed.ts";

it("joins soft line breaks and keeps hard ones", () => {
  expect(unwrapFlowed("one \ntwo \nthree\nfour", false)).toBe("one two three\nfour");
});

it("takes the blank away where it only marks the break", () => {
  expect(unwrapFlowed("日本 \n語", true)).toBe("日本語");
});

it("joins quoted lines of one depth only", () => {
  expect(unwrapFlowed(">> deep \n>> er\n> less \nmine", false)).toBe(">> deep er\n> less \nmine");
});

it("undoes space-stuffing and leaves the signature mark alone", () => {
  expect(unwrapFlowed(" From here\ntext \n-- \nAnn", false)).toBe("From here\ntext \n-- \nAnn");
});
