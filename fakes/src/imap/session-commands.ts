import { listOf, textOf, upperOf } from "./arguments.ts";
import type { ImapCall } from "./call.ts";
import type { Command } from "./command.ts";
import type { NotifyWish } from "./connection.ts";
import { decodePath } from "./mailbox-path.ts";
import type { StoredMailbox } from "./mail-store.ts";
import type { FakeImapOptions } from "./options.ts";

const ENABLEABLE = ["CONDSTORE", "QRESYNC", "UTF8=ACCEPT", "IMAP4REV2"];

/** Commands about the connection itself. */
export const SESSION_COMMANDS: Record<string, Command> = {
  GREETING: (call) => call.send("* OK The fake is ready"),

  CAPABILITY(call) {
    const { capabilities, isSecure } = call.connection;
    const offered = [...capabilities].filter((name) => name !== "STARTTLS" || !isSecure);
    call.send(`* CAPABILITY ${offered.map(spell).join(" ")}`);
    call.ok();
  },

  NOOP: (call) => call.ok(),
  CHECK: (call) => call.ok(),

  LOGOUT(call) {
    call.send("* BYE See you");
    call.send(`${call.tag} OK LOGOUT completed`);
    call.connection.end();
  },

  STARTTLS(call, { tls }) {
    if (tls?.mode !== "starttls" || call.connection.isSecure) return call.bad("No STARTTLS here");
    call.ok();
    call.connection.startTls();
  },

  LOGIN(call, options) {
    const [user, password] = call.args.map(textOf);
    logIn(call, options, user ?? "", password ?? "");
  },

  AUTHENTICATE(call, options) {
    const mechanism = call.command.split(" ")[1] ?? "";
    if (!call.connection.has(`AUTH=${mechanism}`)) return call.no("[CANNOT] Unsupported mechanism");
    const take = (line: string) => {
      const [user, password] = readCredentials(mechanism, Buffer.from(line, "base64").toString());
      logIn(call, options, user, password);
    };
    const initial = textOf(call.args[0]);
    if (initial !== "") return take(initial);
    call.connection.nextLine = take;
    call.send("+ ");
  },

  ENABLE(call) {
    const { connection } = call;
    const wanted = call.args.map(upperOf).filter((name) => ENABLEABLE.includes(name) && connection.has(name));
    for (const name of wanted) connection.enabled.add(name);
    // QRESYNC includes CONDSTORE (RFC 7162 section 3.2.3).
    if (connection.enabled.has("QRESYNC")) connection.enabled.add("CONDSTORE");
    call.send(`* ENABLED${wanted.map((name) => ` ${spell(name)}`).join("")}`);
    call.ok();
  },

  ID(call) {
    call.respond("ID", [["name", "Fake"]]);
    call.ok();
  },

  NAMESPACE(call, { namespace = "" }) {
    call.respond("NAMESPACE", [[[namespace, call.connection.store.delimiter]], null, null]);
    call.ok();
  },

  IDLE(call) {
    const { connection } = call;
    if (!connection.has("IDLE")) return call.bad("Unknown command IDLE");
    call.send("+ Idling");
    connection.isIdle = true;
    connection.nextLine = () => {
      connection.isIdle = false;
      const wasMute = connection.isMute;
      connection.isMute = false;
      if (wasMute) call.send(`${call.tag} OK IDLE completed`);
      else call.ok();
    };
    if (!connection.isMute) connection.reportNews((response) => call.send(response), true);
  },

  NOTIFY(call) {
    const { connection } = call;
    if (!connection.has("NOTIFY")) return call.bad("Unknown command NOTIFY");
    if (upperOf(call.args[0]) === "NONE") connection.notify = undefined;
    else {
      const asksForStatus = upperOf(call.args[1]) === "STATUS";
      const wish = readNotify(call);
      connection.notify = wish;
      const heard = [...connection.store.mailboxes.values()].filter(
        (mailbox) => mailbox !== connection.view?.mailbox && wish.isHeard(mailbox),
      );
      if (asksForStatus) for (const mailbox of heard) connection.tellStatus(mailbox);
    }
    call.ok();
  },
};

/** Names come in capitals from within; the one that is written differently is written so. */
const spell = (name: string) => name.replace(/^IMAP4REV/, "IMAP4rev");

function readCredentials(mechanism: string, text: string): [user: string, password: string] {
  if (mechanism === "PLAIN") {
    const [, user = "", password = ""] = text.split("\0");
    return [user, password];
  }
  // XOAUTH2 and OAUTHBEARER (RFC 7628) both name the user once and the token once.
  const fields = text.split("\x01");
  const [, user = ""] = /(?:user=|a=)([^,]+)/.exec(fields[0] ?? "") ?? [];
  return [user, fields.find((field) => /^auth=Bearer /i.test(field))?.slice("auth=Bearer ".length) ?? ""];
}

function logIn(call: ImapCall, { users }: FakeImapOptions, user: string, password: string): void {
  if (users && users[user] !== password) return call.no("[AUTHENTICATIONFAILED] Wrong name or password");
  call.connection.isAuthenticated = true;
  call.ok("Logged in");
}

/** What is asked for with `SET [STATUS] (mailboxes (events))...`. */
function readNotify({ args, connection }: ImapCall): NotifyWish {
  let selected = false;
  const tests: ((mailbox: StoredMailbox) => boolean)[] = [];
  const { delimiter } = connection.store;
  for (const group of args.filter((arg) => Array.isArray(arg))) {
    const [kind, paths] = group;
    const named = listOf(paths).map((path) => decodePath(textOf(path), connection.enabled));
    switch (upperOf(kind)) {
      case "SELECTED":
      case "SELECTED-DELAYED":
        selected = true;
        break;
      case "INBOXES":
        tests.push(({ path }) => path === "INBOX");
        break;
      case "PERSONAL":
        tests.push(() => true);
        break;
      case "SUBSCRIBED":
        tests.push(({ subscribed }) => subscribed);
        break;
      case "MAILBOXES":
        tests.push(({ path }) => named.includes(path));
        break;
      case "SUBTREE":
        tests.push(({ path }) => named.some((top) => path === top || path.startsWith(top + delimiter)));
        break;
      default:
    }
  }
  return { selected, isHeard: (mailbox) => tests.some((test) => test(mailbox)) };
}
