import type { ImapAttribute, ImapCompileNode } from "imapflow/lib/handler/types.js";
import { atom, atoms, listOf, textOf, upperOf } from "./arguments.ts";
import type { ImapCall } from "./call.ts";
import type { Command } from "./command.ts";
import { decodePath, encodePath, fitsPattern } from "./mailbox-path.ts";
import type { StoredMailbox } from "./mail-store.ts";
import { SelectedView } from "./selected-view.ts";
import { writeSequenceSet } from "./sequence-set.ts";
import { statusNodes } from "./status-items.ts";

const FLAGS = ["\\Answered", "\\Flagged", "\\Deleted", "\\Seen", "\\Draft"];
const SPECIAL = /^\\(All|Archive|Drafts|Flagged|Junk|Sent|Trash|AllMail|Spam|Starred|Inbox|Important)$/i;

/** Commands about mailboxes. */
export const MAILBOX_COMMANDS: Record<string, Command> = {
  LIST: whenLoggedIn((call) => {
    const args = [...call.args];
    const selection = Array.isArray(args[0]) ? listOf(args.shift()).map(upperOf) : [];
    const [reference, patterns, keyword, options] = args;
    const { connection } = call;
    if ((selection.length > 0 || keyword) && !connection.has("LIST-EXTENDED") && !connection.has("IMAP4REV2"))
      return call.bad("LIST takes a reference and a pattern");
    const wishes = upperOf(keyword) === "RETURN" ? listOf(options) : [];
    const names = wishes.map(upperOf);
    const status = wishes[names.indexOf("STATUS") + 1];
    const onlySubscribed = selection.includes("SUBSCRIBED");
    for (const pattern of listOf(patterns)) {
      if (textOf(pattern) === "") {
        call.respond("LIST", [atoms(["\\Noselect"]), connection.store.delimiter, ""]);
        continue;
      }
      for (const mailbox of fitting(call, reference, pattern)) {
        if (onlySubscribed && !mailbox.subscribed) continue;
        const isMarked = mailbox.subscribed && (onlySubscribed || names.includes("SUBSCRIBED"));
        const tellsUse = connection.has("SPECIAL-USE") || connection.has("IMAP4REV2");
        const attributes = attributesOf(call, mailbox, tellsUse);
        call.respond("LIST", listEntry(call, mailbox, isMarked ? [...attributes, "\\Subscribed"] : attributes));
        if (names.includes("STATUS") && isSelectable(mailbox)) tellStatus(call, mailbox, listOf(status).map(upperOf));
      }
    }
    call.ok();
  }),

  XLIST: whenLoggedIn((call) => {
    if (!call.connection.has("XLIST")) return call.bad("Unknown command XLIST");
    for (const mailbox of fitting(call, call.args[0], call.args[1]))
      call.respond("XLIST", listEntry(call, mailbox, attributesOf(call, mailbox, true)));
    call.ok();
  }),

  LSUB: whenLoggedIn((call) => {
    if (call.connection.enabled.has("IMAP4REV2")) return call.bad("LSUB is gone");
    for (const mailbox of fitting(call, call.args[0], call.args[1]))
      if (mailbox.subscribed) call.respond("LSUB", listEntry(call, mailbox, []));
    call.ok();
  }),

  STATUS: whenLoggedIn((call) => {
    const mailbox = existing(call, call.args[0]);
    if (!mailbox) return call.no("[NONEXISTENT] No such mailbox");
    tellStatus(call, mailbox, listOf(call.args[1]).map(upperOf));
    call.ok();
  }),

  SELECT: whenLoggedIn((call) => select(call, false)),
  EXAMINE: whenLoggedIn((call) => select(call, true)),

  CLOSE(call) {
    const { view, store } = call.connection;
    call.connection.view = undefined;
    if (view && !view.isReadOnly)
      store.remove(
        view.mailbox,
        view.messages.filter(({ flags }) => flags.has("\\Deleted")).map(({ uid }) => uid),
      );
    call.ok();
  },

  UNSELECT(call) {
    call.connection.view = undefined;
    call.ok();
  },

  CREATE: whenLoggedIn((call) => {
    const { store } = call.connection;
    const path = pathOf(call, call.args[0]);
    if (store.find(path)) return call.no("[ALREADYEXISTS] There is such a mailbox");
    const { mailboxId } = store.create(path, { subscribed: false });
    call.ok(call.connection.has("OBJECTID") ? `[MAILBOXID (${mailboxId})] CREATE completed` : undefined);
  }),

  DELETE: whenLoggedIn((call) => {
    const mailbox = existing(call, call.args[0]);
    if (!mailbox) return call.no("[NONEXISTENT] No such mailbox");
    if (mailbox.path === "INBOX") return call.no("[CANNOT] INBOX stays");
    call.connection.store.delete(mailbox.path);
    call.ok();
  }),

  RENAME: whenLoggedIn((call) => {
    const { store } = call.connection;
    const mailbox = existing(call, call.args[0]);
    const newPath = pathOf(call, call.args[1]);
    if (!mailbox) return call.no("[NONEXISTENT] No such mailbox");
    if (store.find(newPath)) return call.no("[ALREADYEXISTS] There is such a mailbox");
    store.rename(mailbox.path, newPath);
    call.ok();
  }),

  GETQUOTAROOT: whenLoggedIn((call) => {
    if (!call.connection.has("QUOTA")) return call.bad("Unknown command GETQUOTAROOT");
    const { quota } = call.connection.store;
    call.respond("QUOTAROOT", [textOf(call.args[0]), ...(quota ? ["Own"] : [])]);
    // In units of 1024 bytes (RFC 9208 section 5.1).
    if (quota) call.respond("QUOTA", ["Own", ["STORAGE", quota.usageKiB, quota.limitKiB].map((word) => atom(word))]);
    call.ok();
  }),

  SUBSCRIBE: whenLoggedIn((call) => subscribe(call, true)),
  UNSUBSCRIBE: whenLoggedIn((call) => subscribe(call, false)),
};

