import { statfs } from "node:fs/promises";

/** The disk that a folder is on, in bytes, as far as we may fill it; null while there is no such folder. */
export async function diskSpace(folder: string): Promise<{ bytes: number; freeBytes: number } | null> {
  try {
    const { blocks, bavail, bsize } = await statfs(folder);
    return { bytes: blocks * bsize, freeBytes: bavail * bsize };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}
