import type { FastifyInstance, FastifyRequest } from "fastify";
import { PosthornError } from "../core/errors.ts";

/** Smaller bodies don't count: there is no harm in as many as come. */
const SMALL = 1024 * 1024;

/**
 * Bounds the bytes of large bodies that are here at once, from their first byte to the answer: each of them may be as large as
 * it may be, only not all together, since each is held in memory. Who comes when there is no room gets a 503 to come again. One
 * that does not say how long it is counts as long as it may be. Asked once a caller was let in.
 */
export function boundHeldBodies(app: FastifyInstance, mostBytes: number): void {
  let held = 0;

  app.addHook("preParsing", async (request, reply) => {
    const size = sizeOf(request);
    if (size <= SMALL) return;
    if (held > 0 && held + size > mostBytes) {
      void reply.header("Retry-After", 1);
      throw new PosthornError("unavailable", "Too many large requests are under way; try again in a moment", {
        code: "TooManyLargeRequests",
      });
    }
    held += size;
    // Also where the caller went away.
    reply.raw.once("close", () => (held -= size));
  });
}

function sizeOf({ headers, routeOptions }: FastifyRequest): number {
  const most = routeOptions.bodyLimit;
  const length = Number(headers["content-length"]);
  if (Number.isSafeInteger(length)) return Math.min(length, most);
  return headers["transfer-encoding"] === undefined ? 0 : most;
}
