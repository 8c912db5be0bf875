import { expect, it } from "vitest";
import { headerNames } from "./header-names.ts";

const named = (...keys: string[]) => keys.map((key) => ({ key, value: "******" }));

it("are those of the account alone where it has an address of its own", () => {
  const account = { webhooks: "https://a.example/", webhooksCustomHeaders: named("X-Own") };
  expect(headerNames(account, named("X-General"))).toEqual(["X-Own"]);
});

it("are those of the settings, too, where the address is theirs, each once", () => {
  expect(headerNames({ webhooksCustomHeaders: named("X-Own", "x-both") }, named("X-Both", "X-General"))).toEqual([
    "X-General",
    "X-Own",
    "x-both",
  ]);
  expect(headerNames({}, null)).toEqual([]);
});
