import type { FastifyInstance, FastifyRequest } from "fastify";
import { GMAIL_PUSH_PATH } from "../core/gmail-push.ts";
import type { Context } from "../services/context.ts";
import { admitGmailPush, takeGmailPush } from "../services/push/gmail-push.ts";

/** Gmail's notifications have a few hundred. */
const MOST_BYTES = 64 * 1024;

/**
 * Where Pub/Sub pushes what Gmail tells of. Google proves who it is before its message is read. From then on whatever makes
 * no sense is acknowledged, since Google would send it again for days.
 */
export function serveGmailPush(app: FastifyInstance, ctx: Context): void {
  void app.register(async (doors) => {
    doors.removeAllContentTypeParsers();
    doors.addContentTypeParser<string>("*", { parseAs: "string", bodyLimit: MOST_BYTES }, (_request, body, done) =>
      done(null, body),
    );
    doors.setErrorHandler((error: Error & { code?: string }, request, reply) => {
      if (error.code !== "FST_ERR_CTP_BODY_TOO_LARGE") throw error;
      ctx.log.info({ app: appOf(request) }, "A push of Pub/Sub is too large for a notification of Gmail");
      return reply.code(204).send();
    });
    doors.post(
      GMAIL_PUSH_PATH,
      { bodyLimit: MOST_BYTES, onRequest: (request) => admitGmailPush(ctx, appOf(request), bearerOf(request)) },
      async (request, reply) => {
        await takeGmailPush(ctx, appOf(request), typeof request.body === "string" ? request.body : "");
        return reply.code(204).send();
      },
    );
  });
}

function appOf({ query }: FastifyRequest): string {
  const { app } = query as Record<string, unknown>;
  return typeof app === "string" ? app : "";
}

const bearerOf = ({ headers }: FastifyRequest) => /^Bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? null;
