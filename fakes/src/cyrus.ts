import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { idsOf } from "./ids-of.ts";
import { libraryFolder } from "./library-folder.ts";
import { freePort, untilItGreets } from "./local-server.ts";
import { startSaslauthd } from "./saslauthd.ts";

/** A real Cyrus IMAP server of its own, in a folder of its own. Any user may log in with `password`. */
export interface Cyrus {
  readonly host: string;
  readonly port: number;
  readonly password: string;
  /** Puts a message into a mailbox over LMTP, which adds Received and the like to its headers. */
  deliver(user: string, message: string | Uint8Array, mailbox?: string): Promise<void>;
  /** Cuts every connection of a user. */
  disconnect(user: string): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Where `scripts/bring-servers.mjs` unpacked it, with the libraries it needs: Debian's package can't be
 * installed beside that of Dovecot.
 */
const UNPACKED = fileURLToPath(new URL("../../.cache/cyrus", import.meta.url));

export const canRunCyrus = () => existsSync(join(UNPACKED, "usr/lib/cyrus/bin/imapd"));

export async function startCyrus(): Promise<Cyrus> {
  const root = await mkdtemp(join(tmpdir(), "posthorn-cyrus-"));
  const port = await freePort();
  const password = "secret";
  // It refuses to work as root; there it becomes this user, who may not be able to read the checkout.
  const isRoot = process.getuid?.() === 0;
  const owner = isRoot ? "mail" : userInfo().username;
  await cp(join(UNPACKED, "usr"), join(root, "usr"), { recursive: true });
  if (existsSync(join(UNPACKED, "lib"))) await cp(join(UNPACKED, "lib"), join(root, "lib"), { recursive: true });
  const own = [root];
  for (const folder of ["conf", "conf/socket", "mail", "run", "run/proc", "run/lock"]) {
    own.push(join(root, folder));
    await mkdir(join(root, folder));
  }
  const program = (name: string) => `${join(root, "usr/lib/cyrus/bin", name)} -C ${root}/imapd.conf`;
  await writeFile(
    join(root, "imapd.conf"),
    `configdirectory: ${root}/conf
defaultpartition: default
partition-default: ${root}/mail
proc_path: ${root}/run/proc
mboxname_lockpath: ${root}/run/lock
lmtpsocket: ${root}/run/lmtp
idlesocket: ${root}/run/idle
notifysocket: ${root}/run/notify
cyrus_user: ${owner}
admins: cyrus
altnamespace: yes
unixhierarchysep: yes
allowplaintext: yes
sasl_mech_list: PLAIN LOGIN
sasl_pwcheck_method: saslauthd
sasl_saslauthd_path: ${root}/run/auth
autocreate_quota: 0
autocreate_inbox_folders: Sent | Drafts | Junk | Trash
autocreate_subscribe_folders: Sent | Drafts | Junk | Trash
xlist-sent: Sent
xlist-drafts: Drafts
xlist-junk: Junk
xlist-trash: Trash
duplicatesuppression: no
expunge_mode: immediate
delete_mode: immediate
`,
  );
  await writeFile(
    join(root, "cyrus.conf"),
    `START {
  recover cmd="${program("ctl_cyrusdb")} -r"
}
DAEMON {
  idled cmd="${program("idled")}"
}
SERVICES {
  imap cmd="${program("imapd")}" listen="127.0.0.1:${port}" prefork=2
  lmtp cmd="${program("lmtpd")} -a" listen="${root}/run/lmtp" prefork=0
}
`,
  );
  const authority = await startSaslauthd(join(root, "run/auth"), password);
  await chmod(join(root, "run/auth"), 0o666);
  if (isRoot) {
    const { uid, gid } = idsOf(owner);
    for (const path of own) await chown(path, uid, gid);
  }
  // Whatever umask this process has: a master that works as root is silent for good where its services can't be read.
  await promisify(execFile)("chmod", ["-R", "a+rX", root]);

  const libraries = ["usr/lib", "lib"].map((folder) => join(root, folder, libraryFolder()));
  const env = { ...process.env, LD_LIBRARY_PATH: libraries.join(":") };
  const [master = "", ...args] = `${program("master")} -M ${root}/cyrus.conf -p ${root}/run/pid`.split(" ");
  // A group of its own, so that none of its processes outlives it.
  const child = spawn(master, args, { env, stdio: ["ignore", "ignore", "pipe"], detached: true });
  let complaint = "";
  child.stderr.on("data", (chunk: Buffer) => (complaint += chunk.toString()));
  async function stop(): Promise<void> {
    if (child.pid !== undefined) {
      const gone = child.exitCode === null && child.signalCode === null ? once(child, "exit") : undefined;
      endGroup(child.pid);
      await gone;
    }
    await authority.close();
    await rm(root, { recursive: true, force: true, maxRetries: 5 });
  }
  try {
    await untilItGreets("Cyrus", port, child, () => complaint || "see the system log");
  } catch (error) {
    await stop();
    throw error;
  }

  return {
    host: "127.0.0.1",
    port,
    password,
    async deliver(user, message, mailbox = "INBOX") {
      const [deliver = "", ...more] = program("deliver").split(" ");
      const where = mailbox === "INBOX" ? [] : ["-m", mailbox];
      const delivery = spawn(deliver, [...more, "-a", user, ...where, user], {
        env,
        stdio: ["pipe", "ignore", "pipe"],
      });
      let refusal = "";
      delivery.stderr.on("data", (chunk: Buffer) => (refusal += chunk.toString()));
      delivery.stdin.end(message);
      const [code] = (await once(delivery, "exit")) as [number | null];
      if (code !== 0) throw new Error(`Cyrus did not take the message for ${mailbox}: ${code} ${refusal}`);
    },
    async disconnect(user) {
      const folder = join(root, "run/proc");
      for (const pid of await readdir(folder)) {
        const words = await readFile(join(folder, pid), "utf8").catch(() => "");
        if (words.split("\t").includes(user)) process.kill(Number(pid), "SIGTERM");
      }
    },
    stop,
  };
}

/** Ends all processes of a group, unless that was done. */
function endGroup(leader: number): void {
  try {
    process.kill(-leader, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
