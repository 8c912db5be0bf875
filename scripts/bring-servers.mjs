/** The real servers that tests talk to. Debian's packages bring them where we may install; elsewhere a list says what to do. */
import { existsSync } from "node:fs";
import { bringCyrus, canBringCyrus, isCyrusThere } from "./bring-cyrus.mjs";
import { postgresBinaries } from "./postgres.mjs";
import { runCommand } from "./run-command.mjs";
import { PlainError, say } from "./run-script.mjs";

const onPath = (name) =>
  [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/usr/local/sbin"].some((folder) =>
    existsSync(`${folder}/${name}`),
  );

const servers = [
  { name: "Dovecot (an IMAP server)", aptPackage: "dovecot-imapd", isThere: () => onPath("dovecot") },
  { name: "Prometheus (reads our metrics)", aptPackage: "prometheus", isThere: () => onPath("prometheus") },
  { name: "Chromium (a browser)", aptPackage: "chromium", isThere: () => onPath("chromium") },
  { name: "PostgreSQL (server programs)", aptPackage: "postgresql", isThere: () => postgresBinaries() !== undefined },
];

const cyrus = {
  name: "Cyrus (another IMAP server), unpacked into .cache/cyrus from Debian's packages, by apt-get and dpkg",
};

export async function bringServers() {
  const missing = servers.filter(({ isThere }) => !isThere());
  const canInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  const lacksCyrus = !isCyrusThere() && !canBringCyrus();
  if ((missing.length > 0 && !canInstall) || lacksCyrus)
    throw new PlainError(whatIsMissing(missing, lacksCyrus ? [cyrus] : []));
  if (missing.length > 0) await install(missing);
  if (!isCyrusThere()) await bringCyrus();
}

async function install(missing) {
  const packages = missing.map(({ aptPackage }) => aptPackage);
  say(`installing ${packages.join(" and ")} for the tests`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) => runCommand("apt-get", ["-q", "-y", "-o", "DPkg::Lock::Timeout=120", ...args], { env });
  await apt("update");
  const { output } = await apt("install", "--no-install-recommends", ...packages);
  const still = missing.filter(({ isThere }) => !isThere());
  if (still.length > 0) throw new PlainError(`${output.trim()}\n\n${whatIsMissing(still)}`);
}

function whatIsMissing(installable, others = []) {
  const names = [...installable, ...others].map(({ name }) => `  ${name}`);
  const packages = installable.map(({ aptPackage }) => aptPackage).join(" ");
  const install = installable.length > 0 ? [`Install them, on Debian: apt-get install -y ${packages}`] : [];
  return ["The tests need real servers that are not there:", ...names, ...install].join("\n");
}
