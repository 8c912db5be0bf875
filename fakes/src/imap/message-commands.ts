import type { ImapAttribute } from "imapflow/lib/handler/types.js";
import { atom, atoms, listOf, textOf, upperOf } from "./arguments.ts";
import type { ImapCall } from "./call.ts";
import type { Command } from "./command.ts";
import { readImapDate } from "./dates.ts";
import { fetchItems, marksAsSeen, readFetchItems } from "./fetch-items.ts";
import { decodePath } from "./mailbox-path.ts";
import type { StoredMailbox, StoredMessage } from "./mail-store.ts";
import { readSearchKeys, type SearchedMessage } from "./search-keys.ts";
import type { SelectedView } from "./selected-view.ts";
import { readSequenceSet, writeSequenceSet } from "./sequence-set.ts";

/** Commands about messages. */
export const MESSAGE_COMMANDS: Record<string, Command> = {
  FETCH: whenSelected(async (call, view) => {
    const [set, asked, modifiers] = call.args;
    const { connection } = call;
    const modifierNames = listOf(modifiers).map(upperOf);
    const since = modifierNames.includes("CHANGEDSINCE")
      ? Number(modifierNames[modifierNames.indexOf("CHANGEDSINCE") + 1])
      : -1;
    if (since >= 0) connection.enabled.add("CONDSTORE");
    const found = pick(call, view, set).filter(({ message }) => message.modseq > since);
    if (modifierNames.includes("VANISHED")) tellVanished(call, view, textOf(set), since);
    const wishes = readFetchItems(asked);
    const items = withImplied(call, wishes, since >= 0);
    for (const { seq, message } of found) {
      if (marksAsSeen(items) && !view.isReadOnly && !message.flags.has("\\Seen"))
        connection.store.touch(view.mailbox, message.uid, ({ flags }) => void flags.add("\\Seen"));
      const values = await fetchItems(message, items);
      if (!values) return call.bad("Unknown item");
      if (items.some((item) => upperOf(item) === "FLAGS")) view.sawFlags(message);
      call.respond(`${seq}`, [atom("FETCH"), values]);
    }
    call.ok();
  }),

  SEARCH: whenSelected((call, view) => {
    const args = [...call.args];
    const returns = upperOf(args[0]) === "RETURN" ? listOf(args.splice(0, 2)[1]).map(upperOf) : undefined;
    if (upperOf(args[0]) === "CHARSET") args.splice(0, 2);
    const fits = readSearchKeys(args, { seq: view.messages.length, uid: view.lastUid });
    const numbers = numbered(view)
      .filter(fits)
      .map(({ seq, message }) => (call.isUid ? message.uid : seq));
    if (!returns) {
      call.send(`* SEARCH${numbers.map((number) => ` ${number}`).join("")}`);
      return call.ok();
    }
    const wants = (name: string) => returns.includes(name) || (returns.length === 0 && name === "ALL");
    const items = [
      ...(wants("MIN") && numbers.length > 0 ? [`MIN ${numbers[0]}`] : []),
      ...(wants("MAX") && numbers.length > 0 ? [`MAX ${numbers.at(-1)}`] : []),
      ...(wants("ALL") && numbers.length > 0 ? [`ALL ${writeSequenceSet(numbers)}`] : []),
      ...(wants("COUNT") ? [`COUNT ${numbers.length}`] : []),
    ];
    call.send(["* ESEARCH", `(TAG "${call.tag}")`, ...(call.isUid ? ["UID"] : []), ...items].join(" "));
    call.ok();
  }),

  STORE: whenSelected((call, view) => {
    const args = [...call.args];
    const set = args.shift();
    const modifiers = Array.isArray(args[0]) && upperOf(args[0][0]) === "UNCHANGEDSINCE" ? listOf(args.shift()) : [];
    const [, sign = "", item = "", silent] = /^([+-]?)(FLAGS|X-GM-LABELS)(\.SILENT)?$/.exec(upperOf(args[0])) ?? [];
    if (item === "") return call.bad("Unknown item");
    const given = args.slice(1).flatMap(listOf).map(textOf);
    const limit = modifiers.length > 0 ? Number(textOf(modifiers[1])) : Infinity;
    const found = pick(call, view, set);
    const modified = found.filter(({ message }) => message.modseq > limit);
    for (const { seq, message } of found) {
      if (message.modseq > limit) continue;
      const field = item === "FLAGS" ? "flags" : "labels";
      const before = sign === "" ? [] : [...message[field]];
      const isTaken = (value: string) => given.some((other) => other.toLowerCase() === value.toLowerCase());
      const after = sign === "-" ? before.filter((value) => !isTaken(value)) : [...before, ...given];
      // Whoever changes a flag knows it; the others are told.
      view.mailbox.highestModseq++;
      message[field] = new Set(after);
      message.modseq = view.mailbox.highestModseq;
      view.sawFlags(message);
      const uid = call.isUid ? [atom("UID"), atom(message.uid)] : [];
      const modseq = call.connection.enabled.has("CONDSTORE") ? [atom("MODSEQ"), [atom(message.modseq)]] : [];
      const told = item === "FLAGS" ? [atom("FLAGS"), atoms(message.flags)] : [];
      if (!silent || modseq.length > 0)
        call.respond(`${seq}`, [atom("FETCH"), [...uid, ...(silent ? [] : told), ...modseq]]);
    }
    call.connection.store.emit("changed", view.mailbox);
    const numbers = modified.map(({ seq, message }) => (call.isUid ? message.uid : seq));
    call.ok(numbers.length > 0 ? `[MODIFIED ${writeSequenceSet(numbers)}] Others were faster` : undefined);
  }),

  COPY: whenSelected((call, view) => transfer(call, view, false)),

  MOVE: whenSelected((call, view) => {
    if (!call.connection.has("MOVE")) return call.bad("Unknown command MOVE");
    transfer(call, view, true);
  }),

  EXPUNGE: whenSelected((call, view) => {
    if (call.isUid && !call.connection.has("UIDPLUS")) return call.bad("Unknown command UID EXPUNGE");
    const within = call.isUid ? pick(call, view, call.args[0]) : numbered(view);
    const uids = within.filter(({ message }) => message.flags.has("\\Deleted")).map(({ message }) => message.uid);
    call.connection.store.remove(view.mailbox, uids);
    call.ok();
  }),

  APPEND(call) {
    const { connection } = call;
    if (!connection.isAuthenticated) return call.bad("Log in first");
    const [path, ...rest] = call.args;
    const mailbox = target(call, path);
    if (!mailbox) return call.no("[TRYCREATE] No such mailbox");
    const raw = rest.at(-1)?.value;
    if (!Buffer.isBuffer(raw)) return call.bad("APPEND takes a literal");
    const date = textOf(rest.slice(0, -1).find((arg) => !Array.isArray(arg)));
    const message = connection.store.deliver(mailbox.path, raw, {
      flags: listOf(rest.find((arg) => Array.isArray(arg))).map(textOf),
      ...(date === "" ? {} : { internalDate: new Date(readImapDate(date)) }),
    });
    call.ok(connection.has("UIDPLUS") ? `[APPENDUID ${mailbox.uidValidity} ${message.uid}] Stored` : undefined);
  },
};

