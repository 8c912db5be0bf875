import { ConnectFailure, type FreshLogin, type ServerLogin } from "../core/mail-backend.ts";
import { unlessAborted } from "../core/unless-aborted.ts";
import type { HttpClient } from "../net/http-client.ts";

/** What the login is for. */
export type LoginPurpose = "imap" | "smtp" | "api";

/** Logins that a server of the operator keeps for us. */
export interface AuthenticationServer {
  /** Asked for each login, unless the server says how long its answer is good for. */
  loginOf(account: string, purpose: LoginPurpose): FreshLogin;
}

export interface AuthenticationServerParts {
  http: HttpClient;
  /** The setting `authServer`; undefined when there is none. */
  url(): string | undefined;
  userAgent: string;
  now(): number;
}

const ANSWER_TIMEOUT_MS = 30_000;
const LONGEST_ANSWER = 64 * 1024;
/** What is closer to its end is asked for anew. */
const GOOD_FOR_MS = 30_000;

/** The longest value of each field of an answer. Further fields say nothing to us. */
const FIELDS = { user: 256, pass: 256, accessToken: 16_384, expires: 64 } as const;

type Login = Omit<ServerLogin, "fresh">;

/** What the server said, and until when it is good; undefined when it is for one login alone. */
interface Answer {
  login: Login;
  until: number | undefined;
}

/**
 * Asks by `GET <url>?account=&proto=`; user and password of the URL are sent as HTTP Basic. A question that is under way
 * serves everyone who waits for the same, and is not taken back by a login that is given up: what lasts is asked for once.
 */
export function createAuthenticationServer(parts: AuthenticationServerParts): AuthenticationServer {
  const kept = new Map<string, { login: Login; until: number }>();
  const underWay = new Map<string, Promise<Answer>>();

  function askOnce(key: string, account: string, purpose: LoginPurpose): Promise<Answer> {
    const question = ask(parts, account, purpose)
      .then((answer) => {
        if (answer.until !== undefined) kept.set(key, { ...answer, until: answer.until });
        return answer;
      })
      .finally(() => underWay.delete(key));
    underWay.set(key, question);
    return question;
  }

  return {
    loginOf(account, purpose) {
      const key = `${purpose} ${account}`;
      return {
        async current({ signal }) {
          for (;;) {
            const known = kept.get(key);
            if (known && known.until - parts.now() > GOOD_FOR_MS) return known.login;
            kept.delete(key);
            const running = underWay.get(key);
            const { login, until } = await unlessAborted(running ?? askOnce(key, account, purpose), signal);
            if (running === undefined || until !== undefined) return login;
          }
        },
        discard() {
          kept.delete(key);
        },
      };
    },
  };
}

async function ask(
  { http, url: urlOf, userAgent }: AuthenticationServerParts,
  account: string,
  purpose: LoginPurpose,
): Promise<Answer> {
  const text = urlOf();
  if (text === undefined) throw failure("authentication", "No authentication server is configured");
  const url = new URL(text);
  const headers: Record<string, string> = { accept: "application/json", "user-agent": userAgent };
  if (url.username !== "" || url.password !== "") {
    const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
    headers["authorization"] = `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    url.username = url.password = "";
  }
  url.searchParams.set("account", account);
  url.searchParams.set("proto", purpose);
  const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
  const call = { method: "GET" as const, headers, signal, maxBytes: LONGEST_ANSWER };
  const answer = await http.fetch(url.href, call).catch((cause: unknown) => {
    throw failure("connection", `The authentication server ${url.host} can't be reached`, cause);
  });
  if (answer.statusCode >= 500 || answer.statusCode === 429)
    throw failure("connection", `The authentication server ${url.host} answered ${answer.statusCode}`);
  if (answer.statusCode < 200 || answer.statusCode > 299)
    throw failure("authentication", `The authentication server ${url.host} answered ${answer.statusCode}`);
  return read(answer.body, url.host);
}

function read(body: Buffer, host: string): Answer {
  const bad = (what: string) => failure("authentication", `The authentication server ${host} ${what}`);
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch {
    throw bad("did not answer JSON");
  }
  const fieldOf = (name: keyof typeof FIELDS) => {
    const field = (value as Record<string, unknown> | null)?.[name];
    if (field === undefined || field === null || field === false) return undefined;
    if (typeof field !== "string" || field.length > FIELDS[name]) throw bad(`answered a ${name} that is none`);
    return field;
  };
  const [user, pass, accessToken, expires] = [
    fieldOf("user"),
    fieldOf("pass"),
    fieldOf("accessToken"),
    fieldOf("expires"),
  ];
  if (!user) throw bad("did not say who the user is");
  if (accessToken && pass !== undefined) throw bad("answered a password and an access token, which exclude each other");
  if (!accessToken && pass === undefined) throw bad("answered neither a password nor an access token");
  const until = Date.parse(expires ?? "");
  return {
    login: { user, ...(accessToken ? { accessToken } : { pass: pass ?? "" }) },
    until: Number.isNaN(until) ? undefined : until,
  };
}

const failure = (reason: "authentication" | "connection", message: string, cause?: unknown) =>
  new ConnectFailure(reason, message, {
    serverResponseCode: "HTTPRequestError",
    ...(cause !== undefined && { cause }),
  });
