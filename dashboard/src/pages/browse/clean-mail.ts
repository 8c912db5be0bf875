import createDOMPurify from "dompurify";

const NOT_IN_MAIL = [
  "audio",
  "button",
  "dialog",
  "form",
  "input",
  "option",
  "picture",
  "select",
  "source",
  "template",
  "textarea",
  "video",
];

/** What reads like an address of the web. */
const ADDRESS = /^\s*(?:https?:\/\/)?((?:[\p{L}\p{N}-]+\.)+\p{L}{2,})(?=[/:?#\s]|$)/iu;

export interface CleanMail {
  html: string;
  /** Where its links lead, each host once. */
  hosts: string[];
}

/**
 * Cleans the web-safe HTML of the server once more, by the rules of the frame's own window, so that styles fall under the
 * frame's policy. Links open elsewhere and tell their real address; one whose text names another host is
 * followed by what `tellHost` says. With `isPage` it is a whole page with style sheets of its own, as it is sent.
 */
export function cleanMail(
  html: string,
  view: Window,
  { tellHost, isPage, showsImages }: { tellHost: (host: string) => string; isPage: boolean; showsImages: boolean },
): CleanMail {
  const hosts = new Set<string>();
  const purify = createDOMPurify(view as unknown as Parameters<typeof createDOMPurify>[0]);
  purify.addHook("afterSanitizeAttributes", (node) => {
    // The policy of the frame would stop it, and tell of it in the console.
    if (node.nodeName === "IMG" && !showsImages && hostOf(node.getAttribute("src") ?? "") !== undefined)
      node.removeAttribute("src");
    if (node.nodeName !== "A" || !node.hasAttribute("href")) return;
    const href = node.getAttribute("href") ?? "";
    node.setAttribute("target", "_blank");
    node.setAttribute("rel", "noopener noreferrer nofollow");
    node.setAttribute("title", href);
    const host = hostOf(href);
    if (host === undefined) return;
    hosts.add(host);
    const named = ADDRESS.exec(node.textContent ?? "")?.[1];
    if (named !== undefined && !isSameHost(named, host)) node.append(` ${tellHost(host)}`);
  });
  const clean = purify.sanitize(html, {
    USE_PROFILES: { html: true },
    WHOLE_DOCUMENT: isPage,
    FORBID_TAGS: isPage ? NOT_IN_MAIL : [...NOT_IN_MAIL, "style"],
    ...(isPage && { ADD_TAGS: ["style"] }),
    FORBID_ATTR: ["id", "name", "srcset", "background", "popover", "tabindex", "autofocus", "accesskey"],
    ALLOW_DATA_ATTR: false,
  });
  return { html: clean, hosts: [...hosts].toSorted() };
}

/** The host that a link of the web leads to. */
export function hostOf(href: string): string | undefined {
  const url = URL.canParse(href) ? new URL(href) : undefined;
  return url !== undefined && (url.protocol === "https:" || url.protocol === "http:") ? url.host : undefined;
}

/** Whether a link may say it leads to `named` when it leads to `host`. */
export function isSameHost(named: string, host: string): boolean {
  const bare = (text: string) =>
    text
      .toLowerCase()
      .replace(/^www\./, "")
      .replace(/:\d+$/, "");
  // Hosts of other scripts are written in ASCII in a URL.
  return bare(hostOf(`https://${named}`) ?? named) === bare(host);
}
