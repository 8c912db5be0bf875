/** The real servers that tests talk to. Debian's packages bring them where we may install; elsewhere a list says what to do. */
import { existsSync } from "node:fs";
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

export async function bringServers() {
  const missing = servers.filter(({ isThere }) => !isThere());
  if (missing.length === 0) return;
  const packages = missing.map(({ aptPackage }) => aptPackage);
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) throw new PlainError(whatIsMissing(missing));
  say(`installing ${packages.join(" and ")} for the tests`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) => runCommand("apt-get", ["-q", "-y", "-o", "DPkg::Lock::Timeout=120", ...args], { env });
  await apt("update");
  const { output } = await apt("install", "--no-install-recommends", ...packages);
  const still = missing.filter(({ isThere }) => !isThere());
  if (still.length > 0) throw new PlainError(`${output.trim()}\n\n${whatIsMissing(still)}`);
}

function whatIsMissing(missing) {
  const lines = missing.map(({ name }) => `  ${name}`);
  const install = `apt-get install -y ${missing.map(({ aptPackage }) => aptPackage).join(" ")}`;
  return ["The tests need real servers that are not installed:", ...lines, `Install them, on Debian: ${install}`].join(
    "\n",
  );
}
