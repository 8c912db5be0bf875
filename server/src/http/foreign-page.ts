import type { FastifyRequest } from "fastify";

/**
 * Whether a web page of another origin makes the request, as far as its browser tells. Where we are is
 * what the browser asked for, or `serviceUrl`, in case a proxy in between changes the name.
 */
export function isForeignPage({ headers }: FastifyRequest, serviceUrl: string | undefined): boolean {
  const site = headers["sec-fetch-site"];
  // Fetch Metadata: `none` is a person at the address bar. A site next to ours is not ours.
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const { origin } = headers;
  if (origin === undefined) return false;
  const host = hostOf(origin);
  const own = [headers.host, headers["x-forwarded-host"]].map((name) => hostOf(`http://${String(name)}`));
  own.push(hostOf(serviceUrl ?? ""));
  return host === undefined || !own.includes(host);
}

/** Without the port that goes without saying, under either protocol. */
const hostOf = (url: string) => (URL.canParse(url) ? new URL(url).host.replace(/:(80|443)$/, "") : undefined);
