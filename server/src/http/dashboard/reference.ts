import { readFile } from "node:fs/promises";
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import { POLICY_WITH_ANY_STYLES } from "../pages/security-headers.ts";
import { newScript, type Script, sendScript } from "./script.ts";

/**
 * The browsable API reference, by Scalar. Its addresses are links that others have: a group of
 * operations, an operation by its id in the fragment, and an older form that starts with
 * `/admin/swagger#/`. The fragment never reaches us; the page's own script reads it.
 */
export function serveReference(app: FastifyInstance): void {
  app.get("/admin/swagger", async (_request, reply) => reply.redirect("/admin/reference"));
  app.get("/admin/reference", sendReference);
  app.get("/admin/reference/:group", sendReference);
  serveScript(app, "/admin/reference/files/scalar.js", loadScalar);
  serveScript(app, "/admin/reference/files/start.js", () => readFile(new URL("reference-start.js", import.meta.url)));
}

/** Scripts are loaded when somebody first asks for them, and kept. */
function serveScript(app: FastifyInstance, url: string, load: () => Promise<string | Buffer>): void {
  let loaded: Promise<Script> | undefined;
  app.get(url, async (request, reply) => {
    loaded ??= load()
      .then(newScript)
      .catch((error: unknown) => {
        loaded = undefined;
        throw error;
      });
    return sendScript(request, reply, await loaded);
  });
}

/** Four megabytes, which the package hands out only through its plugin. */
async function loadScalar(): Promise<string> {
  const { default: scalar } = await import("@scalar/fastify-api-reference");
  const shelf = Fastify();
  await shelf.register(scalar, { routePrefix: "/scalar", configuration: { url: "/" } });
  const { statusCode, body } = await shelf.inject("/scalar/js/scalar.js");
  await shelf.close();
  if (statusCode !== 200) throw new Error(`The API reference's script is not to be had: ${statusCode}`);
  return body;
}

/** Scalar makes styles of its own, in elements and attributes, and puts a nonce on the first one only. */
function sendReference(_request: FastifyRequest, reply: FastifyReply): FastifyReply {
  void reply.header("Content-Security-Policy", POLICY_WITH_ANY_STYLES);
  return reply.type("text/html; charset=utf-8").header("Cache-Control", "no-cache").send(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>API reference · Posthorn</title>
<link rel="icon" href="data:,">
<style>
body { margin: 0; }
.way-back { font: 14px/1.5 system-ui, sans-serif; padding: 0.5rem 1rem; background: #16202d; color: #fff; }
.way-back a { color: #9cc8ff; }
</style>
</head>
<body>
<p class="way-back"><a href="/admin/">Back to the dashboard</a> · Calls made on this page are real. They are made as you,
if you are signed in, or with the token that you enter under <em>Authentication</em>.</p>
<div id="reference"></div>
<script src="/admin/reference/files/scalar.js"></script>
<script type="module" src="/admin/reference/files/start.js"></script>
</body>
</html>
`);
}
