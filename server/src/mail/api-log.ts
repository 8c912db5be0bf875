import { randomBytesPooled } from "../core/random-bytes.ts";
import type { AccountLog } from "../core/account-log.ts";
import type { MailAccount } from "../core/mail-backend.ts";
import type { HttpClient } from "../net/http-client.ts";
import { connectionLog } from "./connection-log.ts";
import { HIDDEN } from "../core/hide-secrets.ts";

/**
 * The client with each request and its answer in the account's log: method, address, status, time and size. Headers,
 * with what logs in, and bodies are left out, unless the log is raw: then there are the bodies. What follows the host is
 * hidden where a request goes elsewhere than to `baseUrl`: addresses that a provider gives out for uploads are secrets.
 */
export function withApiLog(
  http: HttpClient,
  account: MailAccount,
  { accountLog, baseUrl }: { accountLog: AccountLog; baseUrl: string },
): HttpClient {
  const log = connectionLog(accountLog, account, "api");

  async function noted<A extends { statusCode: number; body: unknown }>(
    method: string,
    url: string,
    sent: unknown,
    request: Promise<A>,
  ): Promise<A> {
    if (!log.isOn()) return request;
    const connection = randomBytesPooled(4).toString("hex");
    const startedAt = performance.now();
    const size = sizeOf(sent);
    log.note(connection, "client", `${method} ${shown(url, baseUrl)}${size === null ? "" : `, ${size} bytes`}`);
    if (log.isRaw && size !== null) log.note(connection, "client", textOf(sent));
    try {
      const answer = await request;
      const length = sizeOf(answer.body);
      const ms = Math.round(performance.now() - startedAt);
      log.note(
        connection,
        "server",
        `${answer.statusCode} after ${ms} ms${length === null ? "" : `, ${length} bytes`}`,
      );
      if (log.isRaw && length !== null) log.note(connection, "server", textOf(answer.body));
      return answer;
    } catch (error) {
      log.note(connection, null, (error as Error).message);
      throw error;
    }
  }

  return {
    post: (url, call) => http.post(url, call),
    fetch: (url, call) => noted(call.method, url, call.body, http.fetch(url, call)),
    open: (url, call) => noted(call.method, url, call.body, http.open(url, call)),
    close: () => http.close(),
  };
}

const shown = (url: string, baseUrl: string) =>
  url.startsWith(`${baseUrl}/`) ? url : `${new URL(url).origin}/${HIDDEN}`;

/** Bytes of what is whole; null for a stream, and for nothing. */
function sizeOf(content: unknown): number | null {
  return typeof content === "string" || Buffer.isBuffer(content) ? Buffer.byteLength(content) : null;
}

const textOf = (content: unknown) =>
  typeof content === "string" ? content : (content as Buffer).subarray(0, MOST_TEXT_BYTES).toString();

/** More than a line has room for. */
const MOST_TEXT_BYTES = 64 * 1024;
