import type { AccountContext } from "./context.ts";

/**
 * Where deleted messages of a mailbox go; undefined where they are gone for good: in Trash and Junk, and in an
 * account without Trash, which the server has been asked for.
 */
export async function trashFor(
  context: AccountContext,
  path: string,
  signal: AbortSignal | undefined,
): Promise<string | undefined> {
  const use = await context.useOf(path, signal);
  if (use === "\\Trash" || use === "\\Junk") return undefined;
  return context.directory.resolve("\\Trash", signal).catch((error: unknown) => {
    if ((error as { code?: string }).code === "FolderNotFound") return undefined;
    throw error;
  });
}