function whenLoggedIn(command: Command): Command {
  return (call, options) => {
    if (!call.connection.isAuthenticated) return call.bad("Log in first");
    return command(call, options);
  };
}

const pathOf = ({ connection }: ImapCall, value: ImapAttribute | undefined) =>
  decodePath(textOf(value), connection.enabled);

const existing = (call: ImapCall, value: ImapAttribute | undefined) => {
  const mailbox = call.connection.store.find(pathOf(call, value));
  return mailbox?.attributes.has("\\NonExistent") ? undefined : mailbox;
};

const isSelectable = ({ attributes }: StoredMailbox) =>
  !attributes.has("\\Noselect") && !attributes.has("\\NonExistent");

function fitting(call: ImapCall, reference: ImapAttribute | undefined, pattern: ImapAttribute | undefined) {
  const { store, enabled } = call.connection;
  const wanted = textOf(reference) + textOf(pattern);
  return [...store.mailboxes.values()].filter(({ path }) =>
    fitsPattern(encodePath(path, enabled), wanted, store.delimiter),
  );
}

function attributesOf({ connection }: ImapCall, mailbox: StoredMailbox, tellsUse: boolean): string[] {
  const { store } = connection;
  const hasChildren = [...store.mailboxes.keys()].some((path) => path.startsWith(mailbox.path + store.delimiter));
  const own = [...mailbox.attributes].filter((attribute) => tellsUse || !SPECIAL.test(attribute));
  return connection.has("CHILDREN") ? [...own, hasChildren ? "\\HasChildren" : "\\HasNoChildren"] : own;
}

const listEntry = ({ connection }: ImapCall, { path }: StoredMailbox, attributes: string[]): ImapCompileNode[] => [
  atoms(attributes),
  connection.store.delimiter,
  encodePath(path, connection.enabled),
];

function tellStatus(call: ImapCall, mailbox: StoredMailbox, items: string[]) {
  const { connection } = call;
  const path = encodePath(mailbox.path, connection.enabled);
  call.respond("STATUS", [path, statusNodes(items, connection.counters(mailbox))]);
}

function subscribe(call: ImapCall, subscribed: boolean) {
  const mailbox = existing(call, call.args[0]);
  if (!mailbox) return call.no("[NONEXISTENT] No such mailbox");
  mailbox.subscribed = subscribed;
  call.ok();
}

function select(call: ImapCall, isReadOnly: boolean) {
  const { connection } = call;
  // A failed SELECT leaves nothing selected (RFC 9051 section 6.3.2).
  connection.view = undefined;
  const mailbox = existing(call, call.args[0]);
  if (!mailbox) return call.no("[NONEXISTENT] No such mailbox");
  if (!isSelectable(mailbox)) return call.no("[CANNOT] It can't be selected");
  const parameters = listOf(call.args[1]);
  const names = parameters.map(upperOf);
  if (names.includes("CONDSTORE") || names.includes("QRESYNC")) connection.enabled.add("CONDSTORE");
  const view = new SelectedView(mailbox, connection.visible(mailbox), isReadOnly);
  const { messages, uidNext, uidValidity, highestModseq, mailboxId } = connection.counters(mailbox);
  call.send(`* FLAGS (${FLAGS.join(" ")})`);
  call.send(`* ${messages} EXISTS`);
  if (!connection.enabled.has("IMAP4REV2")) call.send("* 0 RECENT");
  call.send(`* OK [PERMANENTFLAGS (${FLAGS.join(" ")} \\*)] They stay`);
  call.send(`* OK [UIDVALIDITY ${uidValidity}] UIDs are valid`);
  call.send(`* OK [UIDNEXT ${uidNext}] The next UID`);
  if (connection.has("CONDSTORE")) call.send(`* OK [HIGHESTMODSEQ ${highestModseq}] So far`);
  if (connection.has("OBJECTID")) call.send(`* OK [MAILBOXID (${mailboxId})] Its name for ever`);
  if (names.includes("QRESYNC")) tellChanges(call, view, listOf(parameters[names.indexOf("QRESYNC") + 1]));
  connection.view = view;
  call.ok(`[${isReadOnly ? "READ-ONLY" : "READ-WRITE"}] ${call.command} completed`);
}

/** What happened since a client knew the mailbox (RFC 7162 section 3.2.5). */
function tellChanges(call: ImapCall, view: SelectedView, [uidValidity, modseq]: ImapAttribute[]) {
  if (Number(textOf(uidValidity)) !== view.mailbox.uidValidity) return;
  const since = Number(textOf(modseq));
  const vanished = view.mailbox.vanished.filter((gone) => gone.modseq > since).map(({ uid }) => uid);
  if (vanished.length > 0) call.send(`* VANISHED (EARLIER) ${writeSequenceSet(vanished.sort((a, b) => a - b))}`);
  for (const [i, message] of view.messages.entries())
    if (message.modseq > since)
      call.respond(`${i + 1}`, [
        atom("FETCH"),
        [atom("UID"), atom(message.uid), atom("FLAGS"), atoms(message.flags), atom("MODSEQ"), [atom(message.modseq)]],
      ]);
}
