import type { FastifyReply } from "fastify";

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? "");

export interface PlainPage {
  /** The language of its texts; English when left out. */
  lang?: string;
  title: string;
  /** HTML. */
  body: string;
  /** HTML for the head. */
  head?: string;
  /** HTML above everything else. */
  header?: string;
  /** One look only, in place of what the browser is set to. */
  theme?: "light" | "dark" | undefined;
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
<meta name="color-scheme" content="${page.theme ?? "light dark"}">
<meta name="robots" content="noindex">
<title>${escapeHtml(page.title)}</title>
<style nonce="${nonce}">
:root { color-scheme: ${page.theme ?? "light dark"}; }
html { background: light-dark(#fff, #16181c); color: light-dark(#16181c, #eceef1); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 36rem; margin: 15vh auto 2rem; padding: 0 1.5rem; }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre { overflow-x: auto; padding: 0.75rem 1rem; border: 1px solid #8886; border-radius: 6px; }
a.button, button { display: inline-block; padding: 0.5rem 1.25rem; border: 0; border-radius: 6px; background: #1c5fb8;
  color: #fff; text-decoration: none; font: inherit; font-weight: 600; cursor: pointer; }
a.button:focus-visible, button:focus-visible { outline: 3px solid #7db3ff; outline-offset: 2px; }
a.second, button.second { background: transparent; color: inherit; box-shadow: inset 0 0 0 1px #888; }
.choices { list-style: none; padding: 0; }
.choices a { display: block; margin: 0.75rem 0; text-align: center; }
.brand { font-weight: 600; margin: 0 0 2rem; }
.field { margin: 1rem 0; }
.field label { display: block; font-weight: 600; }
.field label.check { font-weight: normal; }
.field input:not([type="checkbox"]) { box-sizing: border-box; width: 100%; padding: 0.5rem 0.6rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid #888; border-radius: 6px; }
.field input:focus-visible { outline: 3px solid #7db3ff; outline-offset: 1px; }
.field input[aria-invalid="true"] { border-color: #d33; }
.hint, .bad, .good { display: block; font-size: 0.9em; }
.bad { color: light-dark(#b00020, #ff8a94); }
.good { color: light-dark(#14662e, #7bd88f); }
fieldset { border: 1px solid #8886; border-radius: 6px; margin: 1.5rem 0; padding: 0.25rem 1rem 0.75rem; }
legend { font-weight: 600; padding: 0 0.4rem; }
.actions { display: flex; gap: 0.75rem; flex-wrap: wrap; }
</style>
${page.head ?? ""}
</head>
<body>
${page.header ?? ""}
<main>
${page.body}
</main>
</body>
</html>
`,
    );
}
