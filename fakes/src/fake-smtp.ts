import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createSecureContext, TLSSocket } from "node:tls";
import type { Certificate } from "./certificate.ts";

/**
 * Where a server can misbehave: before its first word, at a command, in the middle of a message (`CONTENT`, once its
 * first bytes have come), and after the dot that ends it (`MESSAGE`).
 */
export type SmtpStep = "GREETING" | "EHLO" | "STARTTLS" | "MAIL" | "RCPT" | "DATA" | "CONTENT" | "MESSAGE";

/** What it does there instead of what RFC 5321 says. */
export type SmtpDeed = (conversation: SmtpConversation) => void;

/** As much of a conversation as a deed needs. */
export interface SmtpConversation {
  /** A line of a reply, code and all. */
  say(line: string): void;
  /** Reads on, and says nothing more. */
  fallSilent(): void;
  /** Hangs up, once what was said has left. */
  hangUp(): void;
  /** Cuts the connection. */
  cut(): void;
}

/** Answers this, and goes on. */
export const reply =
  (line: string): SmtpDeed =>
  (conversation) =>
    conversation.say(line);

/** Answers this, and hangs up, as a server does that is told to stop (421). */
export const leave =
  (line: string): SmtpDeed =>
  (conversation) => {
    conversation.say(line);
    conversation.hangUp();
  };

/** Never answers. */
export const fallSilent = (): SmtpDeed => (conversation) => conversation.fallSilent();

/** Cuts the connection without a word. */
export const cut = (): SmtpDeed => (conversation) => conversation.cut();

export interface SmtpDeedOptions {
  /** So often; unlimited when left out. */
  times?: number;
  /** Only where this fits the command, or the message for `MESSAGE`. */
  only?: RegExp;
  /** Only for messages of more bytes. */
  over?: number;
}

export interface FakeSmtpOptions {
  /** Lines of the answer to EHLO beside PIPELINING and 8BITMIME, such as `SIZE 1000`. */
  extensions?: readonly string[];
  /** For STARTTLS; without one it is not offered. */
  certificate?: Certificate;
}

/** An SMTP server that takes everything without a login, save where a test tells it not to. */
export interface FakeSmtp {
  readonly host: string;
  readonly port: number;
  /** The messages that it took, with their recipients. */
  readonly received: readonly { to: string[]; content: string }[];
  /** The first word of each command, in order of arrival. */
  readonly commands: readonly string[];
  /** Does this at that step. The first rule that fits counts. */
  on(step: SmtpStep, deed: SmtpDeed, options?: SmtpDeedOptions): void;
  stop(): Promise<void>;
}

interface Rule extends SmtpDeedOptions {
  step: SmtpStep;
  deed: SmtpDeed;
  left: number;
}

export async function startFakeSmtp({ extensions = [], certificate }: FakeSmtpOptions = {}): Promise<FakeSmtp> {
  const received: { to: string[]; content: string }[] = [];
  const commands: string[] = [];
  const rules: Rule[] = [];
  const sockets = new Set<Socket>();

  /** Does what a rule says; false when there is none and the step goes as it should. */
  function misbehaves(step: SmtpStep, conversation: SmtpConversation, text: string): boolean {
    const rule = rules.find(
      ({ step: at, left, only, over = -1 }) =>
        at === step && left > 0 && text.length > over && (only === undefined || only.test(text)),
    );
    if (rule === undefined) return false;
    rule.left--;
    rule.deed(conversation);
    return true;
  }

  function converse(socket: Socket): void {
    let input = "";
    let isSilent = false;
    let isContent = false;
    let isContentSeen = false;
    let to: string[] = [];
    const conversation: SmtpConversation = {
      say: (line) => void socket.write(`${line}\r\n`),
      fallSilent: () => void (isSilent = true),
      hangUp: () => void socket.end(),
      cut: () => void socket.destroy(),
    };
    const { say } = conversation;
    const at = (step: SmtpStep, text: string, otherwise: () => void) => {
      if (!misbehaves(step, conversation, text)) otherwise();
    };

    function startTls(): void {
      say("220 2.0.0 Go ahead");
      socket.removeAllListeners("data");
      // What came before the handshake does not count (RFC 3207 section 4.2).
      input = "";
      const plain = socket;
      socket = new TLSSocket(plain, { isServer: true, secureContext: createSecureContext(certificate) });
      socket.on("error", () => plain.destroy());
      socket.on("data", take);
    }

    function obey(line: string): void {
      const verb = line.split(/[ :]/, 1)[0]?.toUpperCase() ?? "";
      commands.push(verb);
      switch (verb) {
        case "EHLO":
          return at("EHLO", line, () => {
            const offersTls = certificate !== undefined && !(socket instanceof TLSSocket);
            const offered = ["PIPELINING", "8BITMIME", ...extensions, ...(offersTls ? ["STARTTLS"] : [])];
            say(["250-mail.example.com", ...offered.map((name) => `250-${name}`)].join("\r\n"));
            say("250 ENHANCEDSTATUSCODES");
          });
        case "STARTTLS":
          return at("STARTTLS", line, () => (certificate ? startTls() : say("502 5.5.1 Not implemented")));
        case "MAIL":
          to = [];
          return at("MAIL", line, () => say("250 2.1.0 OK"));
        case "RCPT":
          return at("RCPT", line, () => {
            to.push(/<([^>]*)>/.exec(line)?.[1] ?? "");
            say("250 2.1.5 OK");
          });
        case "DATA":
          if (to.length === 0) return say("503 5.5.1 No valid recipients");
          return at("DATA", line, () => {
            isContent = true;
            isContentSeen = false;
            say("354 End with a dot");
          });
        case "RSET":
          to = [];
          return say("250 2.0.0 OK");
        case "QUIT":
          say("221 2.0.0 Bye");
          return conversation.hangUp();
        default:
          return say("502 5.5.2 Not known here");
      }
    }

    /** Whether there was a whole message. */
    function takeMessage(): boolean {
      if (!isContentSeen && input !== "") {
        isContentSeen = true;
        if (misbehaves("CONTENT", conversation, input)) return false;
      }
      const end = input.startsWith(".\r\n") ? 0 : input.indexOf("\r\n.\r\n") + 2;
      if (end === 1) return false;
      const content = input.slice(0, end).replaceAll(/^\./gm, "");
      input = input.slice(end + 3);
      isContent = false;
      at("MESSAGE", content, () => {
        received.push({ to, content });
        say(`250 2.0.0 OK message ${received.length}`);
      });
      return true;
    }

    function take(bytes: Buffer): void {
      input += bytes.toString("latin1");
      while (!isSilent && socket.writable) {
        if (isContent) {
          if (takeMessage()) continue;
          return;
        }
        const end = input.indexOf("\r\n");
        if (end < 0) return;
        const line = input.slice(0, end);
        input = input.slice(end + 2);
        obey(line);
      }
    }

    socket.on("data", take);
    at("GREETING", "", () => say("220 mail.example.com ESMTP"));
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => socket.destroy());
    converse(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: "127.0.0.1",
    port: (server.address() as AddressInfo).port,
    received,
    commands,
    on: (step, deed, options = {}) => void rules.push({ ...options, step, deed, left: options.times ?? Infinity }),
    async stop() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}
