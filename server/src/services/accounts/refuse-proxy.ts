import { PosthornError } from "../../core/errors.ts";
import type { Admission } from "../admit.ts";

/** A narrowed token may not name a proxy: it would lead a session with stored credentials elsewhere. */
export function refuseProxyOfNarrowed({ token, contract }: Admission, proxy: string | undefined): void {
  if (proxy === undefined || proxy === "" || token === null || token.permissions === null) return;
  const { action, group } = contract;
  throw new PosthornError("forbidden", "Unauthorized permission", {
    extra: { requiredPermission: { action, group }, field: "proxy" },
  });
}
