import type { Document } from "domhandler";
import type { FoundServer, FoundServers } from "./query.ts";
import { childText, elementsIn, readXml } from "./xml.ts";

/** What an Exchange autodiscover host says: the servers, or whom to ask instead. */
export type AutodiscoverAnswer =
  | { type: "servers"; servers: FoundServers }
  | { type: "askAt"; url: string }
  | { type: "askFor"; email: string };

/**
 * Reads the answer to a request for the schema `responseschema/2006a` ([MS-OXDSCLI] section 2.2.4). Servers
 * without a host are passed over; null when nothing usable is left.
 */
export function readAutodiscover(text: string): AutodiscoverAnswer | null {
  const document = readXml(text);
  const [account] = elementsIn(document, "Account");
  if (account === undefined) return null;
  const action = childText(account, "Action").toLowerCase();
  const url = childText(account, "RedirectUrl");
  if (action === "redirecturl" && url !== "") return { type: "askAt", url };
  const email = childText(account, "RedirectAddr");
  if (action === "redirectaddr" && email !== "") return { type: "askFor", email };
  const imap = serverOf(document, "IMAP", { secure: 993, plain: 143 });
  const smtp = serverOf(document, "SMTP", { secure: 465, plain: 587 });
  return imap || smtp ? { type: "servers", servers: { imap, smtp } } : null;
}

/** Ports on which TLS begins with STARTTLS, whatever an answer says of SSL. */
const STARTTLS_PORTS = new Set([25, 143, 587]);

function serverOf(document: Document, type: string, ports: { secure: number; plain: number }): FoundServer | null {
  for (const protocol of elementsIn(document, "Protocol")) {
    const host = childText(protocol, "Server");
    if (childText(protocol, "Type").toUpperCase() !== type || host === "") continue;
    const given = Number(childText(protocol, "Port")) || undefined;
    const encryption = childText(protocol, "Encryption").toLowerCase();
    const wantsTls = childText(protocol, "SSL").toLowerCase() !== "off";
    const secure =
      encryption === "ssl" || (encryption === "" && wantsTls && !(given !== undefined && STARTTLS_PORTS.has(given)));
    const user = childText(protocol, "LoginName");
    return { host, port: given ?? (secure ? ports.secure : ports.plain), secure, ...(user !== "" && { user }) };
  }
  return null;
}
