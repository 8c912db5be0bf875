import { SPECIAL_USES, type SpecialUse } from "@posthorn/contracts/mailboxes";
import type { GraphApi, GraphOptions } from "./api.ts";
import { folderNotFound, GraphError, isNotFound, isSyncStateLost } from "./errors.ts";
import type { GraphFolder, GraphList, Removable } from "./resources.ts";

export interface KnownFolder {
  id: string;
  /** Names from the top down with slashes between them; `%` and `/` in a name are encoded. */
  path: string;
  name: string;
  parentPath: string | undefined;
  specialUse: SpecialUse | undefined;
  messages: number;
  unseen: number;
}

/** All mail, wherever it is. Exchange has no such folder. */
export const ALL_MAIL = "\\All";
const INBOX = "INBOX";

/** Graph's names for folders whose own names depend on the language. */
const WELL_KNOWN: [string, SpecialUse][] = [
  ["inbox", "\\Inbox"],
  ["sentitems", "\\Sent"],
  ["drafts", "\\Drafts"],
  ["archive", "\\Archive"],
  ["junkemail", "\\Junk"],
  ["deleteditems", "\\Trash"],
];

const FOLDER_QUERY = { $select: "displayName,parentFolderId,totalItemCount,unreadItemCount" };
/** Exchange lets nobody nest deeper; it also ends whatever goes round in circles. */
const MAX_DEPTH = 300;

/** The folders of a mailbox, as far as they are known; asked for what has changed, not for all of them. */
export class Folders {
  readonly #api: GraphApi;
  readonly #onChange: (folders: readonly KnownFolder[]) => Promise<void>;
  readonly #raw = new Map<string, GraphFolder>();
  readonly #uses = new Map<string, SpecialUse>();
  readonly #changed = new Set<string>();
  #known: KnownFolder[] = [];
  #link: string | undefined;
  #underWay: Promise<unknown> = Promise.resolve();

  /** `onChange` takes them whenever they are not what they were. */
  constructor(api: GraphApi, onChange: (folders: readonly KnownFolder[]) => Promise<void>) {
    this.#api = api;
    this.#onChange = onChange;
  }

  /** In the order in which they are shown. */
  get all(): readonly KnownFolder[] {
    return this.#known;
  }

  byId(id: string | undefined): KnownFolder | undefined {
    return this.#known.find((folder) => folder.id === id);
  }

  byUse(use: SpecialUse): KnownFolder | undefined {
    return this.#known.find(({ specialUse }) => specialUse === use);
  }

  /** The ids of those that Graph has called changed, in whatever way, since this was asked last. */
  takeChanged(): Set<string> {
    const taken = new Set(this.#changed);
    this.#changed.clear();
    return taken;
  }

  /** Asks what has changed. */
  refresh(options: GraphOptions): Promise<void> {
    const turn = this.#underWay.then(() => this.#refresh(options));
    this.#underWay = turn.catch(() => undefined);
    return turn;
  }

  /** The folder of a path or of a special use; undefined for all mail. Throws FolderNotFound. */
  async resolve(path: string, options: GraphOptions): Promise<KnownFolder | undefined> {
    if (path.toLowerCase() === ALL_MAIL.toLowerCase()) return undefined;
    const known = this.find(path);
    if (known) return known;
    await this.refresh(options);
    const found = this.find(path);
    if (!found) throw folderNotFound(path);
    return found;
  }

  /**
   * Does something in the folder of a path or a special use, undefined for all mail. One that is gone since it was listed
   * is FolderNotFound.
   */
  async within<T>(
    path: string,
    options: GraphOptions,
    work: (folder: KnownFolder | undefined) => Promise<T>,
  ): Promise<T> {
    const folder = await this.resolve(path, options);
    try {
      return await work(folder);
    } catch (error) {
      if (!folder || !isNotFound(error)) throw error;
      await this.refresh(options);
      throw this.byId(folder.id) ? error : folderNotFound(path, error);
    }
  }

  /** The same without asking, and without all mail. */
  find(path: string): KnownFolder | undefined {
    if (path.startsWith("\\")) {
      const use = SPECIAL_USES.find((candidate) => candidate.toLowerCase() === path.toLowerCase());
      return use && this.byUse(use);
    }
    const wanted = path.replace(/^inbox(?=\/|$)/i, INBOX);
    return this.#known.find((folder) => folder.path === wanted);
  }

  async #refresh(options: GraphOptions): Promise<void> {
    let isWhole = this.#link === undefined;
    const seen = new Map<string, Removable<GraphFolder>>();
    let next = this.#link;
    for (;;) {
      try {
        const page = await this.#ask(next, options);
        for (const folder of page.value) seen.set(folder.id, folder);
        this.#link = page["@odata.deltaLink"];
        next = page["@odata.nextLink"];
        if (next === undefined) break;
      } catch (error) {
        if (isWhole || !isSyncStateLost(error)) throw error;
        isWhole = true;
        seen.clear();
        next = undefined;
      }
    }
    const before = new Set(this.#raw.keys());
    if (isWhole) this.#raw.clear();
    for (const folder of seen.values()) this.#take(folder);
    const isNew = [...this.#raw.keys()].some((id) => !before.has(id));
    if (isNew) await this.#learnUses(options);
    if (seen.size === 0) return;
    this.#known = describe(this.#raw, this.#uses);
    await this.#onChange(this.#known);
  }

  #take(folder: Removable<GraphFolder>): void {
    const type = folder["@odata.type"];
    // Searches and calendars look like folders, too.
    const isOther = type !== undefined && type !== "#microsoft.graph.mailFolder";
    this.#changed.add(folder.id);
    if (folder["@removed"] || isOther) this.#raw.delete(folder.id);
    else this.#raw.set(folder.id, { ...this.#raw.get(folder.id), ...folder });
  }

  #ask(link: string | undefined, options: GraphOptions): Promise<GraphList<Removable<GraphFolder>>> {
    return link === undefined
      ? this.#api.request({ method: "GET", path: "/mailFolders/delta", query: FOLDER_QUERY }, options)
      : this.#api.request({ method: "GET", path: link }, options);
  }

