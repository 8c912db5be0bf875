import { randomUUID } from "node:crypto";
import type { Socket } from "node:net";
import type { TlsOptions } from "node:tls";
import { domainToASCII } from "node:url";
import type { SubmissionReceipt } from "@posthorn/contracts/submissions";
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from "smtp-server";
import { PosthornError } from "../core/errors.ts";
import { addressPasses } from "../core/token-rules.ts";
import type { ClientConnection } from "../listeners/listener.ts";
import { mayLogIn, type PlaintextLogin } from "../listeners/may-log-in.ts";
import type { Context } from "../services/context.ts";
import { isStillGood, logInMailClient, type MailClient } from "../services/mail-clients/log-in.ts";
import { submitOverSmtp } from "../services/submissions/submit-over-smtp.ts";
import { refusalOfMessage, SmtpRefusal } from "./answers.ts";
import { dsnOfEnvelope } from "./dsn-of-envelope.ts";
import { type Held, receiveMessage } from "./receive-message.ts";

export interface SmtpEngineOptions {
  /** The name it greets with. */
  name: string;
  /** What TLS is made of; null where there is neither TLS nor STARTTLS. */
  tls: TlsOptions | null;
  /** Whether connections come with TLS already. */
  isSecure: boolean;
  /** Bytes. */
  maxMessageSize: number;
  plaintextLogin: PlaintextLogin;
  /** Addresses and networks that may do without a login while logins are off. */
  noAuthAddresses: readonly string[];
  /** What all engines hold together. */
  held: Held;
}

/** Speaks SMTP with clients that are connected already. */
export interface SmtpEngine {
  serve(connection: ClientConnection): void;
  /** Those who are in the middle of a message may finish it; all others are told to leave, at once. */
  dismiss(): void;
}

/** What is known of a session besides what the library knows. */
interface Session {
  readonly connection: ClientConnection;
  /** Whether it has to log in before it hands mail in. */
  needsLogin: boolean;
  client: MailClient | null;
}

/** Jokes of the library, and what a submission server has no use for. */
const UNUSED = ["XCLIENT", "XFORWARD", "WIZ", "SHELL", "KILL"];
const INACTIVITY_MS = 60_000;
const MOST_RECIPIENTS = 10_000;

/**
 * A message submission server (RFC 6409). What it takes goes the way of everything that is submitted; 250 is said
 * once that is on disk.
 */
