/**
 * Compiles what changed since the last build. Whether anything did is told from names, sizes and
 * times of the sources, so that a fresh checkout starts without waiting for the compiler.
 */
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import { root } from "./root.mjs";
import { runCommand, tool } from "./run-command.mjs";
import { PlainError, runScript, say } from "./run-script.mjs";
import { setUp } from "./setup.mjs";
import { withLock } from "./with-lock.mjs";

/** Those that others import as JavaScript, compiled file by file. What one of them imports stands before it. */
const compiled = ["contracts", "client", "fakes"];
/** Bundled from their sources and those that they import; their types are checked by `npm run check`, not here. */
const bundled = [
  { name: "server", imports: ["contracts"], configuration: [], bundle: bundleServer },
  {
    name: "dashboard",
    imports: ["contracts", "client"],
    configuration: ["vite.config.ts", "index.html"],
    bundle: bundleDashboard,
  },
];
/** Only tests use these; they stay out of `dist/`, as the build configurations say too. */
const forTests = /(\.test\.\w+|(^|\/)(testing|conformance[\w-]*)\.ts)$|(^|\/)testing\//;

/** What the server tells of its build. */
const buildFile = "build.json";

const stamp = (workspace) => join(root, workspace, "dist", ".built");

export async function build() {
  if (stale().length === 0) return;
  await withLock(join(root, ".cache", "setup.lock"), async () => {
    const changed = stale();
    if (changed.length === 0) return;
    say(`building ${changed.map(({ name }) => name).join(", ")}`);
    const started = Date.now();
    const names = new Set(changed.map(({ name }) => name));
    const faults = await Promise.all([
      compile(compiled.filter((name) => names.has(name))),
      ...bundled.filter(({ name }) => names.has(name)).map(({ bundle }) => bundle()),
    ]);
    if (faults.some(Boolean)) throw new PlainError(`${faults.filter(Boolean).join("\n")}\n\nThe build failed.`);
    writeFileSync(join(root, "server", "dist", buildFile), JSON.stringify({ commit: await commitNow() }));
    for (const { name, fingerprint } of changed) writeFileSync(stamp(name), fingerprint);
    say(`built in ${((Date.now() - started) / 1000).toFixed(1)} s`);
  });
}

/** That of the checkout; where there is none, such as in a container, `POSTHORN_BUILD_COMMIT` may tell it. */
async function commitNow() {
  if (process.env.POSTHORN_BUILD_COMMIT) return process.env.POSTHORN_BUILD_COMMIT;
  if (!existsSync(join(root, ".git"))) return null;
  const { code, output } = await runCommand("git", ["rev-parse", "HEAD"]);
  return code === 0 ? output.trim() : null;
}

/** Answers what the compiler complains of; undefined when all is well. */
async function compile(names) {
  if (names.length === 0) return undefined;
  const configurations = names.map((name) => join(name, "tsconfig.build.json"));
  const { code, output } = await tool("@typescript/native/bin/tsc", ["-b", "--pretty", ...configurations]);
  if (code !== 0) return output.trim();
  for (const name of names) {
    copyOtherFiles(name);
    removeOrphans(name);
  }
  return undefined;
}

async function bundleServer() {
  copyOtherFiles("server");
  // The bundler takes long to load, and most builds find nothing to do.
  const { bundle } = await import("./bundle-server.mjs");
  return bundle();
}

async function bundleDashboard() {
  const folder = join(root, "dashboard");
  const { code, output } = await tool("vite/bin/vite.js", ["build", "--logLevel", "warn"], { cwd: folder });
  if (code !== 0) return output.trim();
  await pack(join(folder, "dist", "assets"));
  return undefined;
}

/** Packed files beside the plain ones, for the server to hand out: a first visit loads a third of the bytes. */
async function pack(folder) {
  const worthIt = filesIn(folder)
    .filter((file) => /\.(js|css|svg)$/.test(file))
    .map((file) => ({ path: join(folder, file), content: readFileSync(join(folder, file)) }))
    .filter(({ content }) => content.length >= 1024);
  await Promise.all(
    worthIt.map(async ({ path, content }) => {
      writeFileSync(`${path}.br`, await promisify(brotliCompress)(content));
      writeFileSync(`${path}.gz`, await promisify(gzip)(content));
    }),
  );
}

function stale() {
  // Everything that follows may import from what stands before it, so a change carries over.
  const start = fingerprintOf([join(root, "tsconfig.base.json"), join(root, "node_modules", ".posthorn-setup")]);
  const chain = (names, configuration) =>
    names.reduce(
      (known, name) => [...known, { name, fingerprint: fingerprintOfWorkspace(name, configuration, known.at(-1)) }],
      [{ fingerprint: start }],
    );
  return [
    ...chain(compiled, ["package.json", "tsconfig.build.json"]).slice(1),
    ...bundled.flatMap(({ name, imports, configuration }) =>
      chain([...imports, name], ["package.json", ...configuration]).slice(-1),
    ),
  ].filter(({ name, fingerprint }) => {
    if (!existsSync(join(root, name, "src"))) return false;
    return !existsSync(stamp(name)) || readFileSync(stamp(name), "utf8") !== fingerprint;
  });
}

function fingerprintOfWorkspace(name, configuration, before) {
  const own = configuration.map((file) => join(root, name, file));
  const sources = filesIn(join(root, name, "src")).map((file) => join(root, name, "src", file));
  return fingerprintOf([...own, ...sources], before.fingerprint);
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
    if ([".built", ".tsbuildinfo", buildFile].includes(file)) continue;
    const source = file.replace(/(\.d\.ts|\.js)(\.map)?$/, ".ts");
    if (!sources.has(source) && !sources.has(file)) rmSync(join(root, workspace, "dist", file));
  }
}

await runScript(import.meta.url, async () => {
  await setUp();
  await build();
});
