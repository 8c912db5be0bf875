import { type Contract, isStream } from "@posthorn/contracts/contract";
import type { CallArguments, CallInput, CallOptions, CallOutput, Download } from "./call.ts";
import { toApiError } from "./errors.ts";
import { GROUPS } from "./groups.ts";

export interface ClientOptions {
  /** Where the API is, such as `https://mail.example.com`. */
  baseUrl: string;
  /** An access token; without one only public routes answer. */
  token?: string;
  /** The fetch to use; the one of the platform when left out. */
  fetch?: typeof globalThis.fetch;
  /** Headers for every call, asked for at each: what a session in a browser needs, say. */
  headers?: () => Record<string, string>;
  /** Whether a browser sends its cookies along; as `fetch` does when left out. */
  credentials?: "omit" | "same-origin" | "include";
  /** An undici dispatcher (a proxy, say) for a fetch that knows of such. */
  dispatcher?: unknown;
}

type Groups = typeof GROUPS;
type Methods<G> = {
  [K in keyof G]: G[K] extends Contract ? (...args: CallArguments<G[K]>) => Promise<CallOutput<G[K]>> : never;
};

export type PosthornClient = { [N in keyof Groups]: Methods<Groups[N]> } & {
  /**
   * Calls any route by its contract. Rejects with a PosthornApiError for an answer that is no
   * success, and with what `fetch` rejects with when there is no answer.
   */
  call<C extends Contract>(contract: C, ...args: CallArguments<C>): Promise<CallOutput<C>>;
};

/** A client of the HTTP API, for Node.js and browsers. */
export function createClient(options: ClientOptions): PosthornClient {
  const call = <C extends Contract>(contract: C, ...[input, callOptions]: CallArguments<C>) =>
    request(options, contract, (input ?? {}) as CallInput<C>, callOptions ?? {});
  const groups = Object.fromEntries(
    Object.entries(GROUPS).map(([noun, verbs]) => [
      noun,
      Object.fromEntries(
        Object.entries(verbs as Record<string, Contract>).map(([verb, contract]) => [
          verb,
          (...args: CallArguments<Contract>) => call(contract, ...args),
        ]),
      ),
    ]),
  );
  return { ...groups, call } as PosthornClient;
}

/** Only for a caller who asked whether it is. */
const NOT_MODIFIED = 304;

type Scalar = string | number | boolean;

interface Parts {
  query?: Record<string, Scalar | Scalar[] | null | undefined>;
  body?: unknown;
  headers?: Record<string, Scalar>;
}

async function request<C extends Contract>(
  { baseUrl, token, dispatcher, credentials, headers: common, fetch = globalThis.fetch }: ClientOptions,
  contract: C,
  input: CallInput<C>,
  { signal, timeoutMs }: CallOptions,
): Promise<CallOutput<C>> {
  const { query = {}, body, headers = {}, ...params } = input as Parts & Record<string, Scalar>;
  const init = {
    method: contract.method,
    headers: {
      Accept: isStream(contract.response) ? "*/*" : "application/json",
      ...(token !== undefined && { Authorization: `Bearer ${token}` }),
      ...(contract.body && { "Content-Type": "application/json" }),
      ...(timeoutMs !== undefined && { "X-EE-Timeout": String(timeoutMs) }),
      ...common?.(),
      ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    },
    ...(contract.body && { body: JSON.stringify(body ?? {}) }),
    ...(signal && { signal }),
    ...(credentials && { credentials }),
    // Not a member of the standard, but of Node.js.
    ...(dispatcher !== undefined && { dispatcher }),
  };
  const url = `${baseUrl.replace(/\/+$/, "")}${pathOf(contract.path, params)}${searchOf(query)}`;
  const response = await fetch(url, init as RequestInit);
  if (!response.ok && response.status !== NOT_MODIFIED) throw await toApiError(response);
  return (isStream(contract.response) ? downloadOf(response) : await response.json()) as CallOutput<C>;
}

function pathOf(path: string, params: Record<string, Scalar | undefined>): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined || value === "") throw new TypeError(`The path parameter "${name}" is missing`);
    return encodeURIComponent(String(value));
  });
}

function searchOf(query: NonNullable<Parts["query"]>): string {
  const search = new URLSearchParams();
  for (const [name, values] of Object.entries(query)) {
    for (const value of [values].flat()) {
      if (value !== undefined && value !== null) search.append(name, String(value));
    }
  }
  return search.size > 0 ? `?${search.toString()}` : "";
}

function downloadOf(response: Response): Download {
  return {
    contentType: response.headers.get("content-type") ?? "application/octet-stream",
    filename: filenameOf(response.headers.get("content-disposition") ?? ""),
    etag: response.headers.get("etag") ?? undefined,
    isUnchanged: response.status === NOT_MODIFIED,
    // An answer without a body is an empty download.
    body: response.body ?? new Blob([]).stream(),
  };
}

/** RFC 6266: the encoded name wins over the plain one. */
function filenameOf(disposition: string): string | undefined {
  const encoded = /filename\*=utf-8''([^;\s]+)/i.exec(disposition)?.[1];
  try {
    if (encoded !== undefined) return decodeURIComponent(encoded);
  } catch {
    // Not as it should be; the plain name may do.
  }
  const [, quoted, bare] = /filename=(?:"((?:[^"\\]|\\.)*)"|([^;\s]+))/i.exec(disposition) ?? [];
  return quoted?.replaceAll(/\\(.)/g, "$1") ?? bare;
}
