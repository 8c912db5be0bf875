import { PosthornError } from "../../core/errors.ts";
import type { Context } from "../context.ts";

/** Whom passkeys are for: the host of the setting `serviceUrl`. Refused as `conflict` while that is empty. */
export function relyingParty(ctx: Context): { id: string; origin: string } {
  const serviceUrl = ctx.settings.get("serviceUrl");
  if (!serviceUrl)
    throw new PosthornError("conflict", 'Passkeys need the setting "serviceUrl"', { code: "PasskeysUnavailable" });
  const { hostname, origin } = new URL(serviceUrl);
  return { id: hostname, origin };
}

/** How long the browser and its user have. */
export const CEREMONY_MS = 5 * 60 * 1000;

/** Neither tells more than that it came to nothing. */
export const passkeyRefused = (kind: "invalid" | "unauthenticated") =>
  new PosthornError(kind, "The passkey was not accepted", { code: "InvalidPasskey" });

export const ticketInvalid = (kind: "invalid" | "unauthenticated") =>
  new PosthornError(kind, "It took too long; begin again", { code: "TicketInvalid" });
