/**
 * Bundles the server from its sources: nearly 2,000 modules, its libraries' among them, become some 30 files, so that a
 * start takes half as long. A stack trace names lines of these; `NODE_OPTIONS=--enable-source-maps` makes it name those
 * of the sources.
 */
import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { rolldown } from "rolldown";
import { root } from "./root.mjs";

const source = join(root, "server", "src");
const built = join(root, "server", "dist");
const chunks = "chunks";

/** What is started by itself, by its path within the sources. */
const programs = ["main", "cli/main", "mime/templates/worker", "mime/web-safe/worker", "sandbox/worker"];

/** Files of one build are written within this. */
const LONGEST_WRITE_MS = 60_000;

/** Libraries that stay where they are installed: they bring files beside their code, or threads. */
const left = [
  "@node-rs/argon2",
  "@scalar/fastify-api-reference",
  "better-sqlite3",
  "juice",
  "mailauth",
  "mjml-core",
  "mjml-preset-core",
  "pg-native",
  "pino",
  "quickjs-emscripten",
];

/** Answers what the bundler complains of; undefined when all is well. */
export async function bundle() {
  const complaints = [];
  const bundler = await rolldown({
    input: Object.fromEntries(programs.map((name) => [name, join(source, `${name}.ts`)])),
    platform: "node",
    transform: { target: "node20" },
    resolve: { conditionNames: ["source", "node"] },
    external: left.map((name) => new RegExp(`^${name}(/|$)`)),
    plugins: [ownPlaces],
    onLog: (level, { message }) => level === "warn" && complaints.push(message),
  });
  try {
    forgetOldChunks();
    await bundler.write({
      dir: built,
      chunkFileNames: `${chunks}/[name]-[hash].js`,
      sourcemap: true,
      sourcemapExcludeSources: true,
      // A tenth of what a start reads; licences stay.
      comments: { jsdoc: false },
    });
  } catch (error) {
    complaints.push(error.message);
  } finally {
    await bundler.close();
  }
  return complaints.length > 0 ? complaints.join("\n") : undefined;
}

/** Those of the build before stay: a server that still runs loads some only when they are needed. */
function forgetOldChunks() {
  const folder = join(built, chunks);
  if (!existsSync(folder)) return;
  const files = readdirSync(folder).map((name) => ({
    path: join(folder, name),
    at: statSync(join(folder, name)).mtimeMs,
  }));
  const newest = Math.max(...files.map(({ at }) => at));
  for (const { path, at } of files) if (at < newest - LONGEST_WRITE_MS) rmSync(path);
}

/** A module that looks for files beside itself finds them: its `import.meta.url` stays where it would be by itself. */
const ownPlaces = {
  name: "own-places",
  transform: {
    filter: { code: /import\.meta\.url/ },
    handler(code, id) {
      if (!id.startsWith(source)) return undefined;
      const fromBuilt = JSON.stringify(relative(source, id).replace(/\.ts$/, ".js"));
      // Lines stay what they are.
      return { code: code.replaceAll("import.meta.url", `new URL(${fromBuilt}, builtServer).href`), map: null };
    },
  },
  banner({ fileName }) {
    const toBuilt = JSON.stringify(`${relative(dirname(fileName), ".") || "."}/`);
    return `const builtServer = new URL(${toBuilt}, import.meta.url);`;
  },
};
