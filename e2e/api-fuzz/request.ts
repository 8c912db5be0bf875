import { Agent, request as httpRequest } from "node:http";
import type { Operation } from "./operations.ts";

/** A call as it goes over the wire, save for its token. */
export interface ApiRequest {
  operation: Operation;
  account: string;
  /** The path, percent-encoded. */
  path: string;
  query: [name: string, value: string][];
  headers: Record<string, string>;
  /** JSON that is still to be written; undefined for none. */
  body: unknown;
  /** In place of `body`. */
  bytes?: Buffer;
}

export interface ApiAnswer {
  status: number;
  contentType: string;
  headers: NodeJS.Dict<string | string[]>;
  bytes: Buffer;
}

const PATIENCE_MS = 60_000;

export interface Sender {
  send(request: ApiRequest): Promise<ApiAnswer>;
  close(): void;
}

/** Sends what no URL class and no `fetch` would let pass. */
export function createSender(url: string, token: string): Sender {
  const agent = new Agent({ keepAlive: true });
  const { hostname, port } = new URL(url);
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        const bytes = bytesOf(request);
        const call = httpRequest({
          agent,
          hostname,
          port,
          method: request.operation.method,
          path: targetOf(request),
          timeout: PATIENCE_MS,
          headers: {
            authorization: `Bearer ${token}`,
            ...(bytes && { "content-type": "application/json", "content-length": bytes.length }),
            ...request.headers,
          },
        });
        call.on("timeout", () => call.destroy(new Error(`no answer after ${PATIENCE_MS} ms`)));
        call.on("error", reject);
        call.on("response", (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () =>
            resolve({
              status: response.statusCode ?? 0,
              contentType: response.headers["content-type"] ?? "",
              headers: response.headers,
              bytes: Buffer.concat(chunks),
            }),
          );
        });
        call.end(bytes);
      }),
    close: () => agent.destroy(),
  };
}

const bytesOf = ({ body, bytes }: ApiRequest) =>
  bytes ?? (body === undefined ? undefined : Buffer.from(JSON.stringify(body)));

/** Percent-encoding of text that need not be well formed. */
export const encoded = (text: string) => encodeURIComponent(Buffer.from(text).toString());

const targetOf = ({ path, query }: ApiRequest) =>
  path + (query.length > 0 ? `?${query.map(([name, value]) => `${encoded(name)}=${encoded(value)}`).join("&")}` : "");

const SHOWN = 1500;

/** For people. */
export function described(request: ApiRequest): string {
  const { operation, headers } = request;
  const extra = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
  const body = bytesOf(request)?.toString() ?? "";
  const shown = body.length > SHOWN ? `${body.slice(0, SHOWN)}… (${body.length} characters)` : body;
  return [`${operation.method} ${targetOf(request).slice(0, SHOWN)}`, ...extra, shown].filter(Boolean).join(" ");
}
