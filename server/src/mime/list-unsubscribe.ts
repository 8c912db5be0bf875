import type { ListUnsubscribe } from "@posthorn/contracts/messages";
import type { HeaderMap } from "./headers.ts";

/** Ways told of one message, and characters of one. */
const MAX_WAYS = 10;
const MAX_LENGTH = 2048;

/**
 * How a message says that one leaves its list (RFC 2369 section 3.2): links to the web and to mail, in their order, and whether
 * one POST is enough (RFC 8058). Other schemes and what is too long are left out; undefined where nothing is left.
 */
export function readListUnsubscribe(headers: HeaderMap): ListUnsubscribe | undefined {
  const values = (headers["list-unsubscribe"] ?? []).flatMap((value) => value.match(/<[^<>]{1,4096}>/g) ?? []);
  const links = values
    // Blanks within are left by folding.
    .map((value) => value.slice(1, -1).replaceAll(/\s+/g, ""))
    .filter((link) => link.length <= MAX_LENGTH);
  const urls = links.filter((link) => /^https?:\/\//i.test(link)).slice(0, MAX_WAYS);
  const mailto = links.filter((link) => /^mailto:/i.test(link)).slice(0, MAX_WAYS);
  if (urls.length + mailto.length === 0) return undefined;
  const isOneClick = (headers["list-unsubscribe-post"] ?? []).some((value) =>
    /^\s*List-Unsubscribe=One-Click\s*$/i.test(value),
  );
  return {
    ...(urls.length > 0 && { urls }),
    ...(mailto.length > 0 && { mailto }),
    oneClick: isOneClick && urls.some((url) => /^https:/i.test(url)),
  };
}
