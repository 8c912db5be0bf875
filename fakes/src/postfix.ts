import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chown, cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Certificate } from "./certificate.ts";
import type { Dovecot } from "./dovecot.ts";
import { libraryFolder } from "./library-folder.ts";
import { freePort, untilItGreets } from "./local-server.ts";

export interface PostfixOptions {
  /** Where mail is delivered to, and who knows whether a login is right. */
  dovecot: Dovecot;
  /** The users of Dovecot that have an address in each domain, by their own names. Others are refused (550 5.1.1). */
  mailboxes: readonly string[];
  /** The domains it takes mail for. */
  domains?: readonly string[];
  /** For STARTTLS, which is required before a login. Without it there is neither. */
  certificate?: Certificate;
  /** Lines for main.cf, such as `message_size_limit = 1000`. */
  settings?: Record<string, string>;
}

/** A real Postfix of its own, in a folder of its own, that delivers into the mailboxes of a Dovecot. */
export interface Postfix {
  readonly host: string;
  readonly port: number;
  /** What it wrote down so far. */
  log(): Promise<string>;
  stop(): Promise<void>;
}

/** Where `scripts/bring-servers.mjs` unpacked it, with the wrappers that let it run. */
const UNPACKED = fileURLToPath(new URL("../../.cache/postfix", import.meta.url));

/** Nobody else has these names and numbers: only the wrappers know of them. */
const ACCOUNTS = { root: 0, postfix: 70_001, postdrop: 70_002, mailer: 70_003 };

export const canRunPostfix = () => existsSync(join(UNPACKED, "usr/lib/postfix/sbin/master"));

export async function startPostfix({
  dovecot,
  mailboxes,
  domains = ["example.com", "example.org"],
  certificate,
  settings = {},
}: PostfixOptions): Promise<Postfix> {
  const root = await mkdtemp(join(tmpdir(), "posthorn-postfix-"));
  const at = (...path: string[]) => join(root, ...path);
  const port = await freePort();
  const base = dirname(dovecot.maildir("anybody"));
  const owner = await stat(base);
  // It runs as the owner of the mail, who may not be able to read the checkout.
  await cp(join(UNPACKED, "usr"), at("usr"), { recursive: true });
  if (existsSync(join(UNPACKED, "lib"))) await cp(join(UNPACKED, "lib"), at("lib"), { recursive: true });
  const own = [root];
  const folder = async (...path: string[]) => {
    await mkdir(at(...path));
    own.push(at(...path));
  };
  for (const name of ["etc", "data", "queue"]) await folder(name);
  for (const name of QUEUES) await folder("queue", name);
  const file = (name: string, lines: readonly string[]) => writeFile(at("etc", name), `${lines.join("\n")}\n`);

  const libraries = ["usr/lib", "lib"].map((name) => at(name, libraryFolder()));
  const wrapper = (name: string) => at("usr/lib", libraryFolder(), `lib${name}_wrapper.so`);
  // It wants to be root and to become others. cwrap lets it believe that it does.
  const wrapping = {
    LD_LIBRARY_PATH: [at("usr/lib/postfix"), ...libraries].join(":"),
    LD_PRELOAD: `${wrapper("uid")}:${wrapper("nss")}`,
    UID_WRAPPER: "1",
    UID_WRAPPER_ROOT: "1",
    NSS_WRAPPER_PASSWD: at("etc/passwd"),
    NSS_WRAPPER_GROUP: at("etc/group"),
  };
  const accounts = Object.entries({ ...ACCOUNTS, owner: owner.uid });
  await file("passwd", accounts.map(([name, id]) => `${name}:x:${id}:${id}::/:/bin/false`)); // prettier-ignore
  await file(
    "group",
    accounts.map(([name, id]) => `${name}:x:${id}:`),
  );
  await file("mailboxes", domains.flatMap((domain) => mailboxes.map((user) => `${user}@${domain} ${user}/`))); // prettier-ignore
  if (certificate) await file("certificate.pem", [certificate.key, certificate.cert]);
  const main: Record<string, string> = {
    compatibility_level: "3.6",
    queue_directory: at("queue"),
    data_directory: at("data"),
    daemon_directory: at("usr/lib/postfix/sbin"),
    command_directory: at("usr/sbin"),
    shlib_directory: at("usr/lib/postfix"),
    meta_directory: at("etc"),
    mail_owner: "postfix",
    setgid_group: "postdrop",
    default_privs: "mailer",
    import_environment: ["MAIL_CONFIG", "TZ", "LANG=C", ...Object.keys(wrapping)].join(" "),
    maillog_file: at("log"),
    maillog_file_prefixes: root,
    inet_interfaces: "127.0.0.1",
    inet_protocols: "ipv4",
    myhostname: "mail.example.org",
    mydestination: "",
    alias_maps: "",
    alias_database: "",
    virtual_mailbox_domains: domains.join(", "),
    virtual_mailbox_base: base,
    virtual_mailbox_maps: `texthash:${at("etc/mailboxes")}`,
    virtual_minimum_uid: "1",
    virtual_uid_maps: `static:${owner.uid}`,
    virtual_gid_maps: `static:${owner.gid}`,
    virtual_mailbox_limit: "0",
    ...(certificate && {
      smtpd_tls_chain_files: at("etc/certificate.pem"),
      smtpd_tls_security_level: "may",
      smtpd_tls_auth_only: "yes",
      smtpd_sasl_auth_enable: "yes",
      smtpd_sasl_type: "dovecot",
      smtpd_sasl_path: dovecot.authSocket,
    }),
    ...settings,
  };
  await file("main.cf", Object.entries(main).map(([name, value]) => `${name} = ${value}`)); // prettier-ignore
  await file("master.cf", [`127.0.0.1:${port} inet n - n - - smtpd`, ...SERVICES]);
  if (process.getuid?.() === 0) for (const path of own) await chown(path, owner.uid, owner.gid);

  const child = spawn(at("usr/lib/postfix/sbin/master"), ["-c", at("etc"), "-d"], {
    env: { ...process.env, MAIL_CONFIG: at("etc"), ...wrapping },
    stdio: ["ignore", "ignore", "pipe"],
    // A group of its own, so that none of its processes outlives it.
    detached: true,
    ...(process.getuid?.() === 0 && { uid: owner.uid, gid: owner.gid }),
  });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  const log = () => readFile(at("log"), "utf8").catch(() => "");
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null && child.pid !== undefined) {
      const gone = once(child, "exit");
      process.kill(-child.pid, "SIGKILL");
      await gone;
    }
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  };
  await untilItGreets("Postfix", port, child, () => complaint).catch(async (error: Error) => {
    const said = await log();
    await stop();
    throw new Error(`${error.message}${said}`);
  });
  return { host: "127.0.0.1", port, log, stop };
}

const QUEUES = "active bounce corrupt defer deferred flush hold incoming maildrop pid private public saved trace".split(
  " ",
);

/** The lines of master.cf: what else runs, none of it in a chroot. */
const SERVICES = `cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
tlsmgr unix - - n 1000? 1 tlsmgr
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
virtual unix - n n - - virtual
postlog unix-dgram n - n - 1 postlogd`.split("\n");
