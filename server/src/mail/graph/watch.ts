import type {
  BackendNotes,
  ChangeBatch,
  MailChange,
  NoteWrite,
  PushHint,
  WatchOptions,
} from "../../core/mail-backend.ts";
import type { ApiSettings } from "../../core/mail-backend.ts";
import type { GraphApi } from "./api.ts";
import type { Clock } from "../clock.ts";
import { toConnectFailure } from "./errors.ts";
import type { Folders } from "./folders.ts";
import {
  foldersNote,
  linkNote,
  namedRefOf,
  NEW_FOLDER,
  readFolders,
  readLink,
  type ToldFolder,
  toTold,
} from "./known-folders.ts";
import { KnownMessages } from "./known-messages.ts";
import type { Subscription } from "./subscription.ts";
import { forgetFolder, syncFolder, type SyncTools } from "./sync-folder.ts";

export interface WatchTools {
  api: GraphApi;
  settings: ApiSettings;
  folders: Folders;
  notes: BackendNotes;
  clock: Clock;
  subscription: Subscription;
  /** Milliseconds between two complete looks. */
  pollMs: number;
  /** Everything was looked at. */
  onInSync(): void;
}

interface GraphProfile {
  userPrincipalName?: string | null;
  mail?: string | null;
  preferredLanguage?: string | null;
}

/** While something happened lately, it is asked this often which folders have changed. */
const SOON_MS = 60_000;
const LATELY_MS = 600_000;

/** Of more messages it is looked at everything. */
const MOST_HINTED = 1000;

const NOTHING: ChangeBatch = { changes: [], notes: [] };

type GraphHint = Extract<PushHint, { kind: "graph" | "graphLifecycle" }>;

/** Follows a mailbox: looks at what has changed, tells it, and waits until something may have happened. */
export class Watch {
  readonly #tools: WatchTools;
  readonly #options: WatchOptions;
  readonly #signal: AbortSignal;
  readonly #known: KnownMessages;
  /** Ids of messages that something happened to. */
  readonly #hinted = new Set<string>();
  #told: ToldFolder[] = [];
  #isFullWanted = true;
  #isWanted = true;
  #lookers: { resolve(): void; reject(error: unknown): void }[] = [];
  #wake = () => {};
  #activeUntil = 0;

  constructor(tools: WatchTools, options: WatchOptions, signal: AbortSignal) {
    this.#tools = tools;
    this.#options = options;
    this.#signal = signal;
    this.#known = new KnownMessages(tools.notes);
  }

  /** Something was changed here. */
  lookSoon(): void {
    this.#isWanted = true;
    this.#wake();
  }