export function createSmtpEngine(ctx: Context, options: SmtpEngineOptions): SmtpEngine {
  const sessions = new Map<string, Session>();
  const disabled = options.tls === null ? [...UNUSED, "STARTTLS"] : UNUSED;
  const gone = new AbortController();

  const sessionOf = ({ id }: SMTPServerSession): Session => {
    const session = sessions.get(id);
    if (session === undefined) throw new SmtpRefusal(421, "The connection is gone");
    return session;
  };

  /** Whether logins are offered depends on where the client is and on how it speaks, at the moment. */
  function offerLogin(session: SMTPServerSession): void {
    const { connection, needsLogin } = sessionOf(session);
    const isOffered = needsLogin && mayLogIn({ ...connection, isSecure: session.secure }, options.plaintextLogin);
    session.disabledCommands = isOffered ? disabled : [...disabled, "AUTH"];
  }

  /** Reads a message and submits it. Until that is done it counts as held. */
  async function takeIn(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<SubmissionReceipt> {
    const { client, needsLogin: mustLogIn } = sessionOf(session);
    const { raw, release } = await receiveMessage(stream, options.held);
    try {
      const account = mustLogIn ? (client?.account ?? "") : null;
      const dsn = dsnOfEnvelope(session.envelope);
      return await submitOverSmtp(ctx, { account, envelope: envelopeOf(session), dsn, raw }, gone.signal);
    } finally {
      release();
    }
  }

  const server = new SMTPServer({
    name: options.name,
    banner: "Posthorn MSA",
    logger: false,
    ...options.tls,
    secure: options.isSecure,
    // Or the library would show a certificate whose key everybody knows.
    secured: options.isSecure || options.tls === null,
    hideSTARTTLS: options.tls === null,
    disabledCommands: disabled,
    authMethods: ["LOGIN", "PLAIN"],
    allowInsecureAuth: true,
    hideDSN: false,
    size: options.maxMessageSize,
    rejectOversized: true,
    maxRecipients: MOST_RECIPIENTS,
    socketTimeout: INACTIVITY_MS,
    disableReverseLookup: true,

    onConnect: (session, callback) =>
      settle(async () => {
        const known = sessionOf(session);
        known.needsLogin = needsLogin(known.connection);
        offerLogin(session);
      }, callback),

    onSecure: (_socket, session, callback) => settle(async () => offerLogin(session), callback),

    onAuth: ({ username = "", password }, session, callback) =>
      settle(async () => {
        const known = sessionOf(session);
        const { remoteAddress } = known.connection;
        known.client = await logInMailClient(ctx, {
          door: "smtp",
          user: username,
          password: password ?? "",
          remoteAddress,
        }).catch((error: unknown) => {
          throw refusalOfLogin(error);
        });
        return { user: username };
      }, callback),

    onMailFrom: (_address, session, callback) =>
      settle(async () => {
        const { needsLogin: mustLogIn, client, connection } = sessionOf(session);
        if (!mustLogIn) return;
        if (session.user === undefined || session.user === false || client === null)
          throw mayLogIn({ ...connection, isSecure: session.secure }, options.plaintextLogin)
            ? new SmtpRefusal(530, "Error: authentication Required")
            : new SmtpRefusal(530, "Must issue a STARTTLS command first");
        if (!(await isStillGood(ctx, client))) throw new SmtpRefusal(535, "What you logged in with is no longer good");
      }, callback),

    onData(stream, session, callback) {
      void (async () => {
        const { client, connection, needsLogin: mustLogIn } = sessionOf(session);
        try {
          const receipt = await takeIn(stream, session);
          ctx.meter.smtpMessage("accepted");
          callback(null, `Message queued for delivery as ${receipt.queueId} (${receipt.sendAt})`);
        } catch (error) {
          const { remoteAddress } = connection;
          // Whoever hung up hears nothing more.
          if ((error as { code?: unknown }).code === "ECONNECTION") return callback();
          const refusal = refusalOfMessage(error, !mustLogIn);
          ctx.meter.smtpMessage(refusal.responseCode >= 500 ? "rejected" : "deferred");
          ctx.log.warn(
            { account: client?.account, remoteAddress, code: refusal.responseCode, err: error },
            "A message that came over SMTP was not taken",
          );
          callback(refusal);
        }
      })();
    },
  });
  server.on("error", (error) => ctx.log.debug({ err: error }, "An SMTP client has troubles"));

  const needsLogin = ({ remoteAddress }: ClientConnection) =>
    ctx.settings.get("smtpServerAuthEnabled") !== false || !addressPasses(options.noAuthAddresses, remoteAddress);

  return {
    serve(connection) {
      const id = randomUUID();
      sessions.set(id, { connection, needsLogin: true, client: null });
      ctx.meter.mailClients("smtp", 1);
      connection.socket.once("close", () => {
        sessions.delete(id);
        ctx.meter.mailClients("smtp", -1);
      });
      keepCloseListeners(connection.socket);
      const { remoteAddress, remotePort } = connection;
      server.connect(connection.socket, { id, remotePort, ...(remoteAddress !== null && { remoteAddress }) });
    },
    dismiss() {
      server.close();
      for (const connection of server.connections)
        if (!(connection.session as Partial<SMTPServerSession>).envelope?.mailFrom)
          connection.send(421, "Server shutting down");
    },
  };
}

/**
 * The library takes all listeners off a socket that goes over to TLS. Those that keep the books stay, or the place of a
 * client that said STARTTLS would never come free.
 */
function keepCloseListeners(socket: Socket): void {
  const kept = socket.rawListeners("close") as (() => void)[];
  const removeAll = socket.removeAllListeners.bind(socket);
  socket.removeAllListeners = (event) => {
    removeAll(event);
    for (const listener of kept) socket.on("close", listener);
    return socket;
  };
}

/** The envelope in ASCII where the client did not ask for more: the library makes domains readable. */
function envelopeOf({ envelope }: SMTPServerSession) {
  const { mailFrom, rcptTo, smtpUtf8 } = envelope;
  const asGiven = (address: string) => {
    const at = address.lastIndexOf("@");
    if (smtpUtf8 || at < 0) return address;
    return `${address.slice(0, at)}@${domainToASCII(address.slice(at + 1)) || address.slice(at + 1)}`;
  };
  return { from: mailFrom ? asGiven(mailFrom.address) : "", to: rcptTo.map(({ address }) => asGiven(address)) };
}

function refusalOfLogin(error: unknown): unknown {
  if (!(error instanceof PosthornError)) return new SmtpRefusal(454, "Logins are not possible right now");
  // The library closes the connection with it: nobody goes on guessing.
  if (error.kind === "limited") return new SmtpRefusal(421, error.message);
  return new SmtpRefusal(535, error.message);
}

/** A handler of the library as a function that resolves or rejects. */
function settle<T>(work: () => Promise<T>, callback: (error: Error | null, value?: T) => void): void {
  work().then(
    (value) => callback(null, value),
    (error: unknown) => callback(error as Error),
  );
}
