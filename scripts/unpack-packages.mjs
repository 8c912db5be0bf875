/**
 * Programs of Debian's packages for the tests, without installing them: they are unpacked into a folder of
 * the checkout, with the libraries that this machine misses.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";
import { runCommand } from "./run-command.mjs";
import { PlainError, say } from "./run-script.mjs";

/** Under `.cache/`, where `fakes/` looks for it. */
const folderOf = (name) => join(root, ".cache", name);

export const isUnpacked = ({ name }) => existsSync(folderOf(name));
export const canUnpack = () => existsSync("/usr/bin/apt-get") && existsSync("/usr/bin/dpkg");

/** @param {{ name: string, packages: string[] }} program `name` is its folder. */
export async function unpackPackages({ name, packages }) {
  say(`unpacking ${name} for the tests`);
  const folder = folderOf(name);
  const draft = `${folder}.${process.pid}`;
  mkdirSync(join(draft, "packages"), { recursive: true });
  try {
    const all = new Set([...packages, ...(await missingLibraries(packages))]);
    await must("apt-get", ["-q", "download", ...all], { cwd: join(draft, "packages") });
    for (const file of readdirSync(join(draft, "packages")))
      await must("dpkg", ["-x", join(draft, "packages", file), draft]);
    for (const unused of ["packages", "etc", "usr/share/doc", "usr/share/man"])
      rmSync(join(draft, unused), { recursive: true, force: true });
    // Another run may have been quicker.
    if (!existsSync(folder)) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** What an installation would bring along, as far as it is libraries. */
async function missingLibraries(packages) {
  const simulate = ["-s", "--no-install-recommends", "install", ...packages];
  let { code, output } = await runCommand("apt-get", simulate);
  if (code !== 0 && process.getuid?.() === 0) {
    await must("apt-get", ["-q", "update"]);
    ({ code, output } = await runCommand("apt-get", simulate));
  }
  if (code !== 0) throw new PlainError(`${output.trim()}\n\n${packages[0]} can't be had from apt.`);
  return [...output.matchAll(/^Inst (lib\S+)/gm)].map(([, name]) => name);
}

async function must(program, args, options) {
  const { code, output } = await runCommand(program, args, options);
  if (code !== 0)
    throw new PlainError(`${output.trim()}\n\nWhat the tests need could not be unpacked (${program} ${args[0]}).`);
}
