import { decode, encode } from "@msgpack/msgpack";
import type { Message } from "@posthorn/contracts/messages";
import type { Mailbox, SpecialUse } from "@posthorn/contracts/mailboxes";
import { PosthornError } from "../../core/errors.ts";
import type { BackendNotes, GmailCategory, NoteWrite } from "../../core/mail-backend.ts";
import type { GmailApi, GmailCallOptions } from "./api.ts";
import type { Clock } from "../clock.ts";
import type { GmailLabel } from "./resources.ts";

/** The mailbox that has everything but what is in Junk and Trash. It is no label. */
export const ALL_MAIL = "\\All";
/** Where events say that messages are. */
export const EVERYWHERE = { path: ALL_MAIL, specialUse: ALL_MAIL } as const;

const NOTE = "labels";
const CACHE_MS = 60 * 60_000;

/** The mailboxes that every account has, in their order. */
const SYSTEM = [
  { id: "INBOX", use: "\\Inbox", name: "Inbox", aliases: ["inbox"] },
  { id: "SENT", use: "\\Sent", name: "Sent", aliases: ["sent", "sent mail"] },
  { id: "DRAFT", use: "\\Drafts", name: "Drafts", aliases: ["draft", "drafts"] },
  { id: "SPAM", use: "\\Junk", name: "Spam", aliases: ["spam", "junk"] },
  { id: "TRASH", use: "\\Trash", name: "Trash", aliases: ["trash", "bin"] },
] as const;

type SystemUse = (typeof SYSTEM)[number]["use"];

const USE_OF_LABEL = new Map<string, SystemUse>(SYSTEM.map(({ id, use }) => [id, use]));
const LABEL_OF_USE = new Map<string, string>(SYSTEM.map(({ id, use }) => [use.toLowerCase(), id]));

/** Labels that are flags, or Gmail's own business: neither mailboxes nor told as labels. */
const isHidden = (id: string) =>
  ["UNREAD", "STARRED", "IMPORTANT", "CHAT"].includes(id) || id.startsWith("CATEGORY_") || /^\w+_STAR$/.test(id);

const MESSAGE_USES: NonNullable<Message["messageSpecialUse"]>[] = [
  "\\Junk",
  "\\Sent",
  "\\Trash",
  "\\Inbox",
  "\\Drafts",
];

export const flagsOf = (labels: ReadonlySet<string>): string[] => [
  ...(labels.has("UNREAD") ? [] : ["\\Seen"]),
  ...(labels.has("STARRED") ? ["\\Flagged"] : []),
  ...(labels.has("DRAFT") ? ["\\Draft"] : []),
];

const CATEGORIES: Record<string, GmailCategory & NonNullable<Message["category"]>> = {
  CATEGORY_PERSONAL: "primary",
  CATEGORY_SOCIAL: "social",
  CATEGORY_PROMOTIONS: "promotions",
  CATEGORY_UPDATES: "updates",
  CATEGORY_FORUMS: "forums",
};

/** The tab of the inbox that a message is in, or would be. */
export function categoryOf(labels: ReadonlySet<string>): Message["category"] {
  for (const [label, category] of Object.entries(CATEGORIES)) if (labels.has(label)) return category;
  return labels.has("INBOX") ? "primary" : undefined;
}

export const messageUseOf = (labels: ReadonlySet<string>): Message["messageSpecialUse"] =>
  MESSAGE_USES.find((use) => labels.has(LABEL_OF_USE.get(use.toLowerCase()) ?? ""));

/** A mailbox by the label that its messages have; undefined for all mail. */
export interface LabelledMailbox {
  path: string;
  label: string | undefined;
}

/** The labels of an account, remembered for an hour, and in a note for when Gmail can't be asked. */
export class Labels {
  readonly #api: GmailApi;
  readonly #notes: BackendNotes;
  readonly #clock: Clock;
  #known: { labels: GmailLabel[]; at: number } | undefined;
  /** Ids that messages have and the list as last fetched has not. */
  readonly #unknown = new Set<string>();

  constructor(api: GmailApi, notes: BackendNotes, clock: Clock) {
    this.#api = api;
    this.#notes = notes;
    this.#clock = clock;
  }

  /** Those of the account, as fresh as `maxAgeMs` says. */
  async all(options: GmailCallOptions, maxAgeMs = CACHE_MS): Promise<GmailLabel[]> {
    if (this.#known && this.#clock.now() - this.#known.at < maxAgeMs) return this.#known.labels;
    const { labels = [] } = await this.#api.call<{ labels?: GmailLabel[] }>(
      { method: "labels.list", http: "GET", path: "labels" },
      options,
    );
    this.#known = { labels, at: this.#clock.now() };
    this.#unknown.clear();
    return labels;
  }

  /** They changed, by our own doing. */
  forget(): void {
    this.#known = undefined;
  }

