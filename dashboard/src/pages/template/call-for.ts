import type { Template } from "@posthorn/contracts/templates";
import type { Params } from "./sample-params.ts";

/** A call that sends the template, for a shell: single quotes in values are written as shells take them. */
export function callFor(origin: string, { id, account }: Pick<Template, "id" | "account">, params: Params): string {
  const body = JSON.stringify(
    { to: [{ address: "somebody@example.com" }], template: id, render: { params } },
    null,
    2,
  ).replaceAll("'", String.raw`'\''`);
  const path = `/v1/account/${account === null ? "ACCOUNT" : encodeURIComponent(account)}/submit`;
  return [
    `curl -X POST ${origin}${path} \\`,
    `  -H "Authorization: Bearer $TOKEN" \\`,
    `  -H "Content-Type: application/json" \\`,
    `  -d '${body}'`,
  ].join("\n");
}
