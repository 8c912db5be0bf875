import { once } from "node:events";
import type { AddressInfo, Socket } from "node:net";
import type { Readable } from "node:stream";
import { SMTPServer, type SMTPServerOptions, type SMTPServerSession } from "smtp-server";

export interface SmtpSinkOptions {
  /** TLS from the first byte ("implicit"), STARTTLS ("starttls"), or neither. The certificate is smtp-server's own, which nobody knows. */
  tls?: "implicit" | "starttls" | "none";
  /** Who may log in; without it, anybody without a login. */
  auth?: { user: string; pass?: string; accessToken?: string };
  /** Keep the bytes of messages. Off, only their size is kept. */
  keepContent?: boolean;
  /** Extensions not to be offered, such as `PIPELINING`. */
  without?: string[];
}

/** What the sink does instead of taking a message. The first rule that fits counts. */
export interface SmtpRule {
  /** For messages with a recipient that this fits. */
  recipient: RegExp;
  /** How often; unlimited when left out. */
  times?: number;
  /** Refuses the recipient. */
  refuse?: { code: number; text: string };
  /** Refuses the message after its data. */
  refuseData?: { code: number; text: string };
  /** Milliseconds before the answer to the data. */
  delayMs?: number;
  /** Cuts the connection: when DATA begins, after the data without an answer, or after the answer was written. */
  drop?: "before-data" | "before-reply" | "after-reply";
  /** The text of the 250 reply, such as one that names a Message-ID. */
  reply?: string;
}

export interface ReceivedMail {
  messageId: string | undefined;
  from: string;
  to: string[];
  /** Bytes as they came, dot-stuffing undone. */
  size: number;
  content: Buffer | undefined;
  /** Parameters of MAIL FROM and of each RCPT TO, such as DSN's. */
  parameters: { from: Record<string, unknown>; to: Record<string, unknown>[] };
  user: string | undefined;
  secure: boolean;
  ehlo: string | undefined;
  receivedAt: number;
  /** Number of the connection, from 1. */
  connection: number;
}

/** An SMTP server that takes mail, remembers it, and misbehaves on request. */
export interface SmtpSink {
  readonly host: string;
  readonly port: number;
  /** Messages accepted, in order. */
  readonly received: ReceivedMail[];
  readonly counts: {
    connections: number;
    open: number;
    /** DATA commands seen. */
    data: number;
    /** Ends of data seen, whatever the answer was. */
    complete: number;
  };
  script(rule: SmtpRule): void;
  clear(): void;
  waitFor(predicate: (received: readonly ReceivedMail[]) => boolean, timeoutMs?: number): Promise<void>;
  /** Cuts every connection. */
  disconnect(): void;
  close(): Promise<void>;
}

interface ActiveRule extends SmtpRule {
  left: number;
}

