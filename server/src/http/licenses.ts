import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { FastifyInstance, FastifyReply } from "fastify";
import type { Context } from "../services/context.ts";
import { installedPackages } from "../services/service/installed-packages.ts";
import { isHttps } from "./is-https.ts";
import { escapeHtml, sendPlainPage } from "./pages/plain-page.ts";
import { newNonce, sendSecurityHeaders } from "./pages/security-headers.ts";

/** From src/http or dist/http to the folder that holds the server's package. */
const LICENSE = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..", "LICENSE");

/** Under which terms Posthorn, and what it is made of, may be used. Versions are for `/sbom.json`, which takes a token. */
export function serveLicenses(app: FastifyInstance, ctx: Context): void {
  app.get("/LICENSE.txt", async (_request, reply) =>
    reply.type("text/plain; charset=utf-8").send(await readFile(LICENSE)),
  );
  app.get("/license.html", async (_request, reply) => reply.redirect("/LICENSE.txt", 302));
  app.get("/licenses.html", async (_request, reply): Promise<FastifyReply> => {
    const nonce = newNonce();
    sendSecurityHeaders(reply, { nonce, isHttps: isHttps(ctx) });
    const names = new Map((await installedPackages()).map(({ name, license }) => [name, license ?? "see the package"]));
    const items = [...names].map(([name, license]) => `<li>${escapeHtml(name)}: ${escapeHtml(license)}</li>`);
    return sendPlainPage(reply, nonce, 200, {
      title: "Licences",
      body: `<h1>Licences</h1>
<p>Posthorn is free software under the <a href="/LICENSE.txt">MIT licence</a>. It is made with these libraries:</p>
<ul>
${items.join("\n")}
</ul>`,
    });
  });
}
