/**
 * Cyrus, a mail server of another family than Dovecot. Debian's packages of the two can't be installed
 * together, so Cyrus is unpacked into a folder of the checkout, with the libraries it misses.
 */
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.mjs";
import { runCommand } from "./run-command.mjs";
import { PlainError, say } from "./run-script.mjs";

/** Where `fakes/src/cyrus.ts` looks for it. */
const folder = join(root, ".cache", "cyrus");
const packages = ["cyrus-imapd", "cyrus-common"];

export const isCyrusThere = () => existsSync(folder);
export const canBringCyrus = () => existsSync("/usr/bin/apt-get") && existsSync("/usr/bin/dpkg");

export async function bringCyrus() {
  say("unpacking Cyrus for the tests");
  const draft = `${folder}.${process.pid}`;
  mkdirSync(join(draft, "packages"), { recursive: true });
  try {
    await must("apt-get", ["-q", "download", ...packages, ...(await missingLibraries())], {
      cwd: join(draft, "packages"),
    });
    for (const file of readdirSync(join(draft, "packages")))
      await must("dpkg", ["-x", join(draft, "packages", file), draft]);
    for (const name of ["packages", "etc", "usr/share"]) rmSync(join(draft, name), { recursive: true, force: true });
    // Another run may have been quicker.
    if (!isCyrusThere()) renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** What an installation would bring along, as far as it is libraries. */
async function missingLibraries() {
  const simulate = ["-s", "--no-install-recommends", "install", ...packages];
  let { code, output } = await runCommand("apt-get", simulate);
  if (code !== 0 && process.getuid?.() === 0) {
    await must("apt-get", ["-q", "update"]);
    ({ code, output } = await runCommand("apt-get", simulate));
  }
  if (code !== 0) throw new PlainError(`${output.trim()}\n\nCyrus can't be had from apt.`);
  return [...output.matchAll(/^Inst (lib\S+)/gm)].map(([, name]) => name);
}

async function must(program, args, options) {
  const { code, output } = await runCommand(program, args, options);
  if (code !== 0) throw new PlainError(`${output.trim()}\n\nCyrus could not be unpacked (${program} ${args[0]}).`);
}
