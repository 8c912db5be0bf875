import { once } from "node:events";
import { createServer } from "node:net";

/** What Cyrus asks whether a password is right: strings, each after its length in two bytes. */
export interface Saslauthd {
  close(): Promise<void>;
}

const STRINGS_PER_QUESTION = 4;

/** Listens on a Unix socket and lets everybody in who knows `password`, by the protocol of saslauthd(8). */
export async function startSaslauthd(socketPath: string, password: string): Promise<Saslauthd> {
  const server = createServer((socket) => {
    let received = Buffer.alloc(0);
    socket.on("error", () => undefined);
    socket.on("data", (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      // Login, password, service, realm.
      const question = stringsIn(received);
      if (question.length < STRINGS_PER_QUESTION) return;
      const answer = question[1] === password ? "OK" : "NO";
      socket.end(Buffer.concat([Buffer.from([0, answer.length]), Buffer.from(answer)]));
    });
  });
  server.listen(socketPath);
  await once(server, "listening");
  return {
    async close() {
      const closed = once(server, "close");
      server.close();
      await closed;
    },
  };
}

function stringsIn(bytes: Buffer): string[] {
  const strings: string[] = [];
  for (let at = 0; at + 2 <= bytes.length;) {
    const end = at + 2 + bytes.readUInt16BE(at);
    if (end > bytes.length) break;
    strings.push(bytes.toString("utf8", at + 2, end));
    at = end;
  }
  return strings;
}
