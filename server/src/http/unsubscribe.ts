import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { PosthornError } from "../core/errors.ts";
import type { Context } from "../services/context.ts";
import {
  isUnsubscribed,
  readSubscription,
  subscribe,
  type Subscription,
  unsubscribe,
} from "../services/tracking/subscription.ts";
import type { LinkVisitor } from "../services/tracking/visitor.ts";
import { clientAddress, type ProxyTrust } from "./client-address.ts";
import { acceptForms } from "./forms.ts";
import { isHttps } from "./is-https.ts";
import { resolveLocale } from "./locale.ts";
import { branded, brandingOf } from "./pages/branding.ts";
import { type PlainPage, sendPlainPage } from "./pages/plain-page.ts";
import { newNonce, sendSecurityHeaders } from "./pages/security-headers.ts";
import { brokenLinkPage, unsubscribePage } from "./pages/unsubscribe-page.ts";

interface Signed {
  data?: unknown;
  sig?: unknown;
}

/** What says that a mail program asks, not a person (RFC 8058). Its answer is one of these words. */
const ONE_CLICK_ANSWERS = { invalid: "data validation failed", forbidden: "not ok", not_found: "unknown account" };

/** Answers the links with which recipients leave lists. They are signed, and anybody may follow them. */
export function serveUnsubscribe(app: FastifyInstance, ctx: Context, trust: ProxyTrust): void {
  void app.register(async (pages) => {
    acceptForms(pages);
    const visitorOf = (request: FastifyRequest): LinkVisitor => ({
      remoteAddress: clientAddress(request, trust),
      userAgent: request.headers["user-agent"],
    });

    // A mail program asks, on behalf of a person who pressed its button; what it sends says no more than that.
    pages.post("/unsubscribe", async (request, reply) => {
      const subscription = await readSubscription(ctx, request.query as Signed).catch(asWord);
      if (typeof subscription !== "string") await unsubscribe(ctx, subscription, "one-click", visitorOf(request));
      return reply.type("text/plain; charset=utf-8").send(typeof subscription === "string" ? subscription : "ok");
    });

    void pages.register(async (shown) => {
      shown.decorateRequest("nonce", "");
      shown.addHook("onRequest", async (request, reply) => {
        request.nonce = newNonce();
        sendSecurityHeaders(reply, { nonce: request.nonce, isHttps: isHttps(ctx), showsImages: true });
      });

      // A look at the page changes nothing: programs look at links, too.
      shown.get("/unsubscribe", (request, reply) =>
        answer(request, request.query as Signed, "unsubscribe/address", async (subscription) =>
          (await isUnsubscribed(ctx, subscription)) ? "gone" : "ask",
        ).then((page) => send(request, reply, page)),
      );

      shown.post("/unsubscribe/address", (request, reply) => {
        const body = (request.body ?? {}) as Signed & { action?: unknown };
        return answer(request, body, "address", async (subscription) => {
          if (body.action === "subscribe") await subscribe(ctx, subscription, visitorOf(request));
          else await unsubscribe(ctx, subscription, "form", visitorOf(request));
          return body.action === "subscribe" ? "back" : "gone";
        }).then((page) => send(request, reply, page));
      });
    });

    function send(request: FastifyRequest, reply: FastifyReply, { status, ...page }: PlainPage & { status: number }) {
      const { nonce } = request;
      const { theme } = request.query as { theme?: string };
      return sendPlainPage(reply, nonce, status, branded(page, brandingOf(ctx.settings), { nonce, theme }));
    }

    async function answer(
      request: FastifyRequest,
      signed: Signed,
      action: string,
      act: (subscription: Subscription) => Promise<"ask" | "gone" | "back">,
    ) {
      const { url } = request.raw;
      const locale = resolveLocale({ url, headers: request.headers, setting: ctx.settings.get("locale") });
      const subscription = await readSubscription(ctx, signed).catch(asWord);
      if (typeof subscription === "string") return { status: 400, ...brokenLinkPage(locale) };
      const { address, list } = subscription;
      const state = await act(subscription);
      const [data, sig] = [String(signed.data as string), String(signed.sig as string)];
      return { status: 200, ...unsubscribePage({ locale, state, address, list, data, sig, action }) };
    }
  });
}

/** What is wrong with the link for good. Whoever sees another failure may try again. */
function asWord(error: unknown): string {
  const word = error instanceof PosthornError ? (ONE_CLICK_ANSWERS as Record<string, string>)[error.kind] : undefined;
  if (word === undefined) throw error;
  return word;
}