  async #learnUses(options: GraphOptions): Promise<void> {
    const found = await this.#api.batch<GraphFolder>(
      WELL_KNOWN.map(([name]) => ({ method: "GET", path: `/mailFolders/${name}`, query: { $select: "id" } })),
      options,
    );
    this.#uses.clear();
    for (const [index, folder] of found.entries()) {
      const use = WELL_KNOWN[index]?.[1];
      if (folder instanceof GraphError) {
        // Not every mailbox has every one of them.
        if (folder.status !== 404) throw folder;
      } else if (use) this.#uses.set(folder.id, use);
    }
  }
}

const encodeName = (name: string) => name.replaceAll("%", "%25").replaceAll("/", "%2F");
export const decodeName = (segment: string) => segment.replaceAll(/%2F/gi, "/").replaceAll("%25", "%");

/** The path that names lead to; the first of them may be a path itself. */
export const joinNames = (first: string, rest: readonly string[]) => [first, ...rest.map(encodeName)].join("/");

const ORDER: SpecialUse[] = ["\\Inbox", "\\Flagged", "\\Sent", "\\Drafts", "\\All", "\\Archive", "\\Junk", "\\Trash"];
const rank = (use: SpecialUse | undefined) => (use === undefined ? ORDER.length : ORDER.indexOf(use));
const collator = new Intl.Collator();

function describe(raw: ReadonlyMap<string, GraphFolder>, uses: ReadonlyMap<string, SpecialUse>): KnownFolder[] {
  const paths = new Map<string, string>();
  const pathOf = ({ id, displayName = "", parentFolderId = "" }: GraphFolder, depth: number): string => {
    const known = paths.get(id);
    if (known !== undefined) return known;
    const parent = depth < MAX_DEPTH ? raw.get(parentFolderId) : undefined;
    const name = !parent && uses.get(id) === "\\Inbox" ? INBOX : encodeName(displayName);
    const path = parent ? `${pathOf(parent, depth + 1)}/${name}` : name;
    paths.set(id, path);
    return path;
  };
  return [...raw.values()]
    .map((folder): KnownFolder => {
      const path = pathOf(folder, 0);
      const parent = raw.get(folder.parentFolderId ?? "");
      return {
        id: folder.id,
        path,
        name: folder.displayName ?? "",
        parentPath: parent && paths.get(parent.id),
        specialUse: uses.get(folder.id),
        messages: folder.totalItemCount ?? 0,
        unseen: folder.unreadItemCount ?? 0,
      };
    })
    .sort((a, b) => rank(a.specialUse) - rank(b.specialUse) || collator.compare(a.path, b.path));
}
