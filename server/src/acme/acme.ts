import type { KeyedCertificate, OrderCertificate } from "../core/certificate.ts";
import { unlessAborted } from "../core/unless-aborted.ts";
import type { HttpClient } from "../net/http-client.ts";

/** What an authority asks us to answer under the name it shall vouch for. */
export interface ChallengeAnswers {
  put(token: string, answer: string): Promise<void>;
  remove(token: string): Promise<void>;
}

export interface AcmeParts {
  http: HttpClient;
  /** RFC 8555 section 7.1.1. */
  directory: string;
  email: string | undefined;
  externalAccount: { kid: string; hmacKey: string } | undefined;
  /** The key of our account there, in PEM; made by `make` where there is none yet. */
  accountKey(make: () => Promise<string>): Promise<string>;
  answers: ChallengeAnswers;
  userAgent: string;
}

const REQUEST_TIMEOUT_MS = 30_000;
const LONGEST_ANSWER = 1024 * 1024;

/** Orders certificates by HTTP-01 from an authority. What it takes for that is loaded with the first order. */
export function createAcme(parts: AcmeParts): OrderCertificate {
  let loading: Promise<typeof import("acme-client")> | undefined;

  async function load() {
    const { default: acme } = await import("acme-client");
    const axios = acme.axios as unknown as LibrarysHttp;
    axios.defaults.adapter = adapterOf(parts);
    // Who orders comes again, hours later.
    axios.defaults.acmeSettings.retryMaxAttempts = 0;
    return acme;
  }

  async function order(hostname: string): Promise<KeyedCertificate> {
    loading ??= load();
    const acme = await loading;
    const make = async () => (await acme.crypto.createPrivateEcdsaKey()).toString();
    const client = new acme.Client({
      directoryUrl: parts.directory,
      accountKey: await parts.accountKey(make),
      ...(parts.externalAccount && { externalAccountBinding: parts.externalAccount }),
    });
    const [privateKey, csr] = await acme.crypto.createCsr(
      { commonName: hostname, altNames: [hostname] },
      await acme.crypto.createPrivateEcdsaKey(),
    );
    const chain = await client.auto({
      csr,
      ...(parts.email !== undefined && { email: parts.email }),
      termsOfServiceAgreed: true,
      // Only the authority can see what it sees.
      skipChallengeVerification: true,
      challengePriority: ["http-01"],
      challengeCreateFn: (_authorization, challenge, answer) => parts.answers.put(challenge.token, answer),
      challengeRemoveFn: (_authorization, challenge) => parts.answers.remove(challenge.token),
    });
    return { chain, privateKey: privateKey.toString() };
  }

  return (hostname, signal) => unlessAborted(order(hostname), signal);
}

/** What acme-client sends its requests by, as far as it matters here. */
interface LibrarysHttp {
  defaults: { adapter: (request: LibrarysRequest) => Promise<unknown>; acmeSettings: { retryMaxAttempts: number } };
}

interface LibrarysRequest {
  url?: string;
  method?: string;
  headers: { toJSON(): Record<string, unknown> };
  data?: unknown;
}

/** Lets the library's requests go the way of all of ours: addresses checked, proxies honoured, sizes and times bounded. */
function adapterOf({ http, userAgent }: AcmeParts) {
  return async (config: LibrarysRequest) => {
    const headers = Object.fromEntries(
      Object.entries(config.headers.toJSON()).flatMap(([name, value]) =>
        typeof value === "string" ? [[name.toLowerCase(), value]] : [],
      ),
    );
    const body = config.data;
    const answer = await http.fetch(config.url ?? "", {
      method: (config.method ?? "get").toUpperCase() as "GET" | "HEAD" | "POST",
      headers: { ...headers, "user-agent": userAgent },
      ...(typeof body === "string" && { body }),
      signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS),
      maxBytes: LONGEST_ANSWER,
    });
    return {
      data: answer.body.toString("utf8"),
      status: answer.statusCode,
      statusText: "",
      headers: answer.headers,
      config,
    };
  };
}
