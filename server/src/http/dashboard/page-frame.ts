import type { FastifyInstance } from "fastify";

/** What a page for end users may do in the frame of the dashboard: look as it will, and nothing else. */
const policyOf = (nonce: string) =>
  [
    "default-src 'none'",
    `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data: https:",
    "font-src 'self'",
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join("; ");

const frame = (nonce: string) => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Page</title>
<style nonce="${nonce}"></style>
</head>
<body></body>
</html>
`;

/**
 * An empty page for the frame in which the dashboard shows how pages for end users will look. Its styles are held as
 * strictly as theirs: they count with the nonce that its own has.
 */
export function servePageFrame(app: FastifyInstance): void {
  app.get("/admin/page-frame", async (request, reply) =>
    reply
      .type("text/html; charset=utf-8")
      .headers({
        "Content-Security-Policy": policyOf(request.nonce),
        "X-Frame-Options": "SAMEORIGIN",
        "Cache-Control": "no-store",
      })
      .send(frame(request.nonce)),
  );
}
