import { expect, it } from "vitest";
import { callFor } from "./call-for.ts";

it("writes a call that shells take as it is", () => {
  const call = callFor("https://mail.example", { id: "t1", account: "ada b" }, { name: "O'Hara" });
  expect(call).toContain("curl -X POST https://mail.example/v1/account/ada%20b/submit");
  expect(call).toContain(String.raw`"name": "O'\''Hara"`);
  expect(callFor("https://mail.example", { id: "t1", account: null }, {})).toContain("/v1/account/ACCOUNT/submit");
});
