import { expect, it } from "vitest";
import { hostOf, isSameHost } from "./clean-mail.ts";

it("tells the host that a link of the web leads to", () => {
  expect(hostOf("https://shop.example/a?b#c")).toBe("shop.example");
  expect(hostOf("http://user@evil.example:8080/shop.example")).toBe("evil.example:8080");
  expect(hostOf("mailto:ada@example.org")).toBeUndefined();
  expect(hostOf("no address")).toBeUndefined();
});

it("takes a link for honest when its text names the host that it leads to", () => {
  expect(isSameHost("www.shop.example", "shop.example")).toBe(true);
  expect(isSameHost("Bücher.example", "xn--bcher-kva.example")).toBe(true);
  expect(isSameHost("shop.example", "shop.example:8080")).toBe(true);
  expect(isSameHost("shop.example", "shop.example.evil.example")).toBe(false);
});
