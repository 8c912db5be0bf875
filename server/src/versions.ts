import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const require = createRequire(import.meta.url);

const versionIn = (packageJson: string) =>
  (JSON.parse(readFileSync(packageJson, "utf8")) as { version: string }).version;

/** Reads what is installed, as `/v1/stats` and the command line tell it. */
export const versions = {
  posthorn: versionIn(join(dirname(fileURLToPath(import.meta.url)), "..", "package.json")),
  imapflow: versionIn(require.resolve("imapflow/package.json")),
};