function whenSelected(command: (call: ImapCall, view: SelectedView) => unknown): Command {
  return (call) => (call.connection.view ? command(call, call.connection.view) : call.bad("Select a mailbox first"));
}

const numbered = (view: SelectedView): SearchedMessage[] =>
  view.messages.map((message, i) => ({ seq: i + 1, message }));

function pick(call: ImapCall, view: SelectedView, set: ImapAttribute | undefined): SearchedMessage[] {
  const isIn = readSequenceSet(textOf(set), call.isUid ? view.lastUid : view.messages.length);
  return numbered(view).filter(({ seq, message }) => isIn(call.isUid ? message.uid : seq));
}

function target({ connection }: ImapCall, path: ImapAttribute | undefined): StoredMailbox | undefined {
  return connection.store.find(decodePath(textOf(path), connection.enabled));
}

/** UID FETCH tells UIDs, CHANGEDSINCE mod-sequences, asked or not. */
function withImplied(call: ImapCall, asked: readonly ImapAttribute[], hasSince: boolean): ImapAttribute[] {
  const names = asked.map(upperOf);
  const add = (name: string, isNeeded: boolean) =>
    isNeeded && !names.includes(name) ? [{ type: "ATOM", value: name }] : [];
  return [...add("UID", call.isUid), ...asked, ...add("MODSEQ", hasSince)];
}

function tellVanished(call: ImapCall, view: SelectedView, set: string, since: number) {
  const isIn = readSequenceSet(set, view.mailbox.uidNext);
  const gone = view.mailbox.vanished.filter(({ uid, modseq }) => modseq > since && isIn(uid)).map(({ uid }) => uid);
  if (gone.length > 0) call.send(`* VANISHED (EARLIER) ${writeSequenceSet(gone.sort((a, b) => a - b))}`);
}

function transfer(call: ImapCall, view: SelectedView, isMove: boolean) {
  const { store } = call.connection;
  const destination = target(call, call.args[1]);
  if (!destination) return call.no("[TRYCREATE] No such mailbox");
  const found = pick(call, view, call.args[0]).map(({ message }) => message);
  const copies = found.map((message) => store.deliver(destination.path, message.raw, copyOf(message)));
  const code =
    found.length > 0 && call.connection.has("UIDPLUS")
      ? `[COPYUID ${destination.uidValidity} ${uidsOf(found)} ${uidsOf(copies)}] Done`
      : undefined;
  if (!isMove) return call.ok(code);
  if (code) call.send(`* OK ${code}`);
  store.remove(
    view.mailbox,
    found.map(({ uid }) => uid),
  );
  call.ok();
}

const uidsOf = (messages: readonly StoredMessage[]) => writeSequenceSet(messages.map(({ uid }) => uid));

const copyOf = ({ flags, internalDate, emailId, threadId, labels }: StoredMessage) => ({
  flags: [...flags],
  internalDate,
  emailId,
  threadId,
  labels: [...labels],
});
