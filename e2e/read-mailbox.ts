import { Readable } from "node:stream";
import type { Dovecot } from "@posthorn/fakes/dovecot";
import { ImapFlow, type MessageStructureObject } from "imapflow";

/** A message as a mail program reads it over IMAP. */
export interface ReadMessage {
  subject: string | undefined;
  messageId: string | undefined;
  /** Names of fields in lower case, each as it stands first in the header, unfolded. */
  headers: Map<string, string>;
  /** The whole of it, as the server has it. */
  source: Buffer;
  /** Its leaves in order, with their transfer encoding undone. */
  parts: { type: string; id: string | undefined; filename: string | undefined; content: Buffer }[];
}

/** Everything in a mailbox, in the order it arrived. The mail server takes it apart, nothing of ours. */
export async function readMailbox(dovecot: Dovecot, user: string, path = "INBOX"): Promise<ReadMessage[]> {
  const { host, port, password } = dovecot;
  const client = new ImapFlow({ host, port, secure: false, logger: false, auth: { user, pass: password } });
  await client.connect();
  try {
    await client.mailboxOpen(path, { readOnly: true });
    const found = await client.fetchAll("1:*", { envelope: true, bodyStructure: true, source: true, uid: true });
    const messages: ReadMessage[] = [];
    for (const { uid, envelope, bodyStructure, source = Buffer.alloc(0) } of found) {
      const parts: ReadMessage["parts"] = [];
      for (const leaf of bodyStructure ? leavesOf(bodyStructure) : []) {
        // A message that is one part has its text under the number 1.
        const { content = Readable.from([]) } = await client.download(String(uid), leaf.part ?? "1", { uid: true });
        const filename = leaf.dispositionParameters?.["filename"];
        parts.push({ type: leaf.type, id: leaf.id, filename, content: Buffer.concat(await content.toArray()) });
      }
      const { subject, messageId } = envelope ?? {};
      messages.push({ subject, messageId, headers: headersOf(source), source, parts });
    }
    return messages;
  } finally {
    await client.logout();
  }
}

const leavesOf = (part: MessageStructureObject): MessageStructureObject[] =>
  part.childNodes ? part.childNodes.flatMap(leavesOf) : [part];

function headersOf(source: Buffer): Map<string, string> {
  const [head = ""] = source.toString("latin1").split("\r\n\r\n", 1);
  const fields = new Map<string, string>();
  for (const line of head.replaceAll(/\r\n(?=[ \t])/g, "").split("\r\n")) {
    const [, name = "", value = ""] = /^([^:]+): *(.*)$/.exec(line) ?? [];
    if (!fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value);
  }
  return fields;
}
