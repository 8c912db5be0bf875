import autocannon from "autocannon";

export interface Load {
  url: string;
  connections: number;
  method?: "GET" | "POST";
  token?: string;
  body?: unknown;
  /** Ends after so many seconds, or after so many requests. */
  seconds?: number;
  amount?: number;
}

export interface LoadResult {
  perSecond: number;
  answered: number;
  p99Ms: number;
  /** Answers other than 2xx, and requests without one. */
  failed: number;
}

/** Asks as fast as the server answers, over connections that stay open, one request at a time on each. */
export async function load(options: Load): Promise<LoadResult> {
  const { url, connections, method = "GET", token, body, seconds, amount } = options;
  const started = performance.now();
  let lastAt = started;
  const running = autocannon({
    url,
    connections,
    method,
    ...(amount === undefined ? { duration: seconds ?? 5 } : { amount }),
    headers: {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  // It looks only once a second whether the amount is reached.
  running.on("response", () => (lastAt = performance.now()));
  const result = await running;
  const took = (lastAt - started) / 1000;
  return {
    perSecond: result["2xx"] / took,
    answered: result["2xx"],
    p99Ms: result.latency.p99,
    failed: result.non2xx + result.errors,
  };
}
