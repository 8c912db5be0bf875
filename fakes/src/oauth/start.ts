import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Grants, type OAuthClient, type OAuthPerson, type OAuthProvider, type TokenInfo } from "./grants.ts";
import { Keys } from "./keys.ts";
import { answerWith, GoogleFault, type OAuthAnswer, type OAuthCall, OAuthFault, readCall } from "./request.ts";

/** The tenant of everybody who names no other. */
export const FAKE_TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47";
const CLOUDS = ["global", "gcc-high", "dod", "china"] as const;
const NOBODY = "imaps://127.0.0.1:9";

/**
 * What becomes of the next calls to a token endpoint, in order. A `status` comes with `error` and `description`; "cut"
 * does what was asked for and hangs up, "hang" never answers, "garbage" is no JSON.
 */
export type TokenTurn =
  | { status: number; error?: string; description?: string; headers?: Record<string, string> }
  | { fault: "cut" | "hang" | "garbage" };

/** A service account of Google. */
export interface FakeServiceAccount {
  clientId: string;
  email: string;
  /** The domain whose mailboxes it may act for. */
  domain: string;
}

/** The OAuth2 endpoints of Google, Microsoft and Mail.ru, and who is asked there for whose token it is. */
export interface FakeOAuth {
  /** Bases that take the place of the providers' own; mail servers among them answer nobody. */
  readonly urls: {
    google: Record<
      "accounts" | "oauth2" | "apis" | "issuer" | "gmail" | "pubSub" | "sts" | "iamCredentials" | "imap" | "smtp",
      string
    >;
    microsoft: Record<(typeof CLOUDS)[number], Record<"entra" | "issuer" | "graph" | "imap" | "smtp", string>>;
    mailRu: Record<"oauth" | "imap" | "smtp", string>;
  };
  /** What was called, in order. */
  readonly calls: OAuthCall[];
  addClient(client: OAuthClient): void;
  /** Adds a service account and answers its key, in PEM. */
  addServiceAccount(account: FakeServiceAccount): Promise<string>;
  /** Who consents from now on. Without anybody consent is refused. */
  signIn(person: OAuthPerson | null): void;
  /** The only scopes that are granted from now on, of those that are asked for; null grants all. */
  grantOnly(scopes: readonly string[] | null): void;
  /** The only token of a workload that is taken. */
  subjectToken: string;
  /** How long access tokens are good from now on. */
  lifetimeSeconds: number;
  /** Whether a refresh token is good once only. */
  rotates: boolean;
  next(...turns: TokenTurn[]): void;
  /** Nothing is to become of the next calls any more. */
  forget(): void;
  /** What an access token opens now; undefined for one that is good for nothing. Others' fakes ask this. */
  isValid(token: string | undefined): TokenInfo | undefined;
  /** An access token without all that comes before it. */
  issue(info: Omit<TokenInfo, "expiresAt"> & { expiresAt?: number }): string;
  /** A refresh token, likewise. */
  grant(info: Omit<TokenInfo, "expiresAt">): string;
  /** Takes back everything that was granted for an address. */
  revoke(email: string): void;
  /** Makes every access token run out now. */
  expireAll(): void;
  /** Follows the link to a consent page as a browser would: where it leads back to. */
  consent(authorizeUrl: string): Promise<URL>;
  close(): Promise<void>;
}

