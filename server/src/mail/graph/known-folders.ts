import { decode, encode } from "@msgpack/msgpack";
import type { SpecialUse } from "@posthorn/contracts/mailboxes";
import type { BackendNotes, MailboxRef, NoteWrite } from "../../core/mail-backend.ts";
import type { KnownFolder } from "./folders.ts";

/** A folder as it was told last. */
export interface ToldFolder {
  /** Its own within the account, for good. */
  number: number;
  id: string;
  path: string;
  name: string;
  specialUse: SpecialUse | undefined;
}

/** How far the changes of a folder have been told. */
export interface FolderLink {
  /** What Graph gave to go on with; null before the first answer. */
  link: string | null;
  /** Not everything has been looked at once. */
  isFirst: boolean;
  /** What was there before is not told. */
  isSilent: boolean;
}

const FOLDERS_KEY = "graph/folders";
const LINK_PREFIX = "graph/link/";

export const NEW_FOLDER: FolderLink = { link: null, isFirst: true, isSilent: false };

/** The folders that were told; undefined when nothing is remembered. */
export async function readFolders(notes: BackendNotes): Promise<ToldFolder[] | undefined> {
  const value = (await notes.read(FOLDERS_KEY)).get(FOLDERS_KEY);
  if (!value) return undefined;
  return (decode(value) as [number, string, string, string, SpecialUse | null][]).map(
    ([number, id, path, name, specialUse]) => ({ number, id, path, name, specialUse: specialUse ?? undefined }),
  );
}

export const foldersNote = (folders: readonly ToldFolder[]): NoteWrite => ({
  key: FOLDERS_KEY,
  value: encode(folders.map(({ number, id, path, name, specialUse }) => [number, id, path, name, specialUse ?? null])),
});

export async function readLink(notes: BackendNotes, number: number): Promise<FolderLink> {
  const key = LINK_PREFIX + number;
  const value = (await notes.read(key)).get(key);
  return value ? (decode(value) as FolderLink) : NEW_FOLDER;
}

export const linkNote = (number: number, link: FolderLink | null): NoteWrite => ({
  key: LINK_PREFIX + number,
  value: link && encode(link),
});

export const toTold = ({ id, path, name, specialUse }: KnownFolder, number: number): ToldFolder => ({
  number,
  id,
  path,
  name,
  specialUse,
});

export const refOf = ({ path, specialUse }: Pick<ToldFolder, "path" | "specialUse">): MailboxRef => ({
  path,
  ...(specialUse && { specialUse }),
});

export const namedRefOf = (folder: ToldFolder) => ({ ...refOf(folder), name: folder.name });