  /** Looks at everything; resolves when that is done. */
  look(): Promise<void> {
    this.#isFullWanted = true;
    const done = new Promise<void>((resolve, reject) => this.#lookers.push({ resolve, reject }));
    this.lookSoon();
    return done;
  }

  nudge(hint: GraphHint): void {
    const { subscription } = this.#tools;
    if (!subscription.isOurs(hint)) return;
    if (hint.kind === "graph") {
      if (this.#hinted.size >= MOST_HINTED) this.#isFullWanted = true;
      else if (hint.messageId !== undefined) this.#hinted.add(hint.messageId);
    } else if (hint.event === "reauthorizationRequired") return subscription.renewSoon();
    else {
      this.#isFullWanted = true;
      if (hint.event === "subscriptionRemoved") subscription.recreateSoon();
    }
    this.lookSoon();
  }

  async *batches(): AsyncGenerator<ChangeBatch, void, void> {
    const over = new AbortController();
    const signal = AbortSignal.any([this.#signal, over.signal]);
    try {
      if (this.#tools.settings.sendOnly) return yield* this.#standBy();
      yield await this.#connect();
      const { subscription } = this.#tools;
      await subscription.load();
      void subscription.keep(signal, () => void this.look().catch(() => undefined));
      while (!this.#signal.aborted) {
        yield* this.#look();
        await this.#rest();
      }
    } catch (error) {
      for (const { reject } of this.#lookers.splice(0)) reject(error);
      if (this.#signal.aborted) return;
      throw toConnectFailure(error);
    } finally {
      over.abort();
      for (const { reject } of this.#lookers.splice(0)) reject(toConnectFailure(new Error("The watch is over")));
    }
  }

  /** Who may only send has nothing to look at. */
  async *#standBy(): AsyncGenerator<ChangeBatch, void, void> {
    await this.#tools.settings.tokens.current({ signal: this.#signal });
    yield { changes: [{ type: "connected" }, { type: "inSync" }], notes: [] };
    this.#tools.onInSync();
    while (!this.#signal.aborted) {
      for (const { resolve } of this.#lookers.splice(0)) resolve();
      this.#isWanted = false;
      await this.#rest();
    }
  }

  async #connect(): Promise<ChangeBatch> {
    const { api, folders } = this.#tools;
    const options = { signal: this.#signal, isBackground: true };
    const query = { $select: "userPrincipalName,mail,preferredLanguage" };
    const profile = await api.request<GraphProfile>({ method: "GET", path: "", query }, options);
    await folders.refresh(options);
    const first = (await readFolders(this.#tools.notes)) ? NOTHING : this.#begin();
    const { userPrincipalName: login, preferredLanguage: locale } = profile;
    const told = { ...(login && { login }), ...(locale && { locale }) };
    return { changes: [{ type: "connected", profile: told }, ...first.changes], notes: first.notes };
  }

  /** Remembers the folders of an account of which nothing is remembered: it is new, or its notes are lost. */
  #begin(): ChangeBatch {
    // Notes that were there once and are lost: what is there now is not new.
    const isLost = this.#options.hasConnectedBefore;
    const folders = this.#tools.folders.all.map((folder, index) => toTold(folder, index + 1));
    const changes = folders.map((folder): MailChange => {
      return { type: "mailboxReset", mailbox: namedRefOf(folder), reason: "syncStateLost" };
    });
    const links = folders.map(({ number }) => linkNote(number, { ...NEW_FOLDER, isSilent: isLost }));
    return { changes: isLost ? changes : [], notes: [foldersNote(folders), ...links] };
  }

  /** Tells all that has happened; at all folders where that is wanted, else where something may have. */
  async *#look(): AsyncGenerator<ChangeBatch, void, void> {
    const lookers = this.#lookers.splice(0);
    const isFull = this.#isFullWanted;
    this.#isFullWanted = false;
    this.#isWanted = false;
    try {
      const { folders, notes } = this.#tools;
      await folders.refresh({ signal: this.#signal, isBackground: true });
      const changed = folders.takeChanged();
      const before = (await readFolders(notes)) ?? [];
      yield* this.#lookAtFolders(before);
      const gone = before.filter(({ id }) => !folders.byId(id));
      const isNew = ({ id }: ToldFolder) => !before.some((folder) => folder.id === id);
      const hinted = await this.#takeHinted();
      for (const folder of this.#told.filter(({ id }) => folders.byId(id))) {
        const isDue = isFull || changed.has(folder.id) || hinted.has(folder.number) || isNew(folder);
        if (isDue || (await readLink(notes, folder.number)).isFirst)
          yield* this.#counted(syncFolder(this.#sync, folder));
      }
      for (const folder of gone) yield* this.#forget(folder);
      yield { changes: [{ type: "inSync" }], notes: [] };
      this.#known.forget();
      this.#tools.onInSync();
      for (const { resolve } of lookers) resolve();
    } catch (error) {
      for (const { reject } of lookers) reject(error);
      throw error;
    }
  }

  /** Takes over which folders there are, and tells of those that are new or have another name. */
  async *#lookAtFolders(before: readonly ToldFolder[]): AsyncGenerator<ChangeBatch, void, void> {
    const { folders } = this.#tools;
    const known = new Map(before.map((folder) => [folder.id, folder]));
    let last = Math.max(0, ...before.map(({ number }) => number));
    const now = folders.all.map((folder) => toTold(folder, known.get(folder.id)?.number ?? ++last));
    const gone = before.filter(({ id }) => !folders.byId(id));
    this.#told = [...now, ...gone];
    const changes = now.flatMap((folder): MailChange[] => {
      const old = known.get(folder.id);
      if (old?.path === folder.path) return [];
      const gone: MailChange[] = old ? [{ type: "mailboxDeleted", mailbox: namedRefOf(old) }] : [];
      return [...gone, { type: "mailboxNew", mailbox: namedRefOf(folder) }];
    });
    if (!sameFolders(before, this.#told)) yield { changes, notes: [foldersNote(this.#told)] };
  }

  /** The messages of a folder that is gone are gone with it. */
  async *#forget(folder: ToldFolder): AsyncGenerator<ChangeBatch, void, void> {
    this.#told = this.#told.filter(({ id }) => id !== folder.id);
    const notes: NoteWrite[] = [...(await forgetFolder(this.#sync, folder)), foldersNote(this.#told)];
    yield { changes: [{ type: "mailboxDeleted", mailbox: namedRefOf(folder) }], notes };
  }

  /** Whoever has something to tell is active. */
  async *#counted(batches: AsyncIterable<ChangeBatch>): AsyncGenerator<ChangeBatch, void, void> {
    for await (const batch of batches) {
      if (batch.changes.length > 0) this.#activeUntil = this.#tools.clock.now() + LATELY_MS;
      yield batch;
    }
  }

  /** Numbers of the folders in which messages are that Graph named. One that is not known yet shows by its folder. */
  async #takeHinted(): Promise<Set<number>> {
    const numbers = new Set<number>();
    for (const id of this.#hinted) {
      const known = await this.#known.get(id);
      const folder = known ? known.folder : this.#told.find(({ specialUse }) => specialUse === "\\Inbox")?.number;
      if (folder !== undefined) numbers.add(folder);
    }
    this.#hinted.clear();
    return numbers;
  }

  get #sync(): SyncTools {
    const { api, folders, notes, clock } = this.#tools;
    return {
      api,
      folders,
      notes,
      clock,
      known: this.#known,
      options: this.#options,
      signal: this.#signal,
      told: (id) => this.#told.find((folder) => folder.id === id),
      toldByNumber: (number) => this.#told.find((folder) => folder.number === number),
    };
  }

  /** Until something may have happened. A hint may be lost, so it is never longer than `pollMs`. */
  async #rest(): Promise<void> {
    const { clock, pollMs } = this.#tools;
    const fullAt = clock.now() + pollMs;
    while (!this.#isWanted && !this.#signal.aborted) {
      const now = clock.now();
      if (now >= fullAt) {
        this.#isFullWanted = true;
        return;
      }
      const isActive = now < this.#activeUntil;
      const ms = Math.min(fullAt - now, isActive ? SOON_MS : Infinity);
      const awake = new AbortController();
      this.#wake = () => awake.abort();
      const isOver = await clock.wait(ms, AbortSignal.any([this.#signal, awake.signal])).then(
        () => true,
        () => false,
      );
      this.#wake = () => {};
      if (isOver && clock.now() < fullAt) return;
    }
  }
}

const sameFolders = (a: readonly ToldFolder[], b: readonly ToldFolder[]) =>
  JSON.stringify(a.toSorted(byNumber)) === JSON.stringify(b.toSorted(byNumber));

const byNumber = (a: ToldFolder, b: ToldFolder) => a.number - b.number;
