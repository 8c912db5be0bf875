import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { deleteExport } from "./exports.ts";
import { deleteFoundMessages } from "./found-messages.ts";
import type { Storage } from "./storage.ts";

/** The folder of this machine that holds the files of exports. Made when it is first needed, open to its owner alone. */
export interface ExportFiles {
  readonly node: string;
  readonly directory: string;
  pathOf(id: string): string;
  prepare(): Promise<void>;
  remove(id: string): Promise<void>;
  /** The exports whose files here were last written to before a time. */
  unchangedSince(time: number): Promise<string[]>;
}

const NAME = /^(exp_[0-9a-f]{24})\.ndjson\.gz\.sealed$/;

export function createExportFiles(folder: string): ExportFiles {
  const directory = resolve(folder);
  const pathOf = (id: string) => join(directory, `${id}.ndjson.gz.sealed`);
  return {
    node: hostname(),
    directory,
    pathOf,
    async prepare() {
      await mkdir(directory, { recursive: true, mode: 0o700 });
    },
    remove: (id) => rm(pathOf(id), { force: true }),
    async unchangedSince(time) {
      const names = await readdir(directory).catch(unlessMissing([]));
      const ids: string[] = [];
      for (const id of names.flatMap((name) => NAME.exec(name)?.[1] ?? [])) {
        const file = await stat(pathOf(id)).catch(unlessMissing(null));
        if (file !== null && file.mtimeMs < time) ids.push(id);
      }
      return ids;
    },
  };
}

/** Turns the error that something is not there into a value. */
const unlessMissing =
  <T>(value: T) =>
  (error: NodeJS.ErrnoException): T => {
    if (error.code === "ENOENT") return value;
    throw error;
  };

/** Removes an export with all that belongs to it. May be repeated; the record goes last. */
export async function removeExport(storage: Storage, files: ExportFiles, id: string): Promise<void> {
  await files.remove(id);
  while (await storage.transaction((tx) => deleteFoundMessages(tx, id)));
  await storage.transaction((tx) => deleteExport(tx, id));
}
