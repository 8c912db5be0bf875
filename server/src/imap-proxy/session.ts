import type { Log } from "../core/log.ts";
import type { ImapRelay, OpenImapRelay } from "../core/imap-relay.ts";
import { ConnectFailure } from "../core/mail-backend.ts";
import { PosthornError } from "../core/errors.ts";
import { hangUp } from "../listeners/hang-up.ts";
import type { ClientConnection } from "../listeners/listener.ts";
import type { MailClient } from "../services/mail-clients/log-in.ts";
import { BadCommand, type ClientCommand, CommandReader, CommandTooLong } from "./command-reader.ts";
import { nextEvent } from "./next-event.ts";

export interface SessionOptions {
  /** Whether a password may be told over this connection. */
  mayLogIn: boolean;
  version: string;
  /** Lets a client in, or throws a PosthornError. */
  logIn(user: string, password: string): Promise<MailClient>;
  /** Takes one of the account's places, and tells how to give it back; null when there is none. */
  takePlace(account: string): (() => void) | null;
  openRelay: OpenImapRelay;
  signal: AbortSignal;
  log: Log;
}

/** A client that is in, and its server. */
export interface LoggedIn {
  client: MailClient;
  relay: ImapRelay;
  /** Gives the account's place back. */
  leave(): void;
}

const INACTIVITY_MS = 5 * 60_000;
const MOST_BYTES = 64 * 1024;
const MOST_BAD_COMMANDS = 50;
/** Good ones, where clients say about five: CAPABILITY, ID, a login or two, LOGOUT. */
const MOST_COMMANDS = 100;
/** For all of it: twice what may pass between two commands, so that a person has time to look a password up. */
const LOG_IN_WITHIN_MS = 10 * 60_000;
/** Who does not hang up by then is cut off. */
const HANG_UP_WITHIN_MS = 5000;
/** Codes of RFC 9051 and RFC 5530, and those of servers that invent their own; nothing that could be more than a code. */
const RESPONSE_CODE = /^[A-Z][A-Z0-9-]{0,63}$/;

/**
 * What is said before a login (RFC 9051 sections 6.1 and 6.2). Resolves with a client that is in and has been told so,
 * or with null when the connection has ended or is about to.
 */
