import type { Session } from "@posthorn/contracts/sessions";
import { randomBytes } from "node:crypto";
import { PosthornError } from "../../core/errors.ts";
import { insertCeremony } from "../../storage/ceremonies.ts";
import type { Db } from "../../storage/storage.ts";
import { noteSignIn, type UserRecord } from "../../storage/users.ts";
import type { Context } from "../context.ts";
import type { Call } from "../verb.ts";
import { isSecondFactorNeeded } from "../second-factor/needed.ts";
import { handOver, startSession } from "./start.ts";

const TICKET_LASTS_MS = 5 * 60 * 1000;

/** What the second step of a sign-in has to know. */
export interface CodeTicket {
  user: string;
  /** The password may change in between. */
  passwordHash: string;
  remember: boolean;
}

/**
 * Goes on when the password was right: begins the session, or throws `unauthenticated` with a ticket for the step in which a
 * code is asked for. `first` is done in the same transaction.
 */
export async function afterPassword(
  ctx: Context,
  call: Call,
  { user, passwordHash, remember }: { user: UserRecord; passwordHash: string; remember: boolean },
  first: (tx: Db) => Promise<void> = async () => {},
): Promise<Session> {
  const now = ctx.now();
  const { remoteAddress } = call;
  if (user.totpSince === null) {
    const started = await ctx.storage.transaction(async (tx) => {
      await first(tx);
      // Whoever changed the password a moment ago has ended the sessions of the old one.
      if (!(await noteSignIn(tx, user.id, passwordHash, now))) throw loginRefused(ctx, user.name, remoteAddress);
      const secondFactorNeeded = isSecondFactorNeeded(ctx, { method: "password", totpSince: user.totpSince });
      return startSession(tx, user, { remember, method: "password", secondFactorNeeded, call, now });
    });
    ctx.meter.signIn("password", "success");
    ctx.log.info({ user: user.name, remoteAddress, method: "password" }, "A user signed in");
    return handOver(call, started);
  }
  const ticket = randomBytes(32).toString("base64url");
  const payload: CodeTicket = { user: user.id, passwordHash, remember };
  await ctx.storage.transaction(async (tx) => {
    await first(tx);
    await insertCeremony(tx, { kind: "code", ticket, payload, expiresAt: now + TICKET_LASTS_MS });
  });
  ctx.log.info({ user: user.name, remoteAddress, method: "password" }, "A code is asked for after the password");
  throw new PosthornError("unauthenticated", "The code of the second step is needed", {
    code: "CodeNeeded",
    extra: { ticket, ticketExpires: new Date(now + TICKET_LASTS_MS).toISOString() },
  });
}

/** The same whether the name or the password was wrong. */
export function loginRefused(ctx: Context, user: string | null, remoteAddress: string | null): PosthornError {
  ctx.meter.signIn("password", "failure");
  ctx.log.warn({ user, remoteAddress, method: "password" }, "A sign-in failed");
  return new PosthornError("unauthenticated", "The user name or the password is wrong", { code: "InvalidLogin" });
}
