import type { FastifyReply } from "fastify";

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? "");

export interface PlainPage {
  /** The language of its texts; English when left out. */
  lang?: string;
  title: string;
  /** HTML. */
  body: string;
}

/** Answers with a small page that needs no file and no script. */
export function sendPlainPage(reply: FastifyReply, nonce: string, status: number, page: PlainPage): FastifyReply {
  return reply
    .code(status)
    .type("text/html; charset=utf-8")
    .header("Cache-Control", "no-cache")
    .send(
      `<!doctype html>
<html lang="${page.lang ?? "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${escapeHtml(page.title)}</title>
<style nonce="${nonce}">
body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto 2rem; padding: 0 1.5rem; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre { overflow-x: auto; padding: 0.75rem 1rem; border: 1px solid #8886; border-radius: 6px; }
a.button, button { display: inline-block; padding: 0.5rem 1.25rem; border: 0; border-radius: 6px; background: #1c5fb8;
  color: #fff; text-decoration: none; font: inherit; font-weight: 600; cursor: pointer; }
a.button:focus-visible, button:focus-visible { outline: 3px solid #7db3ff; outline-offset: 2px; }
</style>
</head>
<body>
<main>
${page.body}
</main>
</body>
</html>
`,
    );
}
