/** The real servers that tests talk to. Debian's packages bring them where we may install; elsewhere a list says what to do. */
import { existsSync } from "node:fs";
import { postgresBinaries } from "./postgres.mjs";
import { runCommand } from "./run-command.mjs";
import { PlainError, say } from "./run-script.mjs";
import { canUnpack, isUnpacked, unpackPackages } from "./unpack-packages.mjs";

const onPath = (name) =>
  [...(process.env.PATH ?? "").split(":"), "/usr/sbin", "/usr/local/sbin"].some((folder) =>
    existsSync(`${folder}/${name}`),
  );

const servers = [
  { name: "Dovecot (an IMAP server)", aptPackage: "dovecot-imapd", isThere: () => onPath("dovecot") },
  { name: "Prometheus (reads our metrics)", aptPackage: "prometheus", isThere: () => onPath("prometheus") },
  {
    name: "Chromium without windows (a browser)",
    aptPackage: "chromium-headless-shell",
    isThere: () => onPath("chromium-headless-shell"),
  },
  { name: "PostgreSQL (server programs)", aptPackage: "postgresql", isThere: () => postgresBinaries() !== undefined },
];

/**
 * What can't be installed without harm to the machine: Cyrus puts Dovecot out, Postfix takes its mail over, and nginx and
 * Caddy its port 80.
 */
const unpacked = [
  { name: "cyrus", packages: ["cyrus-imapd", "cyrus-common"] },
  { name: "postfix", packages: ["postfix", "libnss-wrapper", "libuid-wrapper"] },
  { name: "pebble", packages: ["pebble"] },
  { name: "nginx", packages: ["nginx"] },
  { name: "caddy", packages: ["caddy"] },
  { name: "swaks", packages: ["swaks", "libnet-ssleay-perl"] },
];

export async function bringServers() {
  const missing = servers.filter(({ isThere }) => !isThere());
  const toUnpack = unpacked.filter((program) => !isUnpacked(program));
  const canInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  const outOfReach = canUnpack() ? [] : toUnpack;
  if ((missing.length > 0 && !canInstall) || outOfReach.length > 0)
    throw new PlainError(whatIsMissing(missing, outOfReach));
  if (missing.length > 0) await install(missing);
  for (const program of toUnpack) await unpackPackages(program);
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

function whatIsMissing(installable, outOfReach = []) {
  const names = [
    ...installable.map(({ name }) => `  ${name}`),
    ...outOfReach.map(
      ({ name }) => `  ${name}, unpacked into .cache/${name} from Debian's packages, by apt-get and dpkg`,
    ),
  ];
  const packages = installable.map(({ aptPackage }) => aptPackage).join(" ");
  const install = installable.length > 0 ? [`Install them, on Debian: apt-get install -y ${packages}`] : [];
  return ["The tests need real servers that are not there:", ...names, ...install].join("\n");
}
