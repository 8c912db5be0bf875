import type { AskForChallenge } from "../core/certificate.ts";
import type { HttpClient } from "../net/http-client.ts";

const LONGEST_ANSWER = 4096;

/** Asks as `AskForChallenge` says; `port` is 80 in earnest. */
export function createAskForChallenge(http: HttpClient, userAgent: string, port = 80): AskForChallenge {
  return async (hostname, token, answer, { signal }) => {
    const url = `http://${hostname}:${port}/.well-known/acme-challenge/${token}`;
    try {
      const call = { method: "GET" as const, headers: { "user-agent": userAgent }, signal, maxBytes: LONGEST_ANSWER };
      const { statusCode, body } = await http.fetch(url, call);
      if (statusCode !== 200) return `${hostname} answered ${statusCode} on port 80`;
      return body.toString("utf8").trim() === answer ? null : `Somebody else answers under ${hostname} on port 80`;
    } catch (error) {
      const { message, code } = error as NodeJS.ErrnoException;
      return `${hostname} can't be reached on port 80: ${message || code}`;
    }
  };
}