export async function startOAuth(): Promise<FakeOAuth> {
  const grants = new Grants();
  const clients = new Map<string, OAuthClient>();
  const serviceAccounts = new Map<string, FakeServiceAccount & { keys: Keys }>();
  const calls: OAuthCall[] = [];
  const turns: TokenTurn[] = [];
  const googleSigner = await Keys.make("google-signer");
  const keys = await Keys.make("key-1");
  let person: OAuthPerson | null = null;
  let only: readonly string[] | null = null;
  const federated = new Set<string>();

  const server = createServer((request, response) => {
    receive(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const google = `${url}/google`;

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request);
    calls.push({ method: call.method, path: call.path, params: call.params, headers: call.headers });
    const isToken = call.method === "POST" && call.path.endsWith("/token");
    const turn = isToken ? turns.shift() : undefined;
    if (turn !== undefined && "status" in turn) {
      const { status, error, description, headers } = turn;
      return answerWith(response, {
        status,
        body: { error, error_description: description },
        ...(headers && { headers }),
      });
    }
    if (turn?.fault === "hang") return;
    if (turn?.fault === "garbage") return void response.writeHead(200).end("<html>Welcome</html>");
    let answer: OAuthAnswer;
    try {
      answer = await route(call);
    } catch (error) {
      if (!(error instanceof OAuthFault)) throw error;
      answer = error.answer;
    }
    if (turn?.fault === "cut") return void request.socket.destroy();
    answerWith(response, answer);
  }

  async function route(call: Awaited<ReturnType<typeof readCall>>): Promise<OAuthAnswer> {
    const { method, path, params } = call;
    if (path === "/google/o/oauth2/v2/auth") return authorize("google", params);
    if (path === "/google/token") return googleToken(params);
    if (path === "/google/revoke") return googleRevoke(params);
    if (path === "/google/oauth2/v3/certs") return keySet();
    if (path === "/google/oauth2/v2/userinfo") return userInfo("google", call);
    if (path === "/google/gmail/v1/users/me/profile") return gmailProfile(call);
    if (path === "/google/v1/token") return exchangeToken(params);
    if (path.endsWith(":signJwt")) return signJwt(call, decodeURIComponent(path.split("/").at(-1) ?? ""));
    if (path === "/mailRu/login") return authorize("mailRu", params);
    if (path === "/mailRu/token") return mailRuToken(call);
    if (path === "/mailRu/userinfo") return userInfo("mailRu", call);
    const [, provider, cloud = "", ...rest] = path.split("/");
    const [authority, ...tail] = rest;
    if (provider === "microsoft" && authority === "v1.0") return graphUser(call, tail);
    switch (provider === "microsoft" && `${method} ${tail.join("/")}`) {
      case "GET oauth2/v2.0/authorize":
        return authorize("microsoft", params);
      case "POST oauth2/v2.0/token":
        return microsoftToken(cloud, params);
      case "GET discovery/v2.0/keys":
        return keySet();
      default:
        throw new OAuthFault("not_found", `Nothing is at ${path}`, 404);
    }
  }

  // ---- Consent --------------------------------------------------------------------------------

  function authorize(provider: OAuthProvider, params: Record<string, string>): OAuthAnswer {
    const { client_id: clientId = "", redirect_uri: redirectUrl = "", state = "", scope = "" } = params;
    const client = clients.get(clientId);
    if (client === undefined) throw new OAuthFault("invalid_client", "The OAuth client was not found.", 401);
    if (client.redirectUrl !== undefined && client.redirectUrl !== redirectUrl)
      throw new OAuthFault("redirect_uri_mismatch", "The redirect URI is not that of the client");
    const back = new URL(redirectUrl);
    back.searchParams.set("state", state);
    if (person === null) back.searchParams.set("error", "access_denied");
    else {
      const scopes = scope.split(" ").filter((name) => only === null || only.includes(name));
      const code = { provider, clientId, email: person.email, scopes, person, redirectUrl };
      const { code_challenge: challenge = null, nonce = null } = params;
      back.searchParams.set("code", grants.makeCode({ ...code, challenge, nonce }));
      if (provider === "google") back.searchParams.set("scope", scopes.join(" "));
      if (params["client_info"] === "1") back.searchParams.set("client_info", clientInfo(person));
    }
    return { status: 302, body: {}, headers: { location: back.href } };
  }

  const clientInfo = ({ tenant = FAKE_TENANT, name }: OAuthPerson) =>
    Buffer.from(JSON.stringify({ uid: "uid", utid: tenant, name })).toString("base64url");

  // ---- Tokens ---------------------------------------------------------------------------------

  async function googleToken(params: Record<string, string>): Promise<OAuthAnswer> {
    if (params["grant_type"] === "urn:ietf:params:oauth:grant-type:jwt-bearer")
      return byAssertion(params["assertion"] ?? "");
    requireClient(params["client_id"], params["client_secret"], {
      unknown: new OAuthFault("invalid_client", "The OAuth client was not found.", 401),
      wrong: new OAuthFault("invalid_client", "The provided client secret is invalid.", 401),
    });
    return byCodeOrRefresh(
      "google",
      params,
      new OAuthFault("invalid_grant", "Token has been expired or revoked."),
      google,
    );
  }

  async function microsoftToken(cloud: string, params: Record<string, string>): Promise<OAuthAnswer> {
    const { client_id: clientId = "" } = params;
    requireClient(clientId, params["client_secret"], {
      unknown: new OAuthFault(
        "unauthorized_client",
        `AADSTS700016: Application with identifier '${clientId}' was not found in the directory.`,
      ),
      wrong: new OAuthFault("invalid_client", "AADSTS7000215: Invalid client secret provided.\r\nTrace ID: 1", 401),
    });
    if (params["grant_type"] === "client_credentials") {
      const scopes = (params["scope"] ?? "").split(" ");
      return { status: 200, body: tokenBody({ provider: "microsoft", clientId, email: null, scopes }) };
    }
    const expired = new OAuthFault(
      "invalid_grant",
      "AADSTS700082: The refresh token has expired due to inactivity.\r\nTrace ID: 1",
    );
    return byCodeOrRefresh("microsoft", params, expired, `${url}/microsoft/${cloud}`);
  }

  async function mailRuToken({ params, headers }: OAuthCall): Promise<OAuthAnswer> {
    const fault = new OAuthFault("invalid_client", "Client authentication failed", 401);
    if (params["grant_type"] === "authorization_code") {
      const [, basic = ""] = (headers.authorization ?? "").split(" ");
      const [id = "", secret = ""] = Buffer.from(basic, "base64").toString("utf8").split(":").map(decodeURIComponent);
      requireClient(id, secret, { unknown: fault, wrong: fault });
      return byCodeOrRefresh(
        "mailRu",
        { ...params, client_id: id },
        new OAuthFault("invalid_grant", "No such code"),
        null,
      );
    }
    if (!clients.has(params["client_id"] ?? "")) throw fault;
    return byCodeOrRefresh("mailRu", params, new OAuthFault("invalid_grant", "No such refresh token"), null);
  }

  function requireClient(
    id: string | undefined,
    secret: string | undefined,
    faults: { unknown: OAuthFault; wrong: OAuthFault },
  ) {
    const client = clients.get(id ?? "");
    if (client === undefined) throw faults.unknown;
    if (client.clientSecret !== undefined && client.clientSecret !== secret) throw faults.wrong;
  }

  async function byCodeOrRefresh(
    provider: OAuthProvider,
    params: Record<string, string>,
    gone: OAuthFault,
    issuer: string | null,
  ): Promise<OAuthAnswer> {
    if (params["grant_type"] === "refresh_token") {
      const token = params["refresh_token"] ?? "";
      const info = grants.refreshTokens.get(token);
      if (info === undefined || info.provider !== provider || info.clientId !== params["client_id"]) throw gone;
      if (fake.rotates) grants.refreshTokens.delete(token);
      const isNew = fake.rotates || provider === "microsoft";
      return {
        status: 200,
        body: { ...tokenBody(info), ...(isNew && { refresh_token: grants.makeRefreshToken(info) }) },
      };
    }
    if (params["grant_type"] !== "authorization_code") throw new OAuthFault("unsupported_grant_type", "Unknown grant");
    const code = grants.takeCode(params["code"] ?? "");
    const isProven = code?.challenge === null || code?.challenge === sha256(params["code_verifier"] ?? "");
    if (code?.provider !== provider || code.redirectUrl !== params["redirect_uri"] || !isProven)
      throw new OAuthFault("invalid_grant", "Bad code");
    const { person: _, redirectUrl: _r, challenge: _c, nonce: _n, ...info } = code;
    const givesIdToken = issuer !== null && code.scopes.includes("openid");
    return {
      status: 200,
      body: {
        ...tokenBody(info),
        refresh_token: grants.makeRefreshToken(info),
        ...(givesIdToken && { id_token: await idToken(provider, code, issuer) }),
      },
    };
  }

  const tokenBody = (info: Omit<TokenInfo, "expiresAt">) => ({
    access_token: grants.makeAccessToken({ ...info, expiresAt: Date.now() + fake.lifetimeSeconds * 1000 }),
    token_type: "Bearer",
    expires_in: fake.lifetimeSeconds,
    scope: info.scopes.join(" "),
  });

  function idToken(
    provider: OAuthProvider,
    { clientId, nonce, person }: { clientId: string; nonce: string | null; person: OAuthPerson },
    issuer: string,
  ): Promise<string> {
    const { email, name, hd, isVerified = true, tenant = FAKE_TENANT, login = email, idp } = person;
    const iat = Math.floor(Date.now() / 1000);
    const common = {
      aud: clientId,
      sub: `sub-${email}`,
      iat,
      exp: iat + 3600,
      name,
      email,
      ...(nonce !== null && { nonce }),
    };
    return keys.sign(
      provider === "google"
        ? { ...common, iss: issuer, email_verified: isVerified, ...(hd !== undefined && { hd }) }
        : {
            ...common,
            iss: `${issuer}/${tenant}/v2.0`,
            tid: tenant,
            preferred_username: login,
            ...(idp !== undefined && { idp }),
          },
    );
  }

  const keySet = (): OAuthAnswer => ({ status: 200, body: { keys: [keys.jwk] } });

  // ---- Service accounts -----------------------------------------------------------------------

  async function byAssertion(assertion: string): Promise<OAuthAnswer> {
    const { iss, sub } = claimsOf(assertion);
    const account = [...serviceAccounts.values()].find(({ clientId, email }) => clientId === iss || email === iss);
    if (account === undefined) throw new OAuthFault("invalid_grant", "Invalid grant: account not found");
    const claims = (await account.keys.read(assertion)) ?? (await googleSigner.read(assertion));
    if (claims === undefined || claims.aud !== `${google}/token`)
      throw new OAuthFault("invalid_grant", "Invalid JWT Signature.");
    if (typeof sub === "string" && !sub.endsWith(`@${account.domain}`))
      throw new OAuthFault("invalid_grant", "Invalid email or User ID");
    const scopes = String(claims["scope"]).split(" ");
    if (only !== null && !scopes.every((scope) => only?.includes(scope)))
      throw new OAuthFault(
        "unauthorized_client",
        "Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.",
        401,
      );
    return {
      status: 200,
      body: tokenBody({
        provider: "google",
        clientId: account.clientId,
        email: typeof sub === "string" ? sub : null,
        scopes,
      }),
    };
  }

  function exchangeToken(params: Record<string, string>): OAuthAnswer {
    if (
      params["grant_type"] !== "urn:ietf:params:oauth:grant-type:token-exchange" ||
      params["subject_token"] !== fake.subjectToken
    )
      throw new OAuthFault("invalid_grant", "The given token is not accepted by the workload identity pool.");
    const token = `federated-${federated.size + 1}`;
    federated.add(token);
    return {
      status: 200,
      body: {
        access_token: token,
        issued_token_type: "urn:ietf:params:oauth:token-type:access_token",
        token_type: "Bearer",
        expires_in: fake.lifetimeSeconds,
      },
    };
  }

  async function signJwt(call: Awaited<ReturnType<typeof readCall>>, name: string): Promise<OAuthAnswer> {
    if (!federated.has(bearerOf(call) ?? ""))
      throw new GoogleFault(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
    if (![...serviceAccounts.values()].some(({ email }) => `${email}:signJwt` === name))
      throw new GoogleFault(
        403,
        "PERMISSION_DENIED",
        "Permission 'iam.serviceAccounts.signJwt' denied on resource (or it may not exist).",
      );
    const claims = JSON.parse(String(call.json["payload"])) as Record<string, unknown>;
    return { status: 200, body: { keyId: "google-signer", signedJwt: await googleSigner.sign(claims) } };
  }

  function googleRevoke({ token = "" }: Record<string, string>): OAuthAnswer {
    if (!grants.revoke({ token })) throw new OAuthFault("invalid_token", "Token expired or revoked");
    return { status: 200, body: {} };
  }

  // ---- Who it is ------------------------------------------------------------------------------

  const people = new Map<string, OAuthPerson>();
  const bearerOf = ({ headers }: OAuthCall) => /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];

  function userInfo(provider: OAuthProvider, call: OAuthCall): OAuthAnswer {
    const info = fake.isValid(provider === "mailRu" ? call.params["access_token"] : bearerOf(call));
    if (info?.provider !== provider || info.email === null)
      throw new OAuthFault("invalid_token", "Invalid Credentials", 401);
    return { status: 200, body: { id: `sub-${info.email}`, email: info.email, name: people.get(info.email)?.name } };
  }

  function gmailProfile(call: OAuthCall): OAuthAnswer {
    const info = fake.isValid(bearerOf(call));
    if (info?.provider !== "google" || info.email === null)
      throw new GoogleFault(401, "UNAUTHENTICATED", "Request had invalid authentication credentials.");
    if (!info.scopes.some((scope) => /gmail\.|mail\.google/.test(scope)))
      throw new GoogleFault(403, "PERMISSION_DENIED", "Request had insufficient authentication scopes.");
    return { status: 200, body: { emailAddress: info.email, historyId: "1" } };
  }

  function graphUser(call: OAuthCall, [me, user]: string[]): OAuthAnswer {
    const info = fake.isValid(bearerOf(call));
    if (info?.provider !== "microsoft")
      return {
        status: 401,
        body: { error: { code: "InvalidAuthenticationToken", message: "Access token is empty or invalid." } },
      };
    const email = me === "me" ? info.email : decodeURIComponent(user ?? "");
    const found = [...people.values()].find((known) => email === known.email || email === known.login);
    if (found === undefined)
      return {
        status: 404,
        body: { error: { code: "Request_ResourceNotFound", message: `Resource '${email ?? ""}' does not exist.` } },
      };
    return {
      status: 200,
      body: {
        id: `id-${found.email}`,
        mail: found.email,
        userPrincipalName: found.login ?? found.email,
        displayName: found.name ?? null,
      },
    };
  }

  const ofCloud = (cloud: string) => {
    const base = `${url}/microsoft/${cloud}`;
    return { entra: base, issuer: base, graph: base, imap: NOBODY, smtp: NOBODY };
  };

  const fake: FakeOAuth = {
    urls: {
      google: {
        accounts: google,
        oauth2: google,
        apis: google,
        issuer: google,
        gmail: google,
        pubSub: google,
        sts: google,
        iamCredentials: google,
        imap: NOBODY,
        smtp: NOBODY,
      },
      microsoft: {
        global: ofCloud("global"),
        "gcc-high": ofCloud("gcc-high"),
        dod: ofCloud("dod"),
        china: ofCloud("china"),
      },
      mailRu: { oauth: `${url}/mailRu`, imap: NOBODY, smtp: NOBODY },
    },
    calls,
    subjectToken: "workload-token",
    lifetimeSeconds: 3600,
    rotates: false,
    addClient: (client) => void clients.set(client.clientId, client),
    async addServiceAccount(account) {
      const own = await Keys.make(account.clientId);
      serviceAccounts.set(account.clientId, { ...account, keys: own });
      return own.pem();
    },
    signIn(next) {
      person = next;
      if (next !== null) people.set(next.email, next);
    },
    grantOnly: (scopes) => void (only = scopes),
    next: (...more) => void turns.push(...more),
    forget: () => void (turns.length = 0),
    isValid(token) {
      const info = grants.accessTokens.get(token ?? "");
      return info !== undefined && info.expiresAt > Date.now() ? info : undefined;
    },
    grant: (info) => grants.makeRefreshToken(info),
    issue: (info) => grants.makeAccessToken({ expiresAt: Date.now() + fake.lifetimeSeconds * 1000, ...info }),
    revoke: (email) => void grants.revoke({ email }),
    expireAll() {
      for (const info of grants.accessTokens.values()) info.expiresAt = 0;
    },
    async consent(authorizeUrl) {
      const answer = await fetch(authorizeUrl, { redirect: "manual" });
      const location = answer.headers.get("location");
      await answer.arrayBuffer();
      if (location === null) throw new Error(`The consent page answered ${answer.status}`);
      return new URL(location);
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return fake;
}

const sha256 = (text: string) => createHash("sha256").update(text).digest("base64url");

/** What a token says, unproved. */
function claimsOf(token: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")) as Record<string, unknown>;
  } catch {
    throw new OAuthFault("invalid_grant", "Invalid JWT");
  }
}