export async function startSmtpSink(options: SmtpSinkOptions = {}): Promise<SmtpSink> {
  const { tls = "none", auth, keepContent = true, without = [] } = options;
  const received: ReceivedMail[] = [];
  const counts = { connections: 0, open: 0, data: 0, complete: 0 };
  const numbers = new Map<string, number>();
  const watchers = new Set<() => void>();
  let rules: ActiveRule[] = [];

  const fitting = (session: SMTPServerSession) =>
    rules.find(
      ({ recipient, left }) => left > 0 && session.envelope.rcptTo.some(({ address }) => recipient.test(address)),
    );

  const serverOptions: SMTPServerOptions = {
    secure: tls === "implicit",
    disabledCommands: [...(tls === "none" ? ["STARTTLS"] : []), ...(auth ? [] : ["AUTH"])],
    authMethods: ["PLAIN", "LOGIN", "XOAUTH2"],
    authOptional: !auth,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    maxClients: 1000,
    closeTimeout: 100,
    size: 100 * 1024 * 1024,
    hidePIPELINING: without.includes("PIPELINING"),
    hide8BITMIME: without.includes("8BITMIME"),
    hideSMTPUTF8: without.includes("SMTPUTF8"),
    hideDSN: without.includes("DSN"),
    onConnect(session, callback) {
      counts.connections++;
      counts.open++;
      numbers.set(session.id, counts.connections);
      callback();
    },
    onClose(session) {
      counts.open--;
      numbers.delete(session.id);
    },
    onAuth(given, _session, callback) {
      const isKnown =
        auth !== undefined &&
        given.username === auth.user &&
        (given.method === "XOAUTH2" ? given.accessToken === auth.accessToken : given.password === auth.pass);
      if (isKnown) return callback(null, { user: given.username });
      if (given.method === "XOAUTH2") return callback(null, { data: { status: "401", schemes: "bearer" } });
      callback(withCode(535, "5.7.8 Authentication failed"));
    },
    onRcptTo({ address }, _session, callback) {
      const rule = rules.find(({ refuse, recipient, left }) => refuse && left > 0 && recipient.test(address));
      if (!rule?.refuse) return callback();
      rule.left--;
      callback(withCode(rule.refuse.code, rule.refuse.text));
    },
    onData(stream, session, callback) {
      counts.data++;
      void take(stream, session, fitting(session), callback);
    },
  };
  const server = new SMTPServer(serverOptions);
  server.on("error", () => {
    // Resets and failed handshakes are what clients are tested with.
  });
  // The session of smtp-server doesn't tell its socket; its connections do.
  const socketOf = (session: SMTPServerSession): Socket | undefined =>
    [...(server as unknown as { connections: Set<{ session: { id: string }; _socket: Socket }> }).connections].find(
      (connection) => connection.session.id === session.id,
    )?._socket;

  async function take(
    stream: Readable & { sizeExceeded?: boolean },
    session: SMTPServerSession,
    rule: ActiveRule | undefined,
    callback: (error?: Error | null, message?: string) => void,
  ): Promise<void> {
    if (rule?.drop === "before-data") {
      rule.left--;
      stream.resume();
      socketOf(session)?.destroy();
      return;
    }
    const chunks: Buffer[] = [];
    let size = 0;
    let head = Buffer.alloc(0);
    stream.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (keepContent) chunks.push(chunk);
      if (head.length < 16_384) head = Buffer.concat([head, chunk]);
    });
    const isComplete = await new Promise<boolean>((resolve) => {
      stream.once("end", () => resolve(true));
      // The client left in the middle: nothing was handed over.
      stream.once("error", () => resolve(false));
    });
    if (!isComplete) return;
    counts.complete++;
    if (rule) rule.left--;
    if (rule?.delayMs) await new Promise((resolve) => setTimeout(resolve, rule.delayMs));
    if (rule?.drop === "before-reply") return void socketOf(session)?.destroy();
    if (rule?.refuseData) return callback(withCode(rule.refuseData.code, rule.refuseData.text));
    const { mailFrom, rcptTo } = session.envelope;
    received.push({
      messageId: /^message-id:\s*(<[^>\r\n]+>)/im.exec(head.toString("latin1"))?.[1],
      from: mailFrom ? mailFrom.address : "",
      to: rcptTo.map(({ address }) => address),
      size,
      content: keepContent ? Buffer.concat(chunks) : undefined,
      parameters: { from: parametersOf(mailFrom), to: rcptTo.map(parametersOf) },
      user: session.user as unknown as string | undefined,
      secure: session.secure,
      ehlo: session.hostNameAppearsAs,
      receivedAt: performance.now(),
      connection: numbers.get(session.id) ?? 0,
    });
    callback(null, rule?.reply ?? `OK message ${received.length}`);
    if (rule?.drop === "after-reply") setImmediate(() => socketOf(session)?.destroy());
    for (const watcher of watchers) watcher();
  }

  server.listen(0, "127.0.0.1");
  await once(server.server, "listening");

  return {
    host: "127.0.0.1",
    port: (server.server.address() as AddressInfo).port,
    received,
    counts,
    script: (rule) => void rules.push({ ...rule, left: rule.times ?? Infinity }),
    clear() {
      rules = [];
      received.length = 0;
    },
    async waitFor(predicate, timeoutMs = 30_000) {
      if (predicate(received)) return;
      await new Promise<void>((resolve, reject) => {
        const watcher = () => {
          if (!predicate(received)) return;
          clearTimeout(timer);
          watchers.delete(watcher);
          resolve();
        };
        const timer = setTimeout(() => {
          watchers.delete(watcher);
          reject(new Error(`The SMTP sink waited in vain; it has ${received.length} messages`));
        }, timeoutMs);
        watchers.add(watcher);
      });
    },
    disconnect() {
      for (const { _socket } of (server as unknown as { connections: Set<{ _socket: Socket }> }).connections) {
        _socket.destroy();
      }
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

const withCode = (responseCode: number, text: string) => Object.assign(new Error(text), { responseCode });

const parametersOf = (address: { args?: unknown } | false): Record<string, unknown> =>
  address && typeof address.args === "object" ? { ...address.args } : {};
