import { Readable } from "node:stream";

/**
 * Does something that ends with any of these signals. Unlike AbortSignal.any it leaves no trace on a signal that outlives
 * it, so that one may be used for any number of calls. A stream that comes of it ends with them, too, until it is closed.
 */
export async function underSignals<T>(
  signals: readonly (AbortSignal | undefined)[],
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const all = new AbortController();
  const links = signals.flatMap((signal) => (signal ? [{ signal, end: () => all.abort(signal.reason) }] : []));
  const unlink = () => {
    for (const { signal, end } of links) signal.removeEventListener("abort", end);
  };
  for (const { signal, end } of links) {
    if (signal.aborted) end();
    else signal.addEventListener("abort", end, { once: true });
  }
  try {
    const result = await work(all.signal);
    const stream = streamIn(result);
    if (stream === undefined || stream.closed) unlink();
    else stream.once("close", unlink);
    return result;
  } catch (error) {
    unlink();
    throw error;
  }
}

function streamIn(result: unknown): Readable | undefined {
  if (result instanceof Readable) return result;
  const content = (result as { content?: unknown } | null | undefined)?.content;
  return content instanceof Readable ? content : undefined;
}
