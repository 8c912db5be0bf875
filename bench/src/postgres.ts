import { existsSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./root.ts";
import type { Scope } from "./scope.ts";

interface Script {
  postgresBinaries(): string | undefined;
  startPostgres(options: { durable: boolean }): Promise<{ url: string; stop(): Promise<void> }>;
}

/** A PostgreSQL of our own that flushes to disk, or null where it is not installed. */
export async function startPostgres(scope: Scope): Promise<string | null> {
  const file = join(ROOT, "scripts", "postgres.mjs");
  if (!existsSync(file)) return null;
  const script = (await import(pathToFileURL(file).href)) as Script;
  if (script.postgresBinaries() === undefined) return null;
  const { url, stop } = await script.startPostgres({ durable: true });
  scope.defer(stop);
  return url;
}
