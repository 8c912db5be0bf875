import type { TokenRequestError } from "@posthorn/contracts/accounts";
import { isMicrosoft, type OAuth2App } from "../core/oauth2-app.ts";
import { TokenRequestFailed } from "./token-request-failed.ts";
import { errorOf, type ProviderAnswer, shownAnswer } from "./provider-call.ts";

type Flag = NonNullable<TokenRequestError["flag"]>;
type UserFlag = NonNullable<TokenRequestError["userFlag"]>;

/** RFC 6749 section 5.2 and OpenID Connect Core section 3.1.2.6: the person has to come back. */
const ASKS_THE_PERSON = new Set(["invalid_grant", "interaction_required", "login_required", "consent_required"]);
/** RFC 6749 section 4.1.2.1, which Microsoft's token endpoint says, too. */
const TEMPORARY = new Set(["temporarily_unavailable", "server_error", "slow_down"]);

/**
 * What an endpoint's answer other than success means: whose turn it is, what is wrong with the application (`flag`), and
 * what the person is to be told (`userFlag`).
 */
export function refusalOf(
  app: OAuth2App,
  { statusCode, json }: ProviderAnswer,
  told: TokenRequestError,
): TokenRequestFailed {
  const { error, description } = errorOf(json);
  const flag = flagOf(app, error, description ?? "");
  // An application that acts by itself has no person who could sign in.
  const isPersonal =
    (told.grant === "refresh_token" || told.grant === "authorization_code") && ASKS_THE_PERSON.has(error ?? "");
  const userFlag = isPersonal && told.grant === "refresh_token" ? userFlagOf(app, description ?? "") : undefined;
  const kind = isPersonal ? "revoked" : TEMPORARY.has(error ?? "") || json === undefined ? "temporary" : "refused";
  const words = description ?? error ?? `It answered ${statusCode}`;
  return new TokenRequestFailed(kind, firstLine(words), {
    ...told,
    status: statusCode,
    ...(flag?.code !== undefined && SECRET_IS_WRONG.has(flag.code) && hiddenSecret(app)),
    ...shownAnswer(json),
    ...(flag && { flag }),
    ...(userFlag && { userFlag }),
  });
}

const firstLine = (text: string) => text.split(/\r?\n/, 1)[0] ?? text;

/** That there is a secret and how long it is: that is enough to see that one was cut off while it was copied. */
export const hidden = (secret: string) => `****** (${secret.length} characters)`;

const hiddenSecret = ({ clientSecret }: OAuth2App): Pick<TokenRequestError, "clientSecret"> =>
  clientSecret === null ? {} : { clientSecret: hidden(clientSecret) };

const SECRET_IS_WRONG = new Set([
  "INVALID_CLIENT_SECRET",
  "OUTLOOK_CLIENT_SECRET_INVALID",
  "OUTLOOK_CLIENT_SECRET_EXPIRED_OR_NOT_VALID",
]);

function flagOf(app: OAuth2App, error: string | undefined, description: string): Flag | undefined {
  if (isMicrosoft(app)) return MICROSOFT_FLAGS.find(({ says }) => says.test(description))?.flag;
  if (app.provider === "mailRu") return error === "invalid_client" ? MAIL_RU_CLIENT : undefined;
  return GOOGLE_FLAGS.find(({ means, says }) => means === error && (says?.test(description) ?? true))?.flag;
}

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const MICROSOFT_FLAGS: { says: RegExp; flag: Flag }[] = [
  {
    says: /AADSTS7000222\b/,
    flag: {
      code: "OUTLOOK_CLIENT_SECRET_EXPIRED_OR_NOT_VALID",
      message: "The client secret has expired. Make a new one in Microsoft Entra and store it with the application.",
    },
  },
  {
    says: /AADSTS7000215\b/,
    flag: {
      code: "OUTLOOK_CLIENT_SECRET_INVALID",
      message: "The client secret is wrong. Its value is wanted, not its id; Entra shows it only once.",
    },
  },
  {
    says: /AADSTS700016\b/,
    flag: {
      code: "OUTLOOK_APP_ID_INVALID",
      message: "Microsoft knows no application with this client id, in this cloud and for this tenant.",
    },
  },
];

/** https://developers.google.com/identity/protocols/oauth2/service-account#jwt-auth and web-server#exchange-errors */
const GOOGLE_FLAGS: { means: string; says?: RegExp; flag: Flag }[] = [
  {
    means: "invalid_client",
    says: /not found|no application/i,
    flag: { code: "INVALID_CLIENT_ID", message: "Google knows no application with this client id." },
  },
  {
    means: "invalid_client",
    flag: { code: "INVALID_CLIENT_SECRET", message: "The client secret is not that of the application." },
  },
  {
    means: "unauthorized_client",
    flag: {
      code: "UNAUTHORIZED_CLIENT",
      message:
        "The application may not do this. A service account needs domain-wide delegation for its client id and all of its scopes, in the Google Admin console.",
    },
  },
  {
    means: "invalid_grant",
    says: /invalid email or user id/i,
    flag: {
      code: "INVALID_CLIENT_EMAIL",
      message: "The mailbox is in no Google Workspace domain that the service account may act for.",
    },
  },
  {
    means: "invalid_grant",
    says: /account not found|not a service account|invalid issuer/i,
    flag: {
      code: "INVALID_SERVICE_CLIENT_EMAIL",
      message: "Google knows no service account of this client id or address.",
    },
  },
  {
    means: "PERMISSION_DENIED",
    says: /has not been used|is disabled/i,
    flag: {
      code: "GMAIL_API_NOT_ENABLED",
      message: "The Gmail API is not enabled in the application's Google Cloud project.",
      url: "https://console.cloud.google.com/apis/library/gmail.googleapis.com",
    },
  },
  {
    means: "PERMISSION_DENIED",
    says: /insufficient (authentication|permission)|scope/i,
    flag: { code: "INSUFFICIENT_AUTH_SCOPES", message: "The granted scopes do not cover what the application does." },
  },
  {
    means: "INVALID_ARGUMENT",
    says: /topicname does not match/i,
    flag: {
      code: "PROJECT_MISMATCH",
      message: "The Pub/Sub topic is in another Google Cloud project than the application.",
    },
  },
];

const MAIL_RU_CLIENT: Flag = {
  code: "INVALID_CLIENT_SECRET",
  message: "Mail.ru knows no application with this client id and secret.",
};

function userFlagOf(app: OAuth2App, description: string): UserFlag {
  const again = "Please sign in again.";
  if (!isMicrosoft(app)) return { message: `Access to the mailbox was withdrawn or has run out. ${again}` };
  return /AADSTS(50173|700084|50133)\b/.test(description)
    ? { code: "OUTLOOK_USER_PASSWORD_CHANGED", message: `The password of the mailbox was changed. ${again}` }
    : { code: "OUTLOOK_TOKEN_RENEWAL_FAILED", message: `Microsoft wants you to confirm who you are. ${again}` };
}
