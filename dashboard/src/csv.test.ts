import { expect, it } from "vitest";
import { toCsv } from "./csv.ts";

it("writes CSV that spreadsheets read as it was meant", () => {
  expect(
    toCsv([
      ["a", "b"],
      ['say "hi", you', "two\nlines"],
      [undefined, null],
      ["=1+1", "@x"],
    ]),
  ).toBe('\uFEFFa,b\r\n"say ""hi"", you","two\nlines"\r\n,\r\n\'=1+1,\'@x\r\n');
});
