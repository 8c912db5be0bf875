import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Context } from "../services/context.ts";
import { recordClick, recordOpen } from "../services/tracking/record-visit.ts";
import type { LinkVisitor } from "../services/tracking/visitor.ts";
import { clientAddress, type ProxyTrust } from "./client-address.ts";

/** The smallest GIF there is: one pixel, transparent. */
const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

/** A header is ASCII; what is encoded already stays as it is. */
const asHeader = (url: string) => url.toWellFormed().replace(/[^\x21-\x7e]+/gu, encodeURIComponent);

/** Answers the links in sent messages. They are signed, and anybody may follow them. */
export function serveMessageLinks(app: FastifyInstance, ctx: Context, trust: ProxyTrust): void {
  void app.register(async (links) => {
    links.addHook("onRequest", async (_request, reply) => {
      void reply.header("Cache-Control", "no-store, no-cache, must-revalidate, private, max-age=0");
      void reply.header("Referrer-Policy", "no-referrer").header("X-Content-Type-Options", "nosniff");
    });
    const visitorOf = (request: FastifyRequest): LinkVisitor => ({
      remoteAddress: clientAddress(request, trust),
      userAgent: request.headers["user-agent"],
    });

    links.get("/open.gif", async (request, reply): Promise<FastifyReply> => {
      await recordOpen(ctx, request.query as object, visitorOf(request));
      return reply.type("image/gif").send(PIXEL);
    });
    links.get("/redirect", async (request, reply): Promise<FastifyReply> => {
      const url = await recordClick(ctx, request.query as object, visitorOf(request));
      return reply.redirect(asHeader(url), 302);
    });
  });
}
