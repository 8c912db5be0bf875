import type { FastifyReply } from "fastify";
import type { StreamedAnswer } from "../services/verb.ts";

/**
 * Sends server-sent events as they come (HTML standard, section 9.2), until either side ends them.
 * Whoever is in between is asked neither to hold them back nor to keep them.
 */
export function sendEventStream(reply: FastifyReply, answer: StreamedAnswer): FastifyReply {
  // Also after HEAD, whose answer is complete without a body: nobody would ever end the stream.
  reply.raw.once("close", () => answer.content.destroy());
  return reply
    .headers({
      "Content-Type": answer.contentType,
      "Cache-Control": "no-cache",
      "X-Accel-Buffering": "no",
      "X-Content-Type-Options": "nosniff",
      // What ends a stream, such as a stop, should not leave an idle connection behind.
      Connection: "close",
    })
    .send(answer.content);
}
