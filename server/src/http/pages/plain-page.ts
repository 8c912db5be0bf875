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
export const sendPlainPage = (reply: FastifyReply, nonce: string, status: number, page: PlainPage): FastifyReply =>
  reply
    .code(status)
    .type("text/html; charset=utf-8")
    .header("Cache-Control", "no-cache")
    .send(plainPageHtml(page, nonce));

/** The page as a document; its styles carry the nonce, if there is one. */
export const plainPageHtml = (page: PlainPage, nonce?: string) => `<!doctype html>
<html lang="${page.lang ?? "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${page.theme ?? "light dark"}">
<meta name="robots" content="noindex">
<title>${escapeHtml(page.title)}</title>
<style${nonce === undefined ? "" : ` nonce="${nonce}"`}>
:root { color-scheme: ${page.theme ?? "light dark"};
  --ee-page-background: light-dark(#f6f5f1, #141b1e); --ee-card-background: light-dark(#fff, #182125);
  --ee-text: light-dark(#1b2427, #dbe2e1); --ee-muted: light-dark(#56646a, #a3b0b1); --ee-line: light-dark(#e2e0d9, #2c383c);
  --ee-primary: light-dark(#17686d, #2c7f83); --ee-primary-text: #fff; --ee-focus: light-dark(#43989a, #7cc4c3);
  --ee-danger: light-dark(#b02525, #ff9c9c); --ee-success: light-dark(#0e5a5f, #7cc4c3); --ee-radius: 8px; }
html { background: var(--ee-page-background); color: var(--ee-text); }
body { font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; max-width: 34rem;
  margin: 10vh auto 2rem; padding: 0 1rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; font-weight: 650; line-height: 1.25; margin: 0 0 0.75rem; }
.ee-card { background: var(--ee-card-background); border: 1px solid var(--ee-line); border-radius: 16px; padding: 1.75rem 2rem; }
@media (max-width: 30rem) { body { margin-top: 4vh; } .ee-card { padding: 1.25rem; } }
code, pre { font-family: ui-monospace, monospace; font-size: 0.9em; }
pre { overflow-x: auto; padding: 0.75rem 1rem; border: 1px solid var(--ee-line); border-radius: var(--ee-radius); }
a { color: light-dark(#17686d, #7cc4c3); }
.ee-btn { display: inline-block; padding: 0.5rem 1.25rem; border: 0; border-radius: var(--ee-radius);
  background: var(--ee-primary); color: var(--ee-primary-text); text-decoration: none; font: inherit; font-weight: 600;
  cursor: pointer; }
.ee-btn:focus-visible, a:focus-visible { outline: 3px solid var(--ee-focus); outline-offset: 2px; }
.ee-btn.second { background: transparent; color: inherit; box-shadow: inset 0 0 0 1px light-dark(#8b999b, #56646a); }
.choices { list-style: none; padding: 0; }
.choices a { display: block; margin: 0.75rem 0; text-align: center; }
.brand { font-weight: 650; margin: 0 0 2rem; }
.field { margin: 1rem 0; }
.field label { display: block; font-weight: 600; }
.field label.check { font-weight: normal; }
.ee-input { box-sizing: border-box; width: 100%; padding: 0.5rem 0.6rem; font: inherit; color: inherit;
  background: transparent; border: 1px solid light-dark(#8b999b, #56646a); border-radius: var(--ee-radius); }
.ee-input:focus-visible { outline: 3px solid var(--ee-focus); outline-offset: 1px; }
.ee-input[aria-invalid="true"] { border-color: var(--ee-danger); }
.hint, .bad, .good { display: block; font-size: 0.9em; }
.hint { color: var(--ee-muted); }
.bad { color: var(--ee-danger); }
.good { color: var(--ee-success); }
fieldset { border: 1px solid var(--ee-line); border-radius: var(--ee-radius); margin: 1.5rem 0; padding: 0.25rem 1rem 0.75rem; }
legend { font-weight: 600; padding: 0 0.4rem; }
.actions { display: flex; gap: 0.75rem; flex-wrap: wrap; }
</style>
${page.head ?? ""}
</head>
<body>
${page.header ?? ""}
<main class="ee-card">
${page.body}
</main>
</body>
</html>
`;
