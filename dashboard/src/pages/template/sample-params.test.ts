import { expect, it } from "vitest";
import { filledUp, missingIn, namesIn, parsedParams } from "./sample-params.ts";

const SUBJECT = "Order {{params.order}} for {{params.user.name}}";
const HTML =
  '{{#each params.items}}<li>{{this}}</li>{{/each}} {{length params.items}} {{insert params.order "default=x"}}';

it("finds what a template reads, each name once, and lists among them", () => {
  expect(namesIn(SUBJECT, undefined, HTML)).toEqual([
    { name: "order", isList: false },
    { name: "user.name", isList: false },
    { name: "items", isList: true },
  ]);
  expect(namesIn("{{account.name}} myparams.x")).toEqual([]);
});

it("fills in what is missing, and keeps what is there", () => {
  const names = namesIn(SUBJECT, HTML);
  const given = { order: 0, user: { id: 7 } };
  expect(missingIn(given, names)).toEqual(["user.name", "items"]);
  expect(filledUp(given, names)).toEqual({ order: 0, user: { id: 7, name: "name" }, items: ["items"] });
  expect(given).toEqual({ order: 0, user: { id: 7 } });
  expect(missingIn({ order: null, user: "x", items: [] }, names)).toEqual(["user.name"]);
});

it("takes an object of JSON and nothing else", () => {
  expect(parsedParams('{"a": 1}')).toEqual({ a: 1 });
  expect(parsedParams(" ")).toEqual({});
  expect(["[1]", "1", "null", "{"].map(parsedParams)).toEqual([undefined, undefined, undefined, undefined]);
});