  /** As kept in the note; empty before the first time. */
  async stored(): Promise<GmailLabel[]> {
    const note = (await this.#notes.read(NOTE)).get(NOTE);
    if (!note) return [];
    const rows = decode(note) as [string, string, "system" | "user"][];
    return rows.map(([id, name, type]) => ({ id, name, type }));
  }

  /** What keeps them, along with what is told of them. */
  noteOf(labels: readonly GmailLabel[]): NoteWrite {
    return { key: NOTE, value: encode(labels.map(({ id, name, type = "user" }) => [id, name, type])) };
  }

  /** The mailbox at a path: a special use, whatever its spelling, the name that people know, a label's name or its id. */
  async resolve(wanted: string, options: GmailCallOptions): Promise<LabelledMailbox> {
    // Starred messages are no mailbox that is listed, yet they can be.
    if (wanted.toLowerCase() === "\\flagged") return { path: "STARRED", label: "STARRED" };
    const found = findMailbox(await this.all(options), wanted) ?? findMailbox(await this.all(options, 0), wanted);
    if (!found) throw new PosthornError("not_found", `Mailbox not found: ${wanted}`, { code: "FolderNotFound" });
    return found;
  }

  /** The label by a name, an id or a special use; `invalid` where there is none. */
  async labelBy(wanted: string, options: GmailCallOptions): Promise<string> {
    const all = await this.all(options);
    const label = findMailbox(all, wanted)?.label ?? all.find(({ id }) => id === wanted)?.id;
    if (label === undefined)
      throw new PosthornError("invalid", `There is no label ${wanted}`, { code: "LabelNotFound" });
    return label;
  }

  /** The names that labels go by in queries, whichever way callers name them; what is no label finds nothing. */
  async queryNames(options: GmailCallOptions): Promise<(label: string) => string> {
    const all = await this.all(options);
    return (wanted) => {
      const id = findMailbox(all, wanted)?.label ?? wanted;
      if (id === "DRAFT") return "drafts";
      return all.find((label) => label.id === id)?.name ?? id;
    };
  }

  /** Names of a message's labels: special uses for the system's, those that are hidden left out. */
  async namesOf(labels: Iterable<string>, options: GmailCallOptions): Promise<string[]> {
    const wanted = [...labels].filter((id) => !isHidden(id));
    let all = await this.all(options);
    const isNew = (id: string) =>
      !USE_OF_LABEL.has(id) && !this.#unknown.has(id) && !all.some((label) => label.id === id);
    if (wanted.some(isNew)) {
      all = await this.all(options, 0);
      for (const id of wanted.filter(isNew)) this.#unknown.add(id);
    }
    return wanted.map((id) => USE_OF_LABEL.get(id) ?? all.find((label) => label.id === id)?.name ?? id);
  }
}

export function findMailbox(labels: readonly GmailLabel[], wanted: string): LabelledMailbox | undefined {
  const lower = wanted.toLowerCase();
  if (lower === ALL_MAIL.toLowerCase()) return { path: ALL_MAIL, label: undefined };
  const exact = labels.find(({ id, name }) => !isHidden(id) && (id === wanted || name === wanted));
  if (exact) return { path: pathOf(exact), label: exact.id };
  const id = LABEL_OF_USE.get(lower) ?? SYSTEM.find(({ aliases }) => aliases.some((alias) => alias === lower))?.id;
  return id === undefined ? undefined : { path: id, label: id };
}

const pathOf = ({ id, name }: GmailLabel) => (USE_OF_LABEL.has(id) ? id : name);

/** Mailboxes as they are shown: all mail, those of the system, then those of the user by name. */
export function toMailboxes(labels: readonly GmailLabel[]): Mailbox[] {
  const shown = labels.filter(({ id }) => !isHidden(id));
  const system = SYSTEM.flatMap(({ id, use, name }) => {
    const label = shown.find((each) => each.id === id);
    return label ? [toMailbox(label, { use, name })] : [];
  });
  const own = shown
    .filter(({ id }) => !USE_OF_LABEL.has(id))
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map((label) => toMailbox(label));
  return [VIRTUAL_ALL, ...system, ...own];
}

const VIRTUAL_ALL: Mailbox = {
  id: "virtual_all",
  path: ALL_MAIL,
  delimiter: "/",
  parentPath: "",
  name: "All Mail",
  listed: true,
  subscribed: false,
  noSelect: true,
  specialUse: ALL_MAIL,
  specialUseSource: "extension",
};

function toMailbox(label: GmailLabel, system?: { use: SpecialUse; name: string }): Mailbox {
  const path = pathOf(label);
  const names = path.split("/");
  return {
    path,
    id: label.id,
    delimiter: "/",
    parentPath: names.slice(0, -1).join("/"),
    name: system?.name ?? names.at(-1) ?? path,
    listed: true,
    subscribed: true,
    ...(system && { specialUse: system.use, specialUseSource: "extension" as const }),
  };
}
