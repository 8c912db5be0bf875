import type { Log } from "../core/log.ts";
import type { HttpClient } from "./http-client.ts";
import { withDeadline } from "./with-deadline.ts";

/**
 * Sends the metrics to a receiver that speaks OTLP over HTTP, every so often, one request at a time. A failure is logged
 * when it begins and when it is over; what is sent is counted since the start, so that the next request makes up for it.
 */
export interface MetricExports {
  /** The first request goes out when the interval has passed. */
  start(): void;
  /** Gives up what is under way, and sends what it has come to within two seconds, or not at all. */
  stop(): Promise<void>;
}

export interface MetricExportOptions {
  http: Pick<HttpClient, "fetch">;
  /** Where they go, such as `http://127.0.0.1:4318/v1/metrics`. */
  endpoint: string;
  /** Sent along. Some are secrets. */
  headers: Readonly<Record<string, string>>;
  userAgent: string;
  intervalMs: number;
  /** For one request, from gathering the metrics to the end of the answer. */
  timeoutMs: number;
  /** An ExportMetricsServiceRequest in JSON. */
  collect(): Promise<string>;
  log: Log;
}

const LAST_EXPORT_MS = 2000;
const MAX_ANSWER_BYTES = 64 * 1024;

export function createMetricExports(options: MetricExportOptions): MetricExports {
  const { http, endpoint, log } = options;
  // In lower case, so that ours replace those of the same name.
  const headers = Object.fromEntries(
    Object.entries(options.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const stopping = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | null = null;
  let isFailing = false;

  async function send(signal: AbortSignal): Promise<void> {
    const answer = await http.fetch(endpoint, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json", "user-agent": options.userAgent },
      body: await unlessAborted(signal, options.collect()),
      signal,
      maxBytes: MAX_ANSWER_BYTES,
    });
    if (answer.statusCode < 200 || answer.statusCode >= 300)
      throw new Error(`The receiver answered with ${answer.statusCode}`);
    const rejected = rejectedPoints(answer.body);
    if (rejected > 0) throw new Error(`The receiver rejected ${rejected} data points`);
  }

  /** Never rejects. */
  async function exportOnce(timeoutMs: number, signal?: AbortSignal): Promise<void> {
    try {
      await withDeadline(timeoutMs, signal, async (deadline) => {
        try {
          await send(deadline.signal);
        } catch (error) {
          throw deadline.isOver ? new Error(`There was no answer within ${timeoutMs} ms`) : error;
        }
      });
      if (isFailing) log.info({}, "Metrics are exported again");
      isFailing = false;
    } catch (error) {
      if (signal?.aborted === true) return;
      // What receivers say is not repeated: it may be what they were sent.
      const reason = { reason: (error as Error).message };
      if (isFailing) log.debug(reason, "Metrics could still not be exported");
      else log.warn(reason, "Metrics could not be exported, which will be tried again");
      isFailing = true;
    }
  }

  return {
    start() {
      log.info({ host: new URL(endpoint).host, intervalMs: options.intervalMs }, "Metrics are exported");
      timer = setInterval(() => {
        underWay ??= exportOnce(options.timeoutMs, stopping.signal).finally(() => (underWay = null));
      }, options.intervalMs);
      timer.unref();
    },
    async stop() {
      if (timer === undefined) return;
      clearInterval(timer);
      stopping.abort();
      await underWay;
      await exportOnce(Math.min(options.timeoutMs, LAST_EXPORT_MS));
    },
  };
}

/** What comes of the work, or the reason of the signal if that is sooner. */
const unlessAborted = <T>(signal: AbortSignal, work: Promise<T>) =>
  new Promise<T>((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    work.then(resolve, reject);
  });

/** What `partialSuccess` of an ExportMetricsServiceResponse says; an answer of another kind says nothing. */
function rejectedPoints(body: Buffer): number {
  try {
    const answer = JSON.parse(body.toString()) as { partialSuccess?: { rejectedDataPoints?: string | number } } | null;
    return Number(answer?.partialSuccess?.rejectedDataPoints ?? 0);
  } catch {
    return 0;
  }
}
