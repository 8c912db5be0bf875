/**
 * Makes a checkout ready to run: the right Node.js and the locked dependencies. It uses nothing but
 * Node.js itself, does nothing when all is there, and may be run by two commands at once.
 */
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { keepCompiledSqlite } from "./keep-compiled-sqlite.mjs";
import { root } from "./root.mjs";
import { npm } from "./run-command.mjs";
import { PlainError, runScript, say } from "./run-script.mjs";
import { withLock } from "./with-lock.mjs";

const OLDEST_NODE = [20, 19];
const stamp = join(root, "node_modules", ".posthorn-setup");

export async function setUp() {
  checkNode();
  if (isInstalled()) return;
  await withLock(join(root, ".cache", "setup.lock"), async () => {
    if (isInstalled()) return;
    if (!matchesHiddenLockfile()) await install();
    writeFileSync(stamp, fingerprint());
  });
}

export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  if (major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1])) return;
  throw new PlainError(
    `Node.js ${OLDEST_NODE.join(".")} or newer is needed; this is ${version} (${process.execPath}).`,
  );
}

// Compiled parts load only on the platform and ABI they were built for.
const platform = `${process.platform}-${process.arch}-${process.versions.modules}`;

const lockHash = () =>
  createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
const fingerprint = () => `${lockHash()} ${platform}\n`;
const written = () => (existsSync(stamp) ? readFileSync(stamp, "utf8") : undefined);
const isInstalled = () => written() === fingerprint();

/** npm writes down what it installed as its last step, so an `npm install` by hand is recognised too. */
function matchesHiddenLockfile() {
  const hidden = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(hidden) || written()?.trim().endsWith(platform) === false) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const present = JSON.parse(readFileSync(hidden, "utf8")).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (!path.includes("node_modules/") || entry.optional || entry.devOptional || entry.peer) return true;
    return present[path]?.link || present[path]?.version === entry.version;
  });
}

async function install() {
  say("installing dependencies (the first time SQLite may be compiled, which takes about a minute)");
  const started = Date.now();
  const seconds = () => Math.round((Date.now() - started) / 1000);
  const progress = setInterval(() => say(`still installing, ${seconds()} s`), 15_000);
  // The build needs the development packages, whatever NODE_ENV says.
  const { code, output } = await npm(["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"]);
  clearInterval(progress);
  if (code !== 0) throw new PlainError(explain(output));
  say(`dependencies installed in ${seconds()} s`);
  await keepCompiledSqlite();
}

function explain(output) {
  const said = output.trim().split("\n").slice(-40).join("\n");
  if (/gyp ERR|node-gyp/.test(output)) {
    return `${said}\n\nSQLite could not be compiled. It needs python3, make and a C++ compiler: apt-get install -y python3 make g++`;
  }
  if (/ENOTFOUND|ECONNREFUSED|ETIMEDOUT|EAI_AGAIN/.test(output)) {
    return `${said}\n\nThe npm registry could not be reached. Check the network or the registry in .npmrc.`;
  }
  return `${said}\n\nThe dependencies could not be installed (npm ci).`;
}

await runScript(import.meta.url, setUp);
