import type { OAuth2App } from "./oauth2-app.ts";

/** How Google calls for an application, in place of being asked. https://cloud.google.com/pubsub/docs/push */
export interface GmailPush {
  endpoint: string;
  /** The address of the service account whose identity token Google sends along. */
  account: string;
  /** Whom that token is for. */
  audience: string;
}

/** Where Google calls, below the base under which it reaches this server. */
export const GMAIL_PUSH_PATH = "/oauth/msg/pubsub";

/** Where an application has its calls, without the base. */
export const gmailPushTarget = (id: string) => `${GMAIL_PUSH_PATH}?app=${encodeURIComponent(id)}`;

/** The push that an application is to have; null where it pulls, for want of an account or of a `base`. */
export function gmailPushOf(
  { id, googlePushAccount }: Pick<OAuth2App, "id" | "googlePushAccount">,
  base: string | null,
): GmailPush | null {
  if (googlePushAccount === null || base === null) return null;
  return {
    endpoint: `${base}${gmailPushTarget(id)}`,
    account: googlePushAccount,
    audience: `${base}${GMAIL_PUSH_PATH}`,
  };
}
