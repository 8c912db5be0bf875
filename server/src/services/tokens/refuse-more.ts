import { SCOPES_BY_API } from "@posthorn/contracts/scopes";
import { PosthornError } from "../../core/errors.ts";
import { scopesPass } from "../../core/token-rules.ts";
import type { Admission } from "../admit.ts";

/** Nobody hands out more than they have: `*` and `metrics` come from people, or from who has all. */
export function refuseMore({ token, session }: Admission, scopes: readonly string[]): void {
  if (session !== null) return;
  if (token === null) throw new PosthornError("forbidden", "A token can be issued only by a caller that presents one");
  const beyond = scopes.find((scope) => !SCOPES_BY_API.includes(scope as never));
  if (beyond === undefined || scopesPass(token.scopes, "*")) return;
  throw new PosthornError("forbidden", "Unauthorized scope", { extra: { requestedScope: beyond } });
}
