import { once } from "node:events";
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { type Certificate, makeCertificate } from "./certificate.ts";
import { type Destination, type Proxy, startProxy } from "./proxies.ts";

export interface SettingsAnswer {
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: string;
}

export interface SettingsRequest {
  method: string;
  /** With scheme and host, as it was asked for. */
  url: string;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

type Answer = SettingsAnswer | null | ((request: SettingsRequest) => SettingsAnswer | Promise<SettingsAnswer>);

/**
 * Web hosts of any name that know mail settings, over HTTP and HTTPS. They are reached through a proxy that
 * brings every connection here, so that names, ports and certificates are those of real life.
 */
export interface MailSettingsHost {
  /** The proxy to go through: `http://127.0.0.1:<port>`. */
  readonly proxyUrl: string;
  /** The certificate to trust, in PEM. */
  readonly ca: string;
  readonly requests: SettingsRequest[];
  /** Every connection that was asked for, answered or not. */
  readonly asked: readonly Destination[];
  /** What a URL answers; null never answers. What nobody answers for is 404. */
  answer(url: string, answer: Answer): void;
  /** Forgets requests and answers. */
  clear(): void;
  close(): Promise<void>;
}

/** `names` are those that the certificate is good for. */
export async function startMailSettingsHost(names: readonly string[]): Promise<MailSettingsHost> {
  const certificate: Certificate = makeCertificate(names);
  const requests: SettingsRequest[] = [];
  const answers = new Map<string, Answer>();

  const listener =
    (scheme: string): RequestListener =>
    (request, response) => {
      reply(scheme, request, response).catch(() => request.socket.destroy());
    };

  async function reply(scheme: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = `${scheme}://${request.headers.host}${request.url}`;
    const seen = {
      method: request.method ?? "",
      url,
      headers: request.headers,
      body: Buffer.concat(chunks).toString(),
    };
    requests.push(seen);
    const known = answers.get(url) ?? answers.get(url.split("?")[0] ?? "");
    if (known === null) return;
    const {
      status = 200,
      headers = {},
      body = "",
    } = known === undefined ? { status: 404 } : typeof known === "function" ? await known(seen) : known;
    response.writeHead(status, headers).end(body);
  }

  const plain = createServer(listener("http"));
  const secure = createSecureServer(certificate, listener("https"));
  secure.on("tlsClientError", () => {});
  for (const server of [plain, secure]) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
  const portOf = (server: typeof plain | typeof secure) => (server.address() as AddressInfo).port;
  const proxy: Proxy = await startProxy({
    speaks: "http",
    route: ({ port }) => ({ host: "127.0.0.1", port: portOf(port === 80 ? plain : secure) }),
  });

  return {
    proxyUrl: `http://${proxy.host}:${proxy.port}`,
    ca: certificate.cert,
    requests,
    asked: proxy.asked,
    answer: (url, given) => void answers.set(url, given),
    clear() {
      requests.length = 0;
      proxy.asked.length = 0;
      answers.clear();
    },
    async close() {
      await proxy.close();
      for (const server of [plain, secure]) {
        const closed = once(server, "close");
        server.close();
        server.closeAllConnections();
        await closed;
      }
    },
  };
}
