import { expect, it } from "vitest";
import { addressesIn } from "./addresses-in.ts";

it("finds every address once, whatever stands around it", () => {
  const text =
    '\uFEFFaddress,reason\r\n"a@example.com","said ""no"""\r\nB <b@example.org>; A@EXAMPLE.com\nc+d@x.co.uk|no@at\n';
  expect(addressesIn(text)).toEqual(["a@example.com", "b@example.org", "c+d@x.co.uk"]);
  expect(addressesIn("nobody at all")).toEqual([]);
});
