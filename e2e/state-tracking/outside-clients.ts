import type { ImapFlow } from "imapflow";
import { mail } from "../mail.ts";
import type { MailServer } from "./mail-server.ts";
import type { Random } from "./random.ts";
import { RawImap } from "./raw-imap.ts";
import { connectTo, mailboxesOf } from "./server-view.ts";

/** Nobody deletes or renames these. */
export const STEADY = ["INBOX", "Sent", "Drafts", "Junk", "Trash"];
/** These come and go. Renaming one takes those below it along, so there will be others. */
const FLEETING = ["Projects", "Projects/Alpha", "Projects/Beta", "Archive", "Überblick", "Rock & Roll", "Later"];
const FLAGS = ["\\Seen", "\\Answered", "\\Flagged", "\\Draft", "\\Deleted", "$Forwarded", "$Label1", "Urgent"];

/** How often each thing is done, in proportion. */
const OPERATIONS = {
  deliver: 22,
  append: 10,
  appendMany: 3,
  flag: 14,
  unflag: 12,
  setFlags: 6,
  move: 9,
  copy: 7,
  expunge: 9,
  burst: 6,
  create: 4,
  rename: 2,
  delete: 2,
};
export type Operation = keyof typeof OPERATIONS;

const PAUSE_MS = 60;

/** Somebody who changes an account at random over connections of his own, one operation after the other. */
export class OutsideClient {
  readonly #server: MailServer;
  readonly #user: string;
  readonly #name: string;
  readonly #random: Random;
  #client: ImapFlow | undefined;
  #raw: RawImap | undefined;
  #isWorking = false;
  #work: Promise<void> = Promise.resolve();
  #messages = 0;
  readonly counts = new Map<Operation, number>();
  /** Refused by the server, mostly because somebody else had just taken the mailbox away. */
  refused = 0;
  readonly #history: string[] = [];

  constructor(server: MailServer, user: string, name: string, random: Random) {
    this.#server = server;
    this.#user = user;
    this.#name = name;
    this.#random = random;
  }

  start(): void {
    this.#isWorking = true;
    this.#work = this.#loop();
  }

  /** Resolves when the last operation is over. */
  async pause(): Promise<void> {
    this.#isWorking = false;
    await this.#work;
  }

  async stop(): Promise<void> {
    await this.pause();
    this.#client?.close();
    this.#raw?.close();
  }

  /** What was done to a message, and to its mailbox as a whole; for whoever looks into a difference. */
  historyOf(path: string, uid: number | undefined): string[] {
    const touches = new RegExp(`[ ,](${uid},|${uid} )`);
    const isOfAll = / (burst|create|rename|delete) /;
    return this.#history.filter((line) => line.includes(path) && (touches.test(line) || isOfAll.test(line)));
  }

