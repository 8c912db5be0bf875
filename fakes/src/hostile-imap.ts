import { createServer, type Server, type Socket } from "node:net";

/** When an IMAP server turns bad. */
export type HostilePhase = "connect" | "capability" | "login" | "list" | "select" | "fetch" | "idle";

/** What it does then. */
export type HostileDeed =
  /** Says nothing more. */
  | "hang"
  /** Hangs up. */
  | "close"
  | "closeInLiteral"
  | "nonsense"
  /** Announces more bytes than anyone can hold. */
  | "hugeLiteral"
  /** Talks on and on without ever answering. */
  | "endless"
  /** Answers NO. */
  | "refuse"
  /** Says good-bye. */
  | "bye";

export interface HostileImap {
  readonly host: string;
  readonly port: number;
  /** Connections that are still open. */
  readonly connections: number;
  stop(): Promise<void>;
}

export interface HostileOptions {
  /** How a login is refused, in the words of the server: `[UNAVAILABLE] Come back later`. */
  loginAnswer?: string;
  capabilities?: string;
}

/**
 * A mail server that behaves up to a point: everyone may log in, INBOX holds one message. From then
 * on it does its deed.
 */
export async function startHostileImap(
  phase: HostilePhase | "never",
  deed: HostileDeed,
  { loginAnswer, capabilities = "IMAP4rev1 IDLE" }: HostileOptions = {},
): Promise<HostileImap> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    if (phase === "connect") return misbehave(socket, deed, undefined);
    socket.write("* OK ready\r\n");
    let buffered = "";
    let isIdle: string | undefined;
    socket.on("data", (chunk) => {
      buffered += chunk.toString("latin1");
      for (let end = buffered.indexOf("\r\n"); end >= 0; end = buffered.indexOf("\r\n")) {
        const line = buffered.slice(0, end);
        buffered = buffered.slice(end + 2);
        if (line.toUpperCase() === "DONE" && isIdle !== undefined) {
          socket.write(`${isIdle} OK\r\n`);
          isIdle = undefined;
          continue;
        }
        const [tag = "", first = "", second = ""] = line.split(" ");
        const command = first.toUpperCase() === "UID" ? second.toUpperCase() : first.toUpperCase();
        const at: Record<string, HostilePhase> = {
          CAPABILITY: "capability",
          LOGIN: "login",
          AUTHENTICATE: "login",
          LIST: "list",
          SELECT: "select",
          FETCH: "fetch",
          IDLE: "idle",
        };
        if (at[command] === phase) {
          misbehave(socket, deed, tag);
          continue;
        }
        if (command === "IDLE") isIdle = tag;
        socket.write(answer(tag, command, line, { loginAnswer, capabilities }));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  return {
    host: "127.0.0.1",
    port,
    get connections() {
      return sockets.size;
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const LITERAL = "Subject: x\r\n\r\n";

function answer(tag: string, command: string, line: string, { loginAnswer, capabilities }: HostileOptions): string {
  const ok = `${tag} OK\r\n`;
  switch (command) {
    case "CAPABILITY":
      return `* CAPABILITY ${capabilities}\r\n${ok}`;
    case "LOGIN":
      return loginAnswer === undefined ? ok : `${tag} NO ${loginAnswer}\r\n`;
    case "NAMESPACE":
      return `* NAMESPACE (("" "/")) NIL NIL\r\n${ok}`;
    case "LIST":
    case "LSUB":
      return `* ${command} (\\HasNoChildren) "/" INBOX\r\n${ok}`;
    case "STATUS":
      return `* STATUS INBOX (MESSAGES 1 UIDNEXT 2 UIDVALIDITY 7 UNSEEN 1)\r\n${ok}`;
    case "SELECT":
      return `* 1 EXISTS\r\n* FLAGS (\\Seen)\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 2] x\r\n${tag} OK [READ-WRITE]\r\n`;
    case "FETCH": {
      const whole = /BODY\.PEEK/i.test(line) ? ` BODY[HEADER] {${LITERAL.length}}\r\n${LITERAL}` : "";
      const structure =
        'BODYSTRUCTURE ("TEXT" "PLAIN" NIL NIL NIL "7BIT" 3 1) ENVELOPE (NIL "x" NIL NIL NIL NIL NIL NIL NIL NIL)';
      return `* 1 FETCH (UID 1 FLAGS () INTERNALDATE "01-Jul-2025 10:00:00 +0000" RFC822.SIZE 20 ${structure}${whole})\r\n${ok}`;
    }
    case "IDLE":
      return "+ idling\r\n";
    default:
      return ok;
  }
}

function misbehave(socket: Socket, deed: HostileDeed, tag: string | undefined): void {
  switch (deed) {
    case "hang":
      return;
    case "close":
      socket.end();
      return;
    case "closeInLiteral":
      socket.end("* 1 FETCH (UID 1 BODY[] {100}\r\nonly this");
      return;
    case "nonsense":
      socket.write('\x00\x01 HTTP/1.1 418 ((({{{ "\r\n'.repeat(50));
      socket.end();
      return;
    case "hugeLiteral":
      socket.write("* 1 FETCH (UID 1 BODY[] {999999999999}\r\n");
      return;
    case "endless": {
      const talk = () => {
        while (!socket.destroyed && socket.write("* OK still here\r\n".repeat(100)));
        if (!socket.destroyed) socket.once("drain", () => setTimeout(talk, 5));
      };
      talk();
      // Without drains there would be no more talk once the reader keeps up.
      const timer = setInterval(() => !socket.destroyed && socket.write("* OK still here\r\n"), 20);
      socket.once("close", () => clearInterval(timer));
      return;
    }
    case "refuse":
      socket.write(tag === undefined ? "* BYE not you\r\n" : `${tag} NO not now\r\n`);
      if (tag === undefined) socket.end();
      return;
    case "bye":
      socket.end("* BYE shutting down\r\n");
  }
}
