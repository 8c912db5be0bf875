import type { Element } from "domhandler";
import type { FoundServer, FoundServers } from "./query.ts";
import { childText, elementsIn, readXml } from "./xml.ts";

/**
 * Reads Mozilla's format for mail configurations (`clientConfig`, draft-ietf-mailmaint-autoconfig). Of several
 * servers of a kind the first with TLS from the start counts, then the first with STARTTLS, then any. null when
 * neither IMAP nor SMTP is in it.
 */
export function readClientConfig(text: string): FoundServers | null {
  const document = readXml(text);
  const imap = bestOf(elementsIn(document, "incomingServer").filter(isOfType("imap")));
  const smtp = bestOf(elementsIn(document, "outgoingServer").filter(isOfType("smtp")));
  return imap || smtp ? { imap, smtp } : null;
}

const isOfType = (type: string) => (element: Element) => element.attribs["type"]?.toLowerCase() === type;

/** The safest first. */
const rank = (socketType: string) => (socketType === "SSL" ? 0 : socketType === "STARTTLS" ? 1 : 2);

function bestOf(elements: Element[]): FoundServer | null {
  const servers = elements
    .map((element) => ({
      host: childText(element, "hostname"),
      port: Number(childText(element, "port")),
      socketType: childText(element, "socketType").toUpperCase(),
      user: childText(element, "username"),
    }))
    .filter(({ host, port }) => host !== "" && port > 0);
  const [best] = servers.toSorted((a, b) => rank(a.socketType) - rank(b.socketType));
  if (best === undefined) return null;
  const { host, port, socketType, user } = best;
  return { host, port, secure: socketType === "SSL", ...(user !== "" && { user }) };
}
