import { readFile, stat } from "node:fs/promises";
import { LRUCache } from "lru-cache";
import type { TokenRequestError } from "@posthorn/contracts/accounts";
import type { OAuth2App } from "../core/oauth2-app.ts";
import type { ProviderUrls } from "../core/provider-urls.ts";
import { withDeadline } from "../net/with-deadline.ts";
import { type ExternalAccount, readExternalAccount } from "./external-account.ts";
import type { TokenCall } from "./oauth2.ts";
import { callProvider, errorOf, shownAnswer } from "./provider-call.ts";
import type { ProviderTools } from "./provider.ts";
import { TokenRequestFailed } from "./token-request-failed.ts";

/** A service account without a key: who we are is proved by a token of where we run. https://cloud.google.com/iam/docs/workload-identity-federation */
export interface WorkloadIdentity {
  /** Step one: the token of where we run. ESubjectTokenRead. */
  subjectToken(app: OAuth2App, call: TokenCall): Promise<string>;
  /** Step two: Google's token for it (RFC 8693), kept until a minute before it runs out. ESTSExchange. */
  federatedToken(app: OAuth2App, call: TokenCall): Promise<string>;
  /** Step three: has Google sign what the service account says. ESignJwt. */
  sign(app: OAuth2App, claims: object, call: TokenCall): Promise<string>;
}

const MAX_TOKEN_BYTES = 64 * 1024;
const SPARE_MS = 60_000;
const CLOUD_SCOPE = "https://www.googleapis.com/auth/cloud-platform";

export function createWorkloadIdentity(urls: ProviderUrls["google"], tools: ProviderTools): WorkloadIdentity {
  const kept = new LRUCache<string, { token: string; expiresAt: number }>({ max: 100 });

  async function readSubjectToken(
    app: OAuth2App,
    { source, email }: ExternalAccount,
    call: TokenCall,
  ): Promise<string> {
    const told = { provider: app.provider, signer: email };
    const text =
      "file" in source
        ? await readFromFile(source.file, told)
        : await readFromUrl(source.url, source.headers, told, call);
    const token = source.tokenField === null ? text.trim() : fieldOf(text, source.tokenField);
    if (token === undefined || token === "") throw unreadable("There is no token in it", told);
    return token;
  }

  async function readFromUrl(
    url: string,
    headers: Record<string, string>,
    told: TokenRequestError,
    call: TokenCall,
  ): Promise<string> {
    let body: Buffer;
    try {
      const answer = await withDeadline(tools.calling.timeoutMs, call.signal, ({ signal }) =>
        tools.calling.http.fetch(url, {
          method: "GET",
          headers: { "user-agent": tools.calling.userAgent, ...headers },
          signal,
          maxBytes: MAX_TOKEN_BYTES,
        }),
      );
      if (answer.statusCode !== 200) throw new Error(`It answered ${answer.statusCode}`);
      body = answer.body;
    } catch (error) {
      call.signal?.throwIfAborted();
      throw unreadable((error as Error).message, told, error);
    }
    return body.toString("utf8");
  }

  async function federatedToken(app: OAuth2App, call: TokenCall): Promise<string> {
    const account = readExternalAccount(app);
    const key = `${app.id} ${app.externalAccount ?? ""}`;
    const known = kept.get(key);
    if (known !== undefined && known.expiresAt - SPARE_MS > tools.now()) return known.token;
    const url = account.tokenUrl.replace("https://sts.googleapis.com", urls.sts);
    const told = { url, method: "post", provider: app.provider, signer: account.email };
    const subjectToken = await readSubjectToken(app, account, call);
    const { statusCode, json } = await callProvider(tools.calling, {
      ...call,
      method: "POST",
      url,
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
        audience: account.audience,
        scope: CLOUD_SCOPE,
        requested_token_type: "urn:ietf:params:oauth:token-type:access_token",
        subject_token_type: account.subjectTokenType,
        subject_token: subjectToken,
      }).toString(),
      canRepeat: true,
      told,
    });
    const { access_token: token, expires_in: seconds } = json ?? {};
    if (statusCode !== 200 || typeof token !== "string" || token === "")
      throw refused("ESTSExchange", "Google does not take the token of the workload", statusCode, json, told);
    kept.set(key, { token, expiresAt: tools.now() + (Number(seconds) || 0) * 1000 });
    return token;
  }

  return {
    subjectToken: (app, call) => readSubjectToken(app, readExternalAccount(app), call),
    federatedToken,
    async sign(app, claims, call) {
      const account = readExternalAccount(app);
      const token = await federatedToken(app, call);
      const url = `${urls.iamCredentials}/v1/projects/-/serviceAccounts/${encodeURIComponent(account.email)}:signJwt`;
      const told = { url, method: "post", provider: app.provider, signer: account.email };
      const { statusCode, json } = await callProvider(tools.calling, {
        ...call,
        method: "POST",
        url,
        headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
        body: JSON.stringify({ payload: JSON.stringify(claims) }),
        canRepeat: true,
        told,
      });
      const signed = json?.["signedJwt"];
      if (statusCode !== 200 || typeof signed !== "string")
        throw refused("ESignJwt", "The workload may not sign for the service account", statusCode, json, told);
      return signed;
    },
  };
}

const unreadable = (reason: string, told: TokenRequestError, cause?: unknown) =>
  new TokenRequestFailed("temporary", `The token of the workload could not be read: ${reason}`, told, {
    code: "ESubjectTokenRead",
    cause,
  });

function refused(
  code: string,
  message: string,
  status: number,
  json: Record<string, unknown> | undefined,
  told: TokenRequestError,
): TokenRequestFailed {
  const { description, error } = errorOf(json);
  const words = description ?? error ?? `It answered ${status}`;
  return new TokenRequestFailed("refused", `${message}: ${words}`, { ...told, status, ...shownAnswer(json) }, { code });
}

async function readFromFile(path: string, told: TokenRequestError): Promise<string> {
  try {
    if ((await stat(path)).size > MAX_TOKEN_BYTES) throw new Error("It is too long for a token");
    return await readFile(path, "utf8");
  } catch (error) {
    throw unreadable((error as Error).message, told, error);
  }
}

function fieldOf(text: string, name: string): string | undefined {
  try {
    const value = (JSON.parse(text) as Record<string, unknown>)[name];
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}
