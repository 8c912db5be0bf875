import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import fastifyStatic from "@fastify/static";
import { MCP_AUTHORIZE_PATH } from "@posthorn/contracts/mcp-oauth";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { PosthornError } from "../../core/errors.ts";
import type { Context } from "../../services/context.ts";
import { admitVisitor } from "../../services/dashboard-access.ts";
import { clientAddress, isLocalCaller, type ProxyTrust } from "../client-address.ts";
import { isHttps } from "../is-https.ts";
import { sendPlainPage } from "../pages/plain-page.ts";
import { serveProviderSignIn } from "../provider-sign-in.ts";
import { newNonce, sendSecurityHeaders } from "../pages/security-headers.ts";
import { serveMessageFrame } from "./message-frame.ts";
import { servePageFrame } from "./page-frame.ts";
import { NOT_BUILT_PAGE, PRODUCT_PAGE, SETUP_ELSEWHERE_PAGE, WRONG_ADDRESS_PAGE } from "./plain-pages.ts";
import { serveReference } from "./reference.ts";

export interface DashboardOptions {
  trust: ProxyTrust;
  /** Where its built files are. They may come and go while we run. */
  folder: string;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Of the styles in this answer; pages of the dashboard only. */
    nonce: string;
  }
}

const A_YEAR_MS = 365 * 24 * 60 * 60 * 1000;
/** Files beside the page, such as an icon: no folder, nothing hidden. */
const PLAIN_NAME = /^\w[\w.-]*$/;

/** Serves what people see: the product page, the dashboard and the API reference. */
export function serveDashboard(app: FastifyInstance, ctx: Context, { trust, folder }: DashboardOptions): void {
  void app.register(async (pages) => {
    await pages.register(fastifyStatic, { serve: false, preCompressed: true, dotfiles: "ignore", index: false });
    pages.decorateRequest("nonce", "");
    pages.addHook("onRequest", async (request, reply) => {
      request.nonce = newNonce();
      sendSecurityHeaders(reply, { nonce: request.nonce, isHttps: isHttps(ctx) });
    });

    pages.get("/", (request, reply) => sendPlainPage(reply, request.nonce, 200, PRODUCT_PAGE));

    void pages.register(async (inside) => {
      inside.addHook("onRequest", async (request, reply) => {
        const visitor = {
          remoteAddress: clientAddress(request, trust),
          isLocal: () => isLocalCaller(request),
        };
        const refusal = await admitVisitor(ctx, visitor).catch(pageOfRefusal);
        if (refusal) return sendPlainPage(reply, request.nonce, 403, refusal);
      });
      inside.get("/admin", async (request, reply) =>
        pathOf(request) === "/admin" ? reply.redirect("/admin/") : sendIndex(request, reply, folder),
      );
      serveReference(inside);
      serveMessageFrame(inside);
      servePageFrame(inside);
      serveProviderSignIn(inside, ctx, trust);
      inside.get<{ Params: { "*": string } }>("/admin/assets/*", (request, reply) =>
        // Their names change with their content.
        reply.sendFile(request.params["*"], join(folder, "assets"), { maxAge: A_YEAR_MS, immutable: true }),
      );
      // Services on the web open it in a window of theirs, and wait there for the answer.
      inside.get(MCP_AUTHORIZE_PATH, (request, reply) =>
        sendIndex(request, reply.header("Cross-Origin-Opener-Policy", "unsafe-none"), folder),
      );
      inside.get<{ Params: { "*": string } }>("/admin/*", async (request, reply) => {
        const name = request.params["*"];
        return (await isFile(folder, name)) ? reply.sendFile(name, folder) : sendIndex(request, reply, folder);
      });
    });
  });
}

const pathOf = (request: FastifyRequest) => request.raw.url?.split("?")[0];

function pageOfRefusal(error: unknown) {
  if (!(error instanceof PosthornError) || error.kind !== "forbidden") throw error;
  return error.code === "SetupNeeded" ? SETUP_ELSEWHERE_PAGE : WRONG_ADDRESS_PAGE;
}

async function isFile(folder: string, name: string): Promise<boolean> {
  if (!PLAIN_NAME.test(name) || name === "index.html") return false;
  return stat(join(folder, name)).then(
    (found) => found.isFile(),
    () => false,
  );
}

/** The dashboard finds out by itself which of its pages is meant. Each answer has a nonce of its own. */
async function sendIndex(request: FastifyRequest, reply: FastifyReply, folder: string): Promise<FastifyReply> {
  const page = await readFile(join(folder, "index.html"), "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (page === null) return sendPlainPage(reply, request.nonce, 503, NOT_BUILT_PAGE);
  return reply
    .type("text/html; charset=utf-8")
    .header("Cache-Control", "no-cache")
    .send(page.replaceAll("__CSP_NONCE__", request.nonce));
}
