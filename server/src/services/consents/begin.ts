import { createHash } from "node:crypto";
import { PosthornError } from "../../core/errors.ts";
import { isAppOnly, type OAuth2App } from "../../core/oauth2-app.ts";
import { randomBytesPooled } from "../../core/random-bytes.ts";
import { insertConsent } from "../../storage/consents.ts";
import type { Context } from "../context.ts";
import { CONSENT_TTL_MS, type ParkedConsent } from "./parked.ts";

export interface ConsentToBegin extends Pick<ParkedConsent, "account" | "redirectUrl" | "link"> {
  /** In place of the provider's usual one. */
  prompt?: string;
}

/**
 * Parks an account until its owner has consented, and returns where that is done: once, within a day. With PKCE
 * (RFC 7636), so that a code that leaks is good for nothing. `invalid` for an application that needs no consent.
 */
export async function beginConsent(
  ctx: Context,
  app: OAuth2App,
  { prompt, account, ...parked }: ConsentToBegin,
): Promise<string> {
  if (isAppOnly(app) || app.baseScopes === "pubsub")
    throw new PosthornError("invalid", "Invalid input", {
      fields: [
        {
          message: "This OAuth2 application works without the consent of a person",
          key: "provider",
          path: "body.oauth2.provider",
        },
      ],
    });
  const [state, nonce, codeVerifier] = [random(), random(), random() + random()];
  const consent: ParkedConsent = { app: app.id, codeVerifier, nonce, account, ...parked };
  await insertConsent(ctx.storage, state, consent, ctx.now() + CONSENT_TTL_MS);
  await ctx.storage.durable();
  const signer = account.oauth2 ? account.oauth2.auth?.user : undefined;
  return ctx.oauth2.authorizeUrl(app, {
    state,
    nonce,
    codeChallenge: createHash("sha256").update(codeVerifier).digest("base64url"),
    // The mailbox of a shared account is not who signs in.
    loginHint: signer ?? (parked.link?.delegated === true ? undefined : (account.expectedEmail ?? account.email)),
    ...(prompt !== undefined && { prompt }),
  });
}

const random = () => randomBytesPooled(32).toString("base64url");
