import { execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { hostname, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { idsOf } from "./ids-of.ts";
import { freePort, untilItGreets } from "./local-server.ts";

export interface DovecotOptions {
  /** A TLS port and STARTTLS, with a certificate nobody knows. */
  tls?: boolean;
  /** Capabilities the server keeps quiet about, such as `CONDSTORE`, `IDLE`, `UIDPLUS`, `MOVE`. */
  without?: string[];
  /** COMPRESS=DEFLATE (RFC 4978). */
  compress?: boolean;
  /** How much mail a user may have (RFC 9208), in KiB; without it, nobody is told. */
  quotaKiB?: number;
  /**
   * Who says whose an access token is (RFC 7662): asked by GET with the token at the end of this URL. Then there are
   * XOAUTH2 and OAUTHBEARER, too; `email` of the answer is the user.
   */
  introspectionUrl?: string;
}

/** A real Dovecot of its own, in a folder of its own. Any user may log in with `password`. */
export interface Dovecot {
  readonly host: string;
  readonly port: number;
  /** Only with `tls`. */
  readonly tlsPort: number | undefined;
  readonly password: string;
  /** Where other programs ask it whether a login is right, by the protocol of its own. */
  readonly authSocket: string;
  /** Puts a message into a mailbox the way a mail server does. Answers the name of its file. */
  deliver(user: string, message: string | Uint8Array, mailbox?: string): Promise<string>;
  /** The folder that holds a user's mail. */
  maildir(user: string): string;
  /** Gives a mailbox a new UIDVALIDITY and renumbers its messages. */
  renumber(user: string, mailbox?: string): Promise<void>;
  /** Cuts every connection of a user, or of everyone. */
  disconnect(user?: string): Promise<void>;
  stop(): Promise<void>;
}

const DOVECOT = "/usr/sbin/dovecot";
/** The most that Dovecot 2.3 offers after login; what clients here may use. */
const CAPABILITIES =
  "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT SORT=DISPLAY THREAD=REFERENCES THREAD=REFS THREAD=ORDEREDSUBJECT " +
  "MULTIAPPEND URL-PARTIAL CATENATE UNSELECT CHILDREN NAMESPACE UIDPLUS LIST-EXTENDED I18NLEVEL=1 CONDSTORE QRESYNC ESEARCH " +
  "ESORT SEARCHRES WITHIN CONTEXT=SEARCH LIST-STATUS BINARY MOVE SNIPPET=FUZZY PREVIEW=FUZZY PREVIEW STATUS=SIZE SAVEDATE " +
  "LITERAL+ NOTIFY SPECIAL-USE";

export const canRunDovecot = () => existsSync(DOVECOT);

export async function startDovecot({
  tls = false,
  without = [],
  compress = false,
  quotaKiB,
  introspectionUrl,
}: DovecotOptions = {}): Promise<Dovecot> {
  const root = await mkdtemp(join(tmpdir(), "posthorn-dovecot-"));
  const port = await freePort();
  const tlsPort = tls ? await freePort() : undefined;
  const password = "secret";
  const mail = join(root, "mail");
  await mkdir(mail);
  // Dovecot refuses to read mail as root, so there the mail belongs to its own user.
  const isRoot = process.getuid?.() === 0;
  const owner = isRoot ? idsOf("dovecot") : { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 };
  const name = userInfo().username;
  if (isRoot) {
    await chmod(root, 0o755);
    await chown(mail, owner.uid, owner.gid);
  }
  if (tls) makeCertificate(root);
  if (introspectionUrl !== undefined)
    await writeFile(
      join(root, "oauth2.conf"),
      `introspection_mode = get\nintrospection_url = ${introspectionUrl}\nusername_attribute = email\nactive_attribute = active\nactive_value = true\n`,
    );
  const hidden = new Set(without.map((word) => word.toUpperCase()));
  // Without CONDSTORE there is no QRESYNC either (RFC 7162 builds one on the other).
  if (hidden.has("CONDSTORE")) hidden.add("QRESYNC");
  const capabilities = `${CAPABILITIES}${compress ? " COMPRESS=DEFLATE" : ""}${quotaKiB === undefined ? "" : " QUOTA"}`
    .split(" ")
    .filter((word) => !hidden.has(word));
  const plugins = [...(compress ? ["zlib"] : []), ...(quotaKiB === undefined ? [] : ["quota"])];
  const config = `
base_dir = ${root}/run
state_dir = ${root}/state
instance_name = ${root}
log_path = ${root}/dovecot.log
protocols = imap
listen = 127.0.0.1
${isRoot ? "" : `default_internal_user = ${name}\ndefault_login_user = ${name}\ndefault_internal_group = ${owner.gid}`}
ssl = ${tls ? "yes" : "no"}
${tls ? `ssl_cert = <${root}/cert.pem\nssl_key = <${root}/key.pem` : ""}
disable_plaintext_auth = no
auth_mechanisms = plain login${introspectionUrl === undefined ? "" : " xoauth2 oauthbearer"}
auth_failure_delay = 0
auth_cache_size = 0
first_valid_uid = 0
first_valid_gid = 0
mail_location = maildir:${mail}/%u
mail_uid = ${owner.uid}
mail_gid = ${owner.gid}
mail_max_userip_connections = 1000
mailbox_list_index = yes
mailbox_idle_check_interval = 1 secs
maildir_very_dirty_syncs = no
imap_capability = ${capabilities.join(" ")}
${hidden.has("IDLE") ? "" : "imap_idle_notify_interval = 2 mins"}
mail_plugins = ${plugins.join(" ")}
protocol imap {
  mail_plugins = ${plugins.flatMap((plugin) => [plugin, `imap_${plugin}`]).join(" ")}
}
${quotaKiB === undefined ? "" : `plugin {\n  quota = count:User quota\n  quota_rule = *:storage=${quotaKiB}K\n  quota_vsizes = yes\n}`}
${introspectionUrl === undefined ? "" : `passdb {\n  driver = oauth2\n  mechanisms = xoauth2 oauthbearer\n  args = ${root}/oauth2.conf\n}`}
passdb {
  driver = static
  args = password=${password}
}
userdb {
  driver = static
  args = uid=${owner.uid} gid=${owner.gid} home=${mail}/%u
}
namespace inbox {
  inbox = yes
  separator = /
  mailbox Trash {
    auto = subscribe
    special_use = \\Trash
  }
  mailbox Sent {
    auto = subscribe
    special_use = \\Sent
  }
  mailbox Junk {
    auto = subscribe
    special_use = \\Junk
  }
  mailbox Drafts {
    auto = subscribe
    special_use = \\Drafts
  }
}
service imap-login {
  chroot =
  service_count = 0
  process_min_avail = 1
  inet_listener imap {
    port = ${port}
  }
  inet_listener imaps {
    port = ${tlsPort ?? 0}
    ssl = yes
  }
}
service auth {
  unix_listener auth-client {
    mode = 0666
  }
}
service imap {
  process_limit = 1000
  process_min_avail = 1
}
service anvil {
  chroot =
  # Nobody waits longer for each wrong password.
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
`;
  await writeFile(join(root, "dovecot.conf"), config);
  const child = spawn(DOVECOT, ["-F", "-c", join(root, "dovecot.conf")], { stdio: ["ignore", "ignore", "pipe"] });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  await untilItGreets("Dovecot", port, child, () => complaint || `see ${root}/dovecot.log`);

  const maildir = (user: string) => join(mail, user);
  const folder = (user: string, mailbox = "INBOX") =>
    mailbox === "INBOX" ? maildir(user) : join(maildir(user), `.${mailbox.replaceAll("/", ".")}`);
  const makeFolder = async (path: string) => {
    for (const part of ["", "cur", "new", "tmp"]) {
      const at = join(path, part);
      if (existsSync(at)) continue;
      await mkdir(at, { recursive: true });
      if (isRoot) await chown(at, owner.uid, owner.gid);
    }
  };
  let deliveries = 0;

  return {
    host: "127.0.0.1",
    port,
    tlsPort,
    password,
    authSocket: join(root, "run/auth-client"),
    maildir,
    async deliver(user, message, mailbox) {
      const path = folder(user, mailbox);
      await makeFolder(maildir(user));
      await makeFolder(path);
      // The name sorts by time of delivery, since Dovecot hands out UIDs in the order of names.
      const stamp = String(Date.now() * 1000 + (deliveries++ % 1000));
      const file = `${stamp.slice(0, 10)}.M${stamp.slice(10)}P${process.pid}Q${String(deliveries).padStart(7, "0")}.${hostname()}`;
      const draft = join(path, "tmp", file);
      await writeFile(draft, message);
      if (isRoot) await chown(draft, owner.uid, owner.gid);
      await rename(draft, join(path, "new", file));
      return file;
    },
    async renumber(user, mailbox) {
      const path = folder(user, mailbox);
      for (const file of await readdir(path))
        if (file.startsWith("dovecot.index") || file === "dovecot-uidlist") await rm(join(path, file));
      // Dovecot takes the time in seconds as UIDVALIDITY: one in the past can't be met again.
      const list = join(path, "dovecot-uidlist");
      await writeFile(list, `3 V${Math.floor(Date.now() / 1000) - 100_000} N1 G${randomBytes(16).toString("hex")}\n`);
      if (isRoot) await chown(list, owner.uid, owner.gid);
    },
    async disconnect(user) {
      const doveadm = ["-c", join(root, "dovecot.conf"), "kick", user ?? "*"];
      try {
        execFileSync("/usr/bin/doveadm", doveadm, { stdio: "ignore" });
      } catch {
        // It answers with a failure when nobody was connected.
      }
    },
    async stop() {
      if (child.exitCode === null && child.signalCode === null) {
        const gone = new Promise((resolve) => child.once("exit", resolve));
        child.kill("SIGTERM");
        await gone;
      }
      await rm(root, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

function makeCertificate(folder: string) {
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"];
  const files = ["-keyout", join(folder, "key.pem"), "-out", join(folder, "cert.pem")];
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...key, ...files, ...subject], { stdio: "ignore" });
}