  async #loop(): Promise<void> {
    while (this.#isWorking) {
      const operation = this.#random.weighted(OPERATIONS);
      try {
        const what = await this.#do(operation);
        this.counts.set(operation, (this.counts.get(operation) ?? 0) + 1);
        this.#history.push(`${new Date().toISOString()} ${this.#name} ${operation} ${what}`);
      } catch (error) {
        this.refused++;
        this.#history.push(`${new Date().toISOString()} ${this.#name} ${operation} failed: ${String(error)}`);
        this.#client?.close();
        this.#client = undefined;
      }
      await new Promise((resolve) => setTimeout(resolve, this.#random.below(PAUSE_MS)));
    }
  }

  /** Answers what it did. */
  async #do(operation: Operation): Promise<string> {
    switch (operation) {
      case "deliver": {
        const path = this.#random.chance(0.7) ? "INBOX" : this.#random.pick(STEADY);
        const message = this.#message();
        await this.#server.deliver(this.#user, message, path);
        return path;
      }
      case "append": {
        const path = await this.#somePath();
        const message = this.#message();
        await (await this.#imap()).append(path, message, this.#random.some(FLAGS, this.#random.below(4)));
        return path;
      }
      case "appendMany":
        return this.#appendMany();
      case "flag":
      case "unflag":
      case "setFlags":
      case "move":
      case "copy":
      case "expunge":
        return this.#change(operation);
      case "burst":
        return this.#burst();
      case "create": {
        const path = this.#random.pick(FLEETING);
        await (await this.#imap()).mailboxCreate(path);
        return path;
      }
      case "rename": {
        const from = await this.#fleetingPath();
        const to = this.#random.pick(FLEETING);
        if (from === undefined) return "nothing";
        await (await this.#imap()).mailboxRename(from, to);
        return `${from} to ${to}`;
      }
      case "delete": {
        const path = await this.#fleetingPath();
        if (path === undefined) return "nothing";
        await (await this.#imap()).mailboxDelete(path);
        return path;
      }
    }
  }

  async #change(operation: "flag" | "unflag" | "setFlags" | "move" | "copy" | "expunge"): Promise<string> {
    const client = await this.#imap();
    const path = await this.#somePath();
    const destination = await this.#somePath();
    const lock = await client.getMailboxLock(path);
    try {
      const found = await client.search({ all: true }, { uid: true });
      const all = found || [];
      const uids = this.#random.some(all, operation === "expunge" ? 1 + Math.floor(all.length / 4) : 3);
      if (uids.length === 0) return `nothing in ${path}`;
      const range = uids.toSorted((a, b) => a - b).join(",");
      const flags = this.#random.some(FLAGS, 1 + this.#random.below(2));
      const story = `${path} ${range}`;
      if (operation === "flag") await client.messageFlagsAdd(range, flags, { uid: true });
      else if (operation === "unflag") await client.messageFlagsRemove(range, flags, { uid: true });
      else if (operation === "setFlags") await client.messageFlagsSet(range, flags, { uid: true });
      else if (operation === "move") await client.messageMove(range, destination, { uid: true });
      else if (operation === "copy") await client.messageCopy(range, destination, { uid: true });
      else await client.messageDelete(range, { uid: true });
      if (operation === "move" || operation === "copy") return `${story} to ${destination}`;
      return operation === "expunge" ? story : `${story} ${flags.join(" ")}`;
    } finally {
      lock.release();
    }
  }

  /** Several messages in one APPEND (RFC 3502). */
  async #appendMany(): Promise<string> {
    const path = this.#random.pick(STEADY);
    const messages = Array.from({ length: 2 + this.#random.below(3) }, () => {
      const source = this.#message().toString("latin1");
      return ` (${this.#random.some(FLAGS, 1).join(" ")}) {${source.length}+}\r\n${source}`;
    });
    const refused = await (await this.#rawImap()).send(`APPEND ${path}${messages.join("")}`);
    if (refused > 0) throw new Error("APPEND was refused");
    return `${path} ${messages.length}`;
  }

  /** Commands that leave nobody else time between them. */
  async #burst(): Promise<string> {
    const path = this.#random.pick(STEADY);
    const [one, other] = [1 + this.#random.below(5), 1 + this.#random.below(5)];
    const flag = this.#random.pick(FLAGS);
    const commands = this.#random.pick([
      [`UID STORE 1:* +FLAGS.SILENT (${flag})`, `UID STORE 1:* -FLAGS.SILENT (${flag})`],
      [`COPY ${one} ${this.#random.pick(STEADY)}`, `STORE ${one} +FLAGS.SILENT (\\Deleted)`, "EXPUNGE"],
      [`STORE ${one}:${other} +FLAGS (\\Deleted ${flag})`, "EXPUNGE", `STORE 1 FLAGS (${flag})`],
      [`STORE ${one} +FLAGS (${flag})`, `STORE ${one} -FLAGS (${flag})`, `STORE ${other} +FLAGS ($Forwarded)`],
    ]);
    await (await this.#rawImap()).send(`SELECT ${path}`, ...commands, "UNSELECT");
    return `${path} ${commands.join(", ")}`;
  }

  #message(): Buffer {
    const messageId = `<${this.#name}.${++this.#messages}@example.org>`;
    return mail({ subject: `Number ${this.#messages} of ${this.#name}`, messageId });
  }

  async #somePath(): Promise<string> {
    if (this.#random.chance(0.65)) return this.#random.pick(STEADY);
    return (await this.#fleetingPath()) ?? "INBOX";
  }

  async #fleetingPath(): Promise<string | undefined> {
    const client = await this.#imap();
    const paths = (await mailboxesOf(client)).filter((path) => !STEADY.includes(path));
    return paths.length === 0 ? undefined : this.#random.pick(paths.toSorted());
  }

  async #imap(): Promise<ImapFlow> {
    if (!this.#client?.usable) this.#client = await connectTo(this.#server, this.#user);
    return this.#client;
  }

  async #rawImap(): Promise<RawImap> {
    if (!this.#raw?.isOpen) this.#raw = await RawImap.open(this.#server, this.#user);
    return this.#raw;
  }
}
