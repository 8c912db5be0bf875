import type { ImapServerDetails } from "@posthorn/contracts/server-details";
import { serverNote, shortWord, shortWords } from "../../core/server-details.ts";
import type { NoteWrite } from "../../core/mail-backend.ts";
import type { ImapClient } from "./connection.ts";

/** The note of what the server has told of itself by the end of the login. */
export const noteOfServer = (client: ImapClient, now: Date): NoteWrite => serverNote("imap", detailsOf(client, now));

function detailsOf(client: ImapClient, now: Date): ImapServerDetails {
  const { authCapabilities } = client as unknown as { authCapabilities: ReadonlyMap<string, boolean> };
  const used = [...authCapabilities].find(([, isUsed]) => isUsed)?.[0];
  return {
    seenAt: now.toISOString(),
    host: client.host,
    id: idOf(client),
    capabilities: shortWords(
      [...client.capabilities].map(([name, value]) => (typeof value === "number" ? `${name}=${value}` : name)),
    ),
    authMethods: shortWords([...authCapabilities.keys()].map(methodOf)),
    authMethod: used === undefined ? null : shortWord(methodOf(used)),
  };
}

const methodOf = (capability: string) => capability.replace(/^AUTH=/, "");

function idOf({ serverInfo }: ImapClient): ImapServerDetails["id"] {
  const text = (key: "name" | "vendor" | "version" | "support-url") => {
    const value: unknown = serverInfo?.[key];
    return typeof value === "string" ? shortWord(value) : "";
  };
  const [name, vendor, version, supportUrl] = [text("name"), text("vendor"), text("version"), text("support-url")];
  return {
    ...(name !== "" && { name }),
    ...(vendor !== "" && { vendor }),
    ...(version !== "" && { version }),
    ...(isOfTheWeb(supportUrl) && { supportUrl }),
  };
}

/** Anything else may run in the page of whoever follows it. */
const isOfTheWeb = (url: string) => /^https?:\/\//i.test(url) && URL.canParse(url);
