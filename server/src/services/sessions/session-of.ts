import { PosthornError } from "../../core/errors.ts";
import type { Admission } from "../admit.ts";
import type { SessionCaller } from "./caller.ts";

/** The session that asks, on routes that only a session opens. */
export function sessionOf({ session }: Admission): SessionCaller {
  if (session === null) throw new PosthornError("internal", "A route of sessions was opened without one");
  return session;
}
