import { randomTokenValue, tokenIdOf } from "../../core/token-rules.ts";
import { replaceInvitation } from "../../storage/invitations.ts";
import type { Db } from "../../storage/storage.ts";
import type { Context } from "../context.ts";
import type { Call } from "../verb.ts";

const LINK_LASTS_MS = 7 * 24 * 60 * 60 * 1000;

export interface Invitation {
  /** 32 bytes in hex, of which only a hash is kept. */
  secret: string;
  expiresAt: number;
}

/** Makes the link by which a user chooses a password, once and within a week. Earlier ones are void. */
export async function inviteUser(tx: Db, user: string, now: number): Promise<Invitation> {
  const secret = randomTokenValue();
  const expiresAt = now + LINK_LASTS_MS;
  await replaceInvitation(tx, user, tokenIdOf(secret), expiresAt);
  return { secret, expiresAt };
}

/** The link below the address where people reach the dashboard. Its secret is behind the `#`, which browsers keep to themselves. */
export const invitationUrl = (base: string, { secret }: Invitation) => `${base}/admin/invitation#${secret}`;

/** What the caller is told of an invitation; nulls where there is none. */
export function invitationView(ctx: Context, call: Call, invitation: Invitation | null) {
  if (invitation === null) return { link: null, linkExpires: null };
  const { serviceUrl } = ctx.settings.stored();
  return {
    link: invitationUrl(serviceUrl ? new URL(serviceUrl).origin : call.origin, invitation),
    linkExpires: new Date(invitation.expiresAt).toISOString(),
  };
}
