import { Parser } from "htmlparser2";

/** `mso-hide` is Outlook's. */
const HIDDEN =
  "display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;font-size:1px;line-height:1px;color:transparent;mso-hide:all";

/** Joins no words and shows nothing, but takes the room in which a list would show how the message goes on. */
const FILLER = "&#847;&zwnj;&nbsp;".repeat(100);

/**
 * HTML that begins with `previewText`, which lists of messages show next to the subject and readers don't. The text may be
 * written as HTML; tags in it are left out.
 */
export function withPreheader(html: string, previewText: string): string {
  const at = startOfContent(html);
  const block = `<div style="${HIDDEN}" aria-hidden="true">${escape(textOf(previewText))}${FILLER}</div>`;
  return html.slice(0, at) + block + html.slice(at);
}

const escape = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function textOf(html: string): string {
  const parts: string[] = [];
  let silenced = 0;
  const parser = new Parser({
    onopentagname: (name) => void (SILENT.has(name) && silenced++),
    onclosetag: (name) => void (SILENT.has(name) && silenced--),
    ontext: (text) => void (silenced === 0 && parts.push(text)),
  });
  parser.end(html);
  return parts.join("").trim();
}

const SILENT = new Set(["script", "style", "title"]);
const HEAD = new Set(["html", "head", "meta", "link", "base", "noscript", ...SILENT]);

/** Content that begins later than this is none that a person wrote. */
const LONGEST_HEAD = 512 * 1024;

/** Right after the opening tag of the body; without one, after all that can't stand behind content. */
function startOfContent(html: string): number {
  let at = 0;
  let isFound = false;
  const after = () => {
    if (!isFound) at = parser.endIndex + 1;
  };
  const parser = new Parser({
    onprocessinginstruction: after,
    onopentag(name) {
      if (name === "body" || name === "html") after();
      if (!HEAD.has(name)) isFound = true;
    },
    onclosetag(name) {
      if (name === "head") after();
    },
  });
  parser.end(html.slice(0, LONGEST_HEAD));
  return at;
}
