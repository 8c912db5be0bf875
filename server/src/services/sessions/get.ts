import { getSession as promise } from "@posthorn/contracts/sessions";
import { verb } from "../verb.ts";
import { sessionOf } from "./session-of.ts";
import { sessionView } from "./start.ts";

/** Also tells the browser to keep a remembered session's cookie as long as we do. */
export const getSession = verb(promise, async (ctx, _input, call) => {
  const session = sessionOf(call.admission);
  if (session.remember) call.sessionCookie.set(session.cookie, session.expiresAt - ctx.now());
  return sessionView(session);
});
