import type { FastifyInstance } from "fastify";

/** What a mail may do, in a frame without scripts: look as it was sent, with images that are in it, or also those elsewhere. */
const policyOf = (images: string) =>
  [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `img-src data:${images}`,
    "form-action 'none'",
    "base-uri 'none'",
    "frame-ancestors 'self'",
  ].join("; ");

/** Mails are written for white paper; earlier messages are folded behind three dots. */
const FRAME = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Message</title>
<style>
html { background: #fff; color: #1b2427; color-scheme: light; }
body { margin: 0; padding: 16px; font: 15px/1.55 system-ui, sans-serif; overflow-wrap: anywhere; }
img { max-width: 100%; }
.ee-collapsed-thread-toggle { cursor: pointer; width: max-content; padding: 0 8px; border-radius: 8px; background: #e8e8e4; list-style: none; }
.ee-collapsed-thread-toggle::before { content: "•••"; letter-spacing: 2px; font-size: 10px; }
</style>
</head>
<body></body>
</html>
`;

/**
 * An empty page for the frame in which the dashboard shows a mail. It has a policy of its own: styles as
 * the mail has them, no scripts whatever, and images elsewhere only with `?images=shown`.
 */
export function serveMessageFrame(app: FastifyInstance): void {
  app.get<{ Querystring: { images?: string } }>("/admin/message-frame", async (request, reply) =>
    reply
      .type("text/html; charset=utf-8")
      .headers({
        "Content-Security-Policy": policyOf(request.query.images === "shown" ? " https: http:" : ""),
        "X-Frame-Options": "SAMEORIGIN",
        "Cache-Control": "no-cache",
      })
      .send(FRAME),
  );
}
