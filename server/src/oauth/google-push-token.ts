import type { JWTPayload } from "jose";
import type { ProviderUrls } from "../core/provider-urls.ts";
import { verifySigned } from "./id-token.ts";
import type { ProviderTools } from "./provider.ts";

/** Whose identity token Google sent along with a push. */
export interface PushSender {
  email: string | null;
  isVerified: boolean;
}

/**
 * Verifies the identity token of a push of Pub/Sub, which has to be for the `audience`, and tells whose it is. Rejects with
 * TokenRequestFailed: `refused` for a token that does not hold, `temporary` where Google's keys could not be read.
 * https://cloud.google.com/pubsub/docs/authenticate-push-subscriptions
 */
export type VerifyPushToken = (token: string, audience: string) => Promise<PushSender>;

export function createPushTokenCheck(urls: ProviderUrls["google"], tools: ProviderTools): VerifyPushToken {
  return async (token, audience) => {
    const { email, email_verified: isVerified }: JWTPayload = await verifySigned(tools, token, {
      jwksUrl: `${urls.apis}/oauth2/v3/certs`,
      issuers: googleIssuers(urls),
      audience,
      provider: "gmailService",
    });
    return { email: typeof email === "string" ? email : null, isVerified: isVerified === true };
  };
}

/** Google's own words: either of the two. */
export const googleIssuers = ({ issuer }: ProviderUrls["google"]) => [issuer, issuer.replace(/^https:\/\//, "")];