export async function untilLoggedIn(connection: ClientConnection, options: SessionOptions): Promise<LoggedIn | null> {
  const { socket } = connection;
  const { signal, mayLogIn, version } = options;
  const leaving = new AbortController();
  const reader = new CommandReader(socket, MOST_BYTES, leaving.signal);
  function say(line: string): void {
    if (!leaving.signal.aborted) socket.write(`${line}\r\n`);
  }
  /** Ends the dialogue, whatever it waits for, and with it the connection. */
  function leave(lastWords: string): void {
    if (leaving.signal.aborted) return;
    leaving.abort();
    hangUp(socket, lastWords, HANG_UP_WITHIN_MS);
  }
  const sayBye = (reason: string) => leave(`* BYE ${reason}\r\n`);
  const dismiss = () => sayBye(String(signal.reason));
  const onSilence = () => sayBye("Nothing was said for too long");
  socket.setTimeout(INACTIVITY_MS, onSilence);
  const late = setTimeout(() => sayBye("The login took too long"), LOG_IN_WITHIN_MS);
  signal.addEventListener("abort", dismiss, { once: true });
  const capabilities = mayLogIn
    ? "IMAP4rev1 AUTH=PLAIN AUTH=PLAIN-CLIENTTOKEN ID SASL-IR"
    : "IMAP4rev1 ID LOGINDISABLED";
  let commands = 0;
  let badCommands = 0;

  /** Handles one command; the client, if it is in now. */
  async function answer({ tag, name, words }: ClientCommand): Promise<LoggedIn | null> {
    switch (name) {
      case "CAPABILITY":
        say(`* CAPABILITY ${capabilities}`);
        say(`${tag} OK Those are they`);
        return null;
      case "NOOP":
        say(`${tag} OK Nothing happened`);
        return null;
      case "ID":
        say(`* ID ("name" "Posthorn" "version" "${version}")`);
        say(`${tag} OK That is who I am`);
        return null;
      case "LOGOUT":
        leave(`* BYE Until next time\r\n${tag} OK You are logged out\r\n`);
        return null;
      case "LOGIN":
        if (words.length !== 2) throw new BadCommand(tag);
        return logIn(tag, words[0] ?? "", words[1] ?? "");
      case "AUTHENTICATE PLAIN":
      case "AUTHENTICATE PLAIN-CLIENTTOKEN":
        return authenticate(tag, words[0]);
      default:
        if (name.startsWith("AUTHENTICATE ")) {
          say(`${tag} NO [CANNOT] That is no way to log in here`);
          return null;
        }
        throw new BadCommand(tag);
    }
  }

  /** PLAIN of RFC 4616; Yahoo's CLIENTTOKEN adds a fourth field, which means nothing here. */
  async function authenticate(tag: string, initial: string | undefined): Promise<LoggedIn | null> {
    // Before it is asked for, so that no password is told in vain.
    if (!mayLogIn) return refuse(tag, "PRIVACYREQUIRED", "Logins need TLS");
    if (initial === undefined) say("+ ");
    const response = initial ?? (await reader.line());
    if (response === null) return null;
    if (response === "*") throw new BadCommand(tag);
    const fields = Buffer.from(response, "base64").toString().split("\0");
    if (fields.length !== 3 && fields.length !== 4) throw new BadCommand(tag);
    const [authorization = "", user = "", password = ""] = fields;
    return logIn(tag, user === "" ? authorization : user, password);
  }

  async function logIn(tag: string, user: string, password: string): Promise<LoggedIn | null> {
    if (!mayLogIn) return refuse(tag, "PRIVACYREQUIRED", "Logins need TLS");
    let client: MailClient;
    try {
      client = await options.logIn(user, password);
    } catch (error) {
      return refuseLogin(tag, error);
    }
    const { account } = client;
    const leavePlace = options.takePlace(account);
    if (leavePlace === null)
      return refuse(tag, "LIMIT", "The account has as many connections as it may have, try again later");
    let relay: ImapRelay;
    try {
      relay = await options.openRelay(account, leaving.signal);
    } catch (error) {
      leavePlace();
      options.log.warn({ account, err: error }, "An IMAP client could not be connected to the account's mail server");
      return refuseUpstream(tag, error);
    }
    if (leaving.signal.aborted) {
      relay.socket.destroy();
      leavePlace();
      return null;
    }
    say(`* CAPABILITY ${relay.capabilities.join(" ")}`);
    say(`${tag} OK You are logged in`);
    return { client, relay, leave: leavePlace };
  }

  function refuse(tag: string, code: string | null, text: string): null {
    say(`${tag} NO ${code === null ? "" : `[${code}] `}${oneLine(text)}`);
    return null;
  }

  function refuseLogin(tag: string, error: unknown): null {
    if (!(error instanceof PosthornError)) return refuse(tag, "UNAVAILABLE", "Logins are not possible right now");
    if (error.kind !== "limited") return refuse(tag, "AUTHENTICATIONFAILED", error.message);
    // Nobody goes on guessing.
    refuse(tag, "UNAVAILABLE", error.message);
    sayBye("Try again later");
    return null;
  }

  /** Passes on what the account's mail server has against it, with its own code. */
  function refuseUpstream(tag: string, error: unknown): null {
    if (error instanceof PosthornError) return refuse(tag, null, error.message);
    if (!(error instanceof ConnectFailure)) return refuse(tag, "UNAVAILABLE", "The mail server can't be reached");
    const { reason, response, serverResponseCode = "" } = error;
    const isItsOwn = response !== undefined && RESPONSE_CODE.test(serverResponseCode);
    const code = isItsOwn ? serverResponseCode : reason === "authentication" ? "AUTHENTICATIONFAILED" : "UNAVAILABLE";
    return refuse(tag, code, (response ?? error.message).replace(/^\[[^\]]*\] ?/, ""));
  }

  /** Answers one command after another, until the client is in or one of both leaves. */
  async function converse(): Promise<LoggedIn | null> {
    while (!leaving.signal.aborted) {
      try {
        // Who does not listen is not listened to, or the answers would pile up.
        if (socket.writableNeedDrain) await nextEvent(socket, ["drain", "close"], leaving.signal);
        const command = await reader.command();
        if (command === null) return null;
        if (++commands > MOST_COMMANDS) return (sayBye("Too many commands before a login"), null);
        const loggedIn = await answer(command);
        if (loggedIn !== null) return loggedIn;
      } catch (error) {
        if (error instanceof CommandTooLong) sayBye("The command is too long");
        else if (!(error instanceof BadCommand)) throw error;
        else if (++badCommands > MOST_BAD_COMMANDS) sayBye("Too many bad commands");
        else say(`${error.tag} BAD That is no command before a login`);
      }
    }
    return null;
  }

  try {
    if (signal.aborted) dismiss();
    say(`* OK [CAPABILITY ${capabilities}] Posthorn IMAP proxy`);
    const loggedIn = await converse();
    if (loggedIn === null) leave("");
    else reader.release();
    return loggedIn;
  } finally {
    clearTimeout(late);
    socket.setTimeout(0).off("timeout", onSilence);
    signal.removeEventListener("abort", dismiss);
  }
}

/** What a mail server says may be anything. */
const oneLine = (text: string) => text.replaceAll(/[\r\n\0]+/g, " ").slice(0, 1000);
