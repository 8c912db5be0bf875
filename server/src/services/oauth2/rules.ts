import type { FieldFault } from "@posthorn/contracts/errors";
import { missingIn } from "@posthorn/contracts/oauth2-apps";
import { OAUTH2_BASE_SCOPES, type OAuth2BaseScopes, type OAuth2Provider } from "@posthorn/contracts/oauth2-providers";
import { PosthornError } from "../../core/errors.ts";
import { MASK } from "../../core/mask.ts";
import { readExternalAccount } from "../../oauth/external-account.ts";
import { TokenRequestFailed } from "../../oauth/token-request-failed.ts";
import { findOAuth2App, type OAuth2AppConfig } from "../../storage/oauth2-apps.ts";
import type { Db } from "../../storage/storage.ts";

/** The keys that read masked. */
const SECRETS = ["clientSecret", "serviceKey", "externalAccount"] as const;

/** Who signs in at Microsoft: anybody, people of organisations, or people by themselves. */
const AUDIENCES = ["common", "organizations", "consumers"];

export const isTenant = (authority: string) => !AUDIENCES.includes(authority);

const BASE_SCOPES: Record<OAuth2Provider, readonly OAuth2BaseScopes[]> = {
  gmail: OAUTH2_BASE_SCOPES,
  gmailService: OAUTH2_BASE_SCOPES,
  outlook: ["imap", "api"],
  // It knows nothing but the API; the word for that may be left out.
  outlookService: ["imap", "api"],
  mailRu: ["imap"],
};

/** A secret that reads masked is none. */
export function refuseMaskedSecrets(body: Partial<Record<(typeof SECRETS)[number], string>>): void {
  const message = "The masked value is no secret; send the real one or leave it out";
  refuse(SECRETS.filter((key) => body[key] === MASK).map((key) => ({ message, key, path: `body.${key}` })));
}

/**
 * Throws `invalid` for an application that could not work, as far as that shows without asking its provider. What it
 * listens by is looked at where it is another than in what was `known`: that one may be gone by now.
 */
export async function requireSound(db: Db, config: OAuth2AppConfig, known?: OAuth2AppConfig): Promise<void> {
  refuse(missingIn(config, config));
  const faults = [...faultsOf(config)].map(([key, message]) => ({ message, key, path: `body.${key}` }));
  refuse(faults);
  if (config.pubSubApp !== null && config.pubSubApp !== known?.pubSubApp) {
    const listener = await findOAuth2App(db, config.pubSubApp);
    const at = { key: "pubSubApp", path: "body.pubSubApp" };
    if (listener === undefined)
      refuse([{ ...at, message: `OAuth2 application ${JSON.stringify(config.pubSubApp)} was not found` }]);
    else if (listener.baseScopes !== "pubsub")
      refuse([{ ...at, message: '"pubSubApp" is no application that listens to Pub/Sub' }]);
  }
}

function* faultsOf(config: OAuth2AppConfig): Generator<[key: string, message: string]> {
  const { provider, baseScopes, authority, authMethod } = config;
  const allowed = BASE_SCOPES[provider];
  if (!allowed.includes(baseScopes)) yield ["baseScopes", `"baseScopes" must be one of: ${allowed.join(", ")}`];
  if (authority !== null) {
    if (!/^[\w.-]+$/.test(authority)) yield ["authority", '"authority" contains characters that are not allowed'];
    else if (provider === "outlookService" && !isTenant(authority))
      yield ["authority", '"authority" must be the id of a tenant'];
  }
  if (config.googlePushAccount !== null && !(provider === "gmailService" && baseScopes === "pubsub"))
    yield ["googlePushAccount", '"googlePushAccount" is only for applications that listen to Pub/Sub'];
  if (authMethod === "externalAccount" && config.externalAccount !== null) {
    try {
      readExternalAccount(config);
    } catch (error) {
      if (!(error instanceof TokenRequestFailed)) throw error;
      yield ["externalAccount", error.message];
    }
  }
}

function refuse(fields: FieldFault[]): void {
  if (fields.length > 0) throw new PosthornError("invalid", "Invalid input", { fields });
}
