import type { FastifyInstance } from "fastify";
import type { Context } from "../services/context.ts";
import { takeGraphNotifications } from "../services/push/graph-notifications.ts";

const MOST_BYTES = 1024 * 1024;
/** Graph sends about 200 characters. */
const LONGEST_TOKEN = 4096;

/**
 * Where Microsoft Graph tells of changes, and of what becomes of its subscriptions. Anybody may call; what counts is proved
 * by the secret in it. Answered at once, whatever it is: Graph slows down who takes long.
 */
export function serveGraphNotifications(app: FastifyInstance, ctx: Context): void {
  void app.register(async (doors) => {
    for (const path of ["/oauth/msg/notification", "/oauth/msg/lifecycle"])
      doors.post(path, { bodyLimit: MOST_BYTES }, (request, reply) => {
        const { validationToken, account } = request.query as Record<string, unknown>;
        // The token comes back as text, so that no page can be made of it.
        if (typeof validationToken === "string" && validationToken.length <= LONGEST_TOKEN)
          return reply
            .type("text/plain; charset=utf-8")
            .header("X-Content-Type-Options", "nosniff")
            .send(validationToken);
        if (typeof account === "string")
          takeGraphNotifications(ctx, account, request.body).catch((error: unknown) =>
            ctx.log.info({ err: error, account }, "A notification of Microsoft Graph led nowhere"),
          );
        return reply.code(202).send();
      });
    // Graph validates with an empty body of this type.
    doors.addContentTypeParser("text/plain", { parseAs: "string", bodyLimit: MOST_BYTES }, (_request, _body, done) =>
      done(null, null),
    );
  });
}
