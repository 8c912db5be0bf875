import { readFile, realpath } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** A library that the server runs with, as it is installed. */
export interface InstalledPackage {
  name: string;
  version: string;
  /** As its author says, in the words of SPDX where they keep to them; null when they say nothing. */
  license: string | null;
  /** Names and versions of what it asks for in turn. */
  dependencies: { name: string; version: string }[];
}

interface PackageJson {
  name: string;
  version: string;
  /** In old packages an object, or a list of them by another name. */
  license?: string | { type?: string };
  licenses?: { type?: string }[];
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}

/** From src/services/service or dist/services/service to the server's package. */
const SERVER = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "..");

let known: Promise<InstalledPackage[]> | undefined;

/** Every library that is installed for the server, by name and version. Looked for once. */
export const installedPackages = (): Promise<InstalledPackage[]> => (known ??= findPackages());

async function findPackages(): Promise<InstalledPackage[]> {
  const found = new Map<string, InstalledPackage>();
  const seen = new Set<string>();

  async function visit(folder: string): Promise<{ name: string; version: string }> {
    const { name, version, ...rest } = await packageAt(folder);
    const self = { name, version };
    if (seen.has(folder)) return self;
    seen.add(folder);
    const dependencies: InstalledPackage["dependencies"] = [];
    for (const wanted of Object.keys({ ...rest.dependencies, ...rest.optionalDependencies })) {
      const at = await folderOf(wanted, folder);
      // What is optional may not be there.
      if (at !== null) dependencies.push(await visit(at));
    }
    found.set(`${name}@${version}`, {
      ...self,
      license: licenseOf(rest),
      dependencies: dependencies.toSorted((a, b) => a.name.localeCompare(b.name)),
    });
    return self;
  }

  await visit(await realpath(SERVER));
  return [...found.values()]
    .filter(({ name }) => !name.startsWith("@posthorn/"))
    .toSorted((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
}

const licenseOf = ({ license, licenses }: Pick<PackageJson, "license" | "licenses">) =>
  typeof license === "string" ? license : (license?.type ?? licenses?.[0]?.type ?? null);

const packageAt = async (folder: string) =>
  JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as PackageJson;

/** Where Node.js finds a package that is asked for from `from`; null when it is not installed. */
async function folderOf(name: string, from: string): Promise<string | null> {
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, "node_modules", name);
    const real = await realpath(candidate).catch(() => null);
    if (real !== null) return real;
    if (dirname(folder) === folder) return null;
  }
}
