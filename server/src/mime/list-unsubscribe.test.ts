import { expect, it } from "vitest";
import { readListUnsubscribe } from "./list-unsubscribe.ts";

const of = (header: string, post?: string) =>
  readListUnsubscribe({ "list-unsubscribe": [header], ...(post !== undefined && { "list-unsubscribe-post": [post] }) });

it("tells the ways to leave a list, and whether one click is enough", () => {
  expect(
    of("<mailto:leave@example.test?subject=x>, <https://example.test/leave?a=1, 2>", "List-Unsubscribe=One-Click"),
  ).toEqual({
    urls: ["https://example.test/leave?a=1,2"],
    mailto: ["mailto:leave@example.test?subject=x"],
    oneClick: true,
  });
});

it("takes one click for enough only over https, and when it is said", () => {
  expect(of("<http://example.test/leave>", "List-Unsubscribe=One-Click")).toMatchObject({ oneClick: false });
  expect(of("<https://example.test/leave>")).toMatchObject({ oneClick: false });
  expect(of("<https://example.test/leave>", "yes")).toMatchObject({ oneClick: false });
});

it("leaves out what is no way, is too long or too much", () => {
  expect(of("NO")).toBeUndefined();
  expect(of("<javascript:alert(1)>, <file:///etc/passwd>")).toBeUndefined();
  expect(of(`<https://example.test/${"a".repeat(3000)}>`)).toBeUndefined();
  expect(of("<https://example.test/>,".repeat(50))?.urls).toHaveLength(10);
  expect(readListUnsubscribe({})).toBeUndefined();
});
