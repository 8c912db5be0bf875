import type { FastifyReply } from "fastify";

const ESCAPES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
export const escapeHtml = (text: string) => text.replace(/[&<>"]/g, (character) => ESCAPES[character] ?? "");

export interface PlainPage {
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
<html lang="en">
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
a.button { display: inline-block; padding: 0.5rem 1.25rem; border-radius: 6px; background: #1c5fb8; color: #fff;
  text-decoration: none; font-weight: 600; }
a.button:focus-visible { outline: 3px solid #7db3ff; outline-offset: 2px; }
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

export const PRODUCT_PAGE: PlainPage = {
  title: "Posthorn",
  body: `<h1>Posthorn</h1>
<p>One HTTP API and one stream of signed webhooks over any mailbox.</p>
<p><a class="button" href="/admin/">Open the dashboard</a></p>`,
};

export const NOT_BUILT_PAGE: PlainPage = {
  title: "The dashboard is not built",
  body: `<h1>The dashboard is not built</h1>
<p>The API works without it. To have it, build it where Posthorn is installed, and load this page again:</p>
<pre>npm run build</pre>`,
};

export const SETUP_ELSEWHERE_PAGE: PlainPage = {
  title: "Posthorn is not set up yet",
  body: `<h1>Posthorn is not set up yet</h1>
<p>There is no user. Until there is one, the dashboard answers only on the machine that Posthorn runs on, since whoever
came first would own it. Do one of these:</p>
<ul>
<li>Open the link that the server printed when it started, on that machine.</li>
<li>Open it from here through an SSH tunnel: run the line below and then open the link, with <code>localhost</code>.
<pre>ssh -L 3000:127.0.0.1:3000 that-machine</pre></li>
<li>Make the first user on that machine, by command, and load this page again:
<pre>posthorn password</pre></li>
</ul>`,
};

export const WRONG_ADDRESS_PAGE: PlainPage = {
  title: "Not from this address",
  body: `<h1>Not from this address</h1>
<p>The dashboard is open to some addresses only, and yours is not one of them. Those who run Posthorn name them in
<code>POSTHORN_ADMIN_ACCESS_ADDRESSES</code>.</p>`,
};
