import { listSessions as promise } from "@posthorn/contracts/sessions";
import { listSessionsOf } from "../../storage/sessions.ts";
import { verb } from "../verb.ts";
import { sessionOf } from "./session-of.ts";

export const listSessions = verb(promise, async (ctx, _input, call) => {
  const { id, user } = sessionOf(call.admission);
  await ctx.sessionUses.flush();
  const sessions = await listSessionsOf(ctx.storage, user.id, ctx.now());
  return {
    sessions: sessions.map((session) => ({
      id: session.id,
      current: session.id === id,
      created: new Date(session.createdAt).toISOString(),
      lastSeen: new Date(session.lastSeenAt).toISOString(),
      expires: new Date(session.expiresAt).toISOString(),
      address: session.address,
      userAgent: session.userAgent,
      method: session.method,
    })),
  };
});
