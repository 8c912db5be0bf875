import type { FastifyInstance, FastifyRequest } from "fastify";
import { PosthornError } from "../core/errors.ts";

/** Smaller bodies don't count: there is no harm in as many as come. */
const SMALL = 1024 * 1024;

/**
 * Bounds the bytes of large bodies that are here at once, from their first byte to the answer: each of them may be as large as
 * it may be, only not all together, since each is held in memory. Who comes when there is no room gets a 503 to come again. One
 * that does not say how long it is counts as long as it may be. Asked once a caller was let in.
 */
export function boundHeldBodies(
  app: FastifyInstance,
  mostBytes: number,
  isHeldAlready: (request: FastifyRequest) => boolean = () => false,
): void {
  let held = 0;

  // No promise: every request comes by here.
  app.addHook("preParsing", (request, reply, payload, done) => {
    const size = sizeOf(request);
    if (size <= SMALL || isHeldAlready(request)) return done(null, payload);
    if (held > 0 && held + size > mostBytes) {
      void reply.header("Retry-After", 1);
      return done(
        new PosthornError("unavailable", "Too many large requests are under way; try again in a moment", {
          code: "TooManyLargeRequests",
        }),
      );
    }
    held += size;
    // Also where the caller went away.
    reply.raw.once("close", () => (held -= size));
    done(null, payload);
  });
}

function sizeOf(request: FastifyRequest): number {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  if (length === undefined && encoding === undefined) return 0;
  const most = request.routeOptions.bodyLimit;
  const said = Number(length);
  return Number.isSafeInteger(said) ? Math.min(said, most) : most;
}
