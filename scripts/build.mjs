/**
 * Compiles what changed since the last build. Whether anything did is told from names, sizes and
 * times of the sources, so that a fresh checkout starts without waiting for the compiler.
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { root } from "./root.mjs";
import { tool } from "./run-command.mjs";
import { PlainError, runScript, say } from "./run-script.mjs";
import { setUp } from "./setup.mjs";
import { withLock } from "./with-lock.mjs";

/** Those that others run or import as JavaScript. What one of them imports stands before it. */
const workspaces = ["contracts", "client", "fakes", "server"];
/** Only tests use these; they stay out of `dist/`, as the build configurations say too. */
const forTests = /(\.test\.\w+|(^|\/)(testing|conformance[\w-]*)\.ts)$|(^|\/)testing\//;

const stamp = (workspace) => join(root, workspace, "dist", ".built");

export async function build() {
  if (stale().length === 0) return;
  await withLock(join(root, ".cache", "setup.lock"), async () => {
    const changed = stale();
    if (changed.length === 0) return;
    say(`building ${changed.map(({ name }) => name).join(", ")}`);
    const started = Date.now();
    const configurations = changed.map(({ name }) => join(name, "tsconfig.build.json"));
    const { code, output } = await tool("@typescript/native/bin/tsc", ["-b", "--pretty", ...configurations]);
    if (code !== 0) throw new PlainError(`${output.trim()}\n\nThe build failed; the faults are listed above.`);
    for (const { name, fingerprint } of changed) {
      copyOtherFiles(name);
      removeOrphans(name);
      writeFileSync(stamp(name), fingerprint);
    }
    say(`built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  });
}

function stale() {
  // Everything that follows may import from what stands before it, so a change carries over.
  let fingerprint = fingerprintOf([join(root, "tsconfig.base.json"), join(root, "node_modules", ".posthorn-setup")]);
  return workspaces.flatMap((name) => {
    const own = ["package.json", "tsconfig.build.json"].map((file) => join(root, name, file));
    const sources = filesIn(join(root, name, "src")).map((file) => join(root, name, "src", file));
    fingerprint = fingerprintOf([...own, ...sources], fingerprint);
    if (sources.length === 0) return [];
    const isFresh = existsSync(stamp(name)) && readFileSync(stamp(name), "utf8") === fingerprint;
    return isFresh ? [] : [{ name, fingerprint }];
  });
}

function fingerprintOf(files, seed = "") {
  const hash = createHash("sha256").update(seed);
  for (const file of files) {
    const info = statSync(file, { throwIfNoEntry: false });
    hash.update(`${file} ${info?.size} ${info?.mtimeMs}\n`);
  }
  return hash.digest("hex");
}

const filesIn = (folder) =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(folder.length + 1))
        .sort()
    : [];

/** The compiler carries over only TypeScript; a worker's starter or a template is copied as it is. */
function copyOtherFiles(workspace) {
  const source = join(root, workspace, "src");
  for (const file of filesIn(source)) {
    if (file.endsWith(".ts") || forTests.test(file)) continue;
    const copy = join(root, workspace, "dist", file);
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(join(source, file), copy);
  }
}

/** A renamed source must not live on as compiled code. */
function removeOrphans(workspace) {
  const sources = new Set(filesIn(join(root, workspace, "src")).filter((file) => !forTests.test(file)));
  for (const file of filesIn(join(root, workspace, "dist"))) {
    if (file === ".built" || file === ".tsbuildinfo") continue;
    const source = file.replace(/(\.d\.ts|\.js)(\.map)?$/, ".ts");
    if (!sources.has(source) && !sources.has(file)) rmSync(join(root, workspace, "dist", file));
  }
}

await runScript(import.meta.url, async () => {
  await setUp();
  await build();
});
