import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { authorize } from "./consent.ts";
import { Grants, type OAuthClient, type OAuthPerson, type TokenInfo } from "./grants.ts";
import { Keys } from "./keys.ts";
import { gmailProfile, graphUser, userInfo } from "./people.ts";
import { answerWith, type JsonCall, type OAuthAnswer, type OAuthCall, OAuthFault, readCall } from "./request.ts";
import { byAssertion, exchangeToken, signJwt } from "./service-accounts.ts";
import { googleRevoke, googleToken, keySet, mailRuToken, microsoftToken } from "./tokens.ts";
import type { FakeServiceAccount, World } from "./world.ts";

export { FAKE_TENANT } from "./world.ts";

const CLOUDS = ["global", "gcc-high", "dod", "china"] as const;
const JWT_BEARER = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const NOBODY = "imaps://127.0.0.1:9";

/**
 * What becomes of the next calls to a token endpoint, in order. A `status` comes with `error` and `description`; "cut"
 * does what was asked for and hangs up, "hang" never answers, "garbage" is no JSON.
 */
export type TokenTurn =
  | { status: number; error?: string; description?: string; headers?: Record<string, string> }
  | { fault: "cut" | "hang" | "garbage" };

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
  /** Signs an identity token, as Google does, with the keys that are told of. */
  sign(claims: Record<string, unknown>): Promise<string>;
  /** Takes back everything that was granted for an address. */
  revoke(email: string): void;
  /** Makes every access token run out now. */
  expireAll(): void;
  /** Follows the link to a consent page as a browser would: where it leads back to. */
  consent(authorizeUrl: string): Promise<URL>;
  close(): Promise<void>;
}

export async function startOAuth(): Promise<FakeOAuth> {
  const calls: OAuthCall[] = [];
  const turns: TokenTurn[] = [];

  const server = createServer((request, response) => {
    receive(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const google = `${url}/google`;
  const world: World = {
    url,
    google,
    grants: new Grants(),
    clients: new Map(),
    serviceAccounts: new Map(),
    people: new Map(),
    federated: new Set(),
    keys: await Keys.make("key-1"),
    googleSigner: await Keys.make("google-signer"),
    person: null,
    only: null,
    subjectToken: "workload-token",
    lifetimeSeconds: 3600,
    rotates: false,
    isValid(token) {
      const info = this.grants.accessTokens.get(token ?? "");
      return info !== undefined && info.expiresAt > Date.now() ? info : undefined;
    },
  };

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

  async function route(call: JsonCall): Promise<OAuthAnswer> {
    const { method, path, params } = call;
    if (path === "/google/o/oauth2/v2/auth") return authorize(world, "google", params);
    if (path === "/google/token")
      return params["grant_type"] === JWT_BEARER
        ? byAssertion(world, params["assertion"] ?? "")
        : googleToken(world, params);
    if (path === "/google/revoke") return googleRevoke(world, params);
    if (path === "/google/oauth2/v3/certs") return keySet(world);
    if (path === "/google/oauth2/v2/userinfo") return userInfo(world, "google", call);
    if (path === "/google/gmail/v1/users/me/profile") return gmailProfile(world, call);
    if (path === "/google/v1/token") return exchangeToken(world, params);
    if (path.endsWith(":signJwt")) return signJwt(world, call, decodeURIComponent(path.split("/").at(-1) ?? ""));
    if (path === "/mailRu/login") return authorize(world, "mailRu", params);
    if (path === "/mailRu/token") return mailRuToken(world, call);
    if (path === "/mailRu/userinfo") return userInfo(world, "mailRu", call);
    const [, provider, cloud = "", ...rest] = path.split("/");
    const [authority, ...tail] = rest;
    if (provider === "microsoft" && authority === "v1.0") return graphUser(world, call, tail);
    switch (provider === "microsoft" && `${method} ${tail.join("/")}`) {
      case "GET oauth2/v2.0/authorize":
        return authorize(world, "microsoft", params);
      case "POST oauth2/v2.0/token":
        return microsoftToken(world, cloud, params);
      case "GET discovery/v2.0/keys":
        return keySet(world);
      default:
        throw new OAuthFault("not_found", `Nothing is at ${path}`, 404);
    }
  }

  const ofCloud = (cloud: string) => {
    const base = `${url}/microsoft/${cloud}`;
    return { entra: base, issuer: base, graph: base, imap: NOBODY, smtp: NOBODY };
  };

  return {
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
    get subjectToken() {
      return world.subjectToken;
    },
    set subjectToken(token) {
      world.subjectToken = token;
    },
    get lifetimeSeconds() {
      return world.lifetimeSeconds;
    },
    set lifetimeSeconds(seconds) {
      world.lifetimeSeconds = seconds;
    },
    get rotates() {
      return world.rotates;
    },
    set rotates(rotates) {
      world.rotates = rotates;
    },
    addClient: (client) => void world.clients.set(client.clientId, client),
    async addServiceAccount(account) {
      const own = await Keys.make(account.clientId);
      world.serviceAccounts.set(account.clientId, { ...account, keys: own });
      return own.pem();
    },
    signIn(next) {
      world.person = next;
      if (next !== null) world.people.set(next.email, next);
    },
    grantOnly: (scopes) => void (world.only = scopes),
    next: (...more) => void turns.push(...more),
    forget: () => void (turns.length = 0),
    isValid: (token) => world.isValid(token),
    grant: (info) => world.grants.makeRefreshToken(info),
    issue: (info) => world.grants.makeAccessToken({ expiresAt: Date.now() + world.lifetimeSeconds * 1000, ...info }),
    sign: (claims) => world.keys.sign(claims),
    revoke: (email) => void world.grants.revoke({ email }),
    expireAll() {
      for (const info of world.grants.accessTokens.values()) info.expiresAt = 0;
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
}
