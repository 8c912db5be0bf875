/**
 * better-sqlite3 asks prebuild-install for a finished binary before it compiles, and that looks into
 * the npm cache before it downloads. Where the download is not possible, compiling takes a minute at
 * every install; putting our own result where it looks makes the next install take seconds.
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { root } from "./root.mjs";
import { npm, runCommand } from "./run-command.mjs";

const PATH_IN_TARBALL = "build/Release/better_sqlite3.node";

export async function keepCompiledSqlite() {
  const folder = join(root, "node_modules", "better-sqlite3");
  const binary = join(folder, PATH_IN_TARBALL);
  if (!existsSync(binary)) return;
  const cached = await whereItLooks(folder);
  // A cache that cannot be written only costs time at the next install.
  if (cached === undefined || existsSync(cached)) return;
  try {
    mkdirSync(dirname(cached), { recursive: true });
    const unfinished = `${cached}.${process.pid}.tmp`;
    writeFileSync(unfinished, gzipSync(tarOf(PATH_IN_TARBALL, readFileSync(binary))));
    renameSync(unfinished, cached);
  } catch (error) {
    if (!["EACCES", "EROFS", "EPERM", "ENOSPC"].includes(error.code)) throw error;
  }
}

/** prebuild-install itself is asked, since the name holds version, ABI, platform, libc and a hash of the URL. */
async function whereItLooks(folder) {
  const cache = await npm(["config", "get", "cache"]);
  if (cache.code !== 0) return undefined;
  const question = `
    const util = require("prebuild-install/util");
    const pkg = require("./package.json");
    const options = Object.assign({}, require("prebuild-install/rc")(pkg), { pkg });
    process.stdout.write(util.cachedPrebuild(util.getDownloadUrl(options)));`;
  const env = { ...process.env, npm_config_cache: cache.output.trim().split("\n").at(-1) };
  const { code, output } = await runCommand(process.execPath, ["-e", question], { cwd: folder, env });
  return code === 0 ? output : undefined;
}

/** A tar archive of one file (POSIX ustar). */
export function tarOf(name, content) {
  const header = Buffer.alloc(512);
  const octal = (value, length) => `${value.toString(8).padStart(length - 1, "0")}\0`;
  header.write(name, 0);
  header.write(octal(0o755, 8), 100);
  header.write(octal(0, 8), 108);
  header.write(octal(0, 8), 116);
  header.write(octal(content.length, 12), 124);
  header.write(octal(0, 12), 136);
  header.write(" ".repeat(8), 148); // the checksum counts itself as spaces
  header.write("0", 156);
  header.write("ustar\u000000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148);
  const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
  return Buffer.concat([header, content, padding, Buffer.alloc(1024)]);
}
