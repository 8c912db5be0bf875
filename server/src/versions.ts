import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);
const folder = dirname(fileURLToPath(import.meta.url));

const versionIn = (packageJson: string) =>
  (JSON.parse(readFileSync(packageJson, "utf8")) as { version: string }).version;

/** What the build wrote down about itself; nothing where the sources are run. */
function builtCommit(): string | null {
  const file = join(folder, "build.json");
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as { commit: string | null }).commit : null;
}

/** Reads what is installed, as `/v1/stats` and the command line tell it. */
export const versions = {
  posthorn: versionIn(join(folder, "..", "package.json")),
  imapflow: versionIn(require.resolve("imapflow/package.json")),
  commit: builtCommit(),
};
