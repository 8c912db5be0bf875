import type { FastifyInstance, FastifyReply } from "fastify";
import { PosthornError } from "../core/errors.ts";
import { answerChallenge } from "../services/certificates/challenge.ts";
import type { Context } from "../services/context.ts";

/** Answers authorities that make sure that a name is ours (RFC 8555 section 8.3). */
export function serveAcmeChallenge(app: FastifyInstance, ctx: Context): void {
  app.get<{ Params: { token: string } }>(
    "/.well-known/acme-challenge/:token",
    async (request, reply): Promise<FastifyReply> => {
      const answer = await answerChallenge(ctx, request.params.token);
      if (answer === null) throw new PosthornError("not_found", "Not Found");
      return reply.type("application/octet-stream").header("X-Content-Type-Options", "nosniff").send(answer);
    },
  );
}
