import type { Socket } from "node:net";
import type { ImapRelay, OpenImapRelay } from "../../core/imap-relay.ts";
import type { MailAccount } from "../../core/mail-backend.ts";
import { PosthornError } from "../../core/errors.ts";
import { type ConnectionTools, type ImapClient, openConnection } from "./connection.ts";

/** Gives connections away that are logged in and otherwise as the server made them: no ENABLE, no COMPRESS. */
export function createImapRelay(
  tools: ConnectionTools & {
    /** Secrets included, tokens fresh; null for an unknown account. */
    loadAccount(id: string): Promise<MailAccount | null>;
  },
): OpenImapRelay {
  const { loadAccount, ...connectionTools } = tools;
  return async (id, signal) => {
    const account = await loadAccount(id);
    if (!account?.imap)
      throw new PosthornError("not_found", "The account has no IMAP server", { code: "IMAPUnavailable" });
    return handOver(await openConnection(account, "relay", connectionTools, signal));
  };
}

function handOver(client: ImapClient): ImapRelay {
  const { rawCapabilities } = client as unknown as { rawCapabilities: { value?: unknown }[] | null };
  const capabilities = (rawCapabilities ?? []).map(({ value }) => String(value));
  const { socket } = client.unbind();
  socket.setTimeout(0);
  // What goes wrong before anybody listens shows when it is used.
  socket.on("error", () => {});
  // Without a transport of its own the library uses plain ones of Node.js.
  return { socket: socket as unknown as Socket, capabilities };
}
