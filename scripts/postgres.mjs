/**
 * A private PostgreSQL for tests and benchmarks: a new cluster in a temporary folder, reachable by a
 * socket in that folder and a free port of the loopback address, gone when it is stopped.
 */
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { runCommand } from "./run-command.mjs";
import { PlainError } from "./run-script.mjs";

const START_WITHIN_MS = 60_000;

/** The folder with `initdb` and `postgres`, newest version first, or undefined where there is none. */
export function postgresBinaries() {
  const versions = existsSync("/usr/lib/postgresql") ? readdirSync("/usr/lib/postgresql") : [];
  const debian = versions.sort((a, b) => Number(b) - Number(a)).map((version) => `/usr/lib/postgresql/${version}/bin`);
  const onPath = (process.env.PATH ?? "").split(":").filter(Boolean);
  return [...debian, ...onPath].find((folder) =>
    ["initdb", "postgres", "pg_isready"].every((name) => existsSync(join(folder, name))),
  );
}

/**
 * @param {{ durable?: boolean, settings?: Record<string, string> }} options `durable` keeps fsync on,
 *   for benchmarks; tests do without.
 * @returns {Promise<{ url: string, port: number, stop: () => Promise<void> }>}
 */
export async function startPostgres({ durable = false, settings = {} } = {}) {
  const binaries = postgresBinaries();
  if (!binaries) throw new PlainError("PostgreSQL is not installed: apt-get install -y postgresql");
  const folder = mkdtempSync(join(tmpdir(), "posthorn-postgres-"));
  const user = await owner();
  if (user) chownSync(folder, user.uid, user.gid);
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  let server;
  try {
    const password = randomBytes(16).toString("hex");
    await createCluster(binaries, folder, password, user);
    const port = await freePort();
    server = await launch(binaries, folder, port, user, { ...(durable ? {} : careless), ...settings });
    return {
      url: `postgres://posthorn:${password}@127.0.0.1:${port}/postgres`,
      port,
      stop: async () => {
        await stop(server);
        remove();
      },
    };
  } catch (error) {
    if (server) await stop(server);
    remove();
    throw error;
  }
}

/** What no test needs: surviving a power cut, and looking after hundreds of databases that are gone in a second. */
const careless = {
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  max_wal_size: "256MB",
  autovacuum: "off",
};

/** PostgreSQL refuses to run as root; the Debian package brings a user for it. */
async function owner() {
  if (process.getuid?.() !== 0) return undefined;
  const id = async (flag) => Number((await runCommand("id", [flag, "postgres"])).output);
  const [uid, gid] = [await id("-u"), await id("-g")];
  if (!uid || !gid) throw new PlainError("PostgreSQL does not run as root, and there is no user named postgres.");
  return { uid, gid };
}

async function createCluster(binaries, folder, password, user) {
  const passwordFile = join(folder, "password");
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  const { code, output } = await runCommand(
    join(binaries, "initdb"),
    [
      "--pgdata",
      join(folder, "data"),
      "--username=posthorn",
      `--pwfile=${passwordFile}`,
      "--auth=scram-sha-256",
    ].concat(["--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]),
    { cwd: folder, ...user },
  );
  if (code !== 0) throw new PlainError(`${output}\nPostgreSQL could not make a database cluster (initdb).`);
}

async function launch(binaries, folder, port, user, settings) {
  const all = { listen_addresses: "127.0.0.1", unix_socket_directories: folder, max_connections: "200", ...settings };
  const args = ["-D", join(folder, "data"), "-p", String(port)];
  for (const [name, value] of Object.entries(all)) args.push("-c", `${name}=${value}`);
  const [program, start, as] = endingWithUs(join(binaries, "postgres"), args, user);
  // A group of its own, so that Ctrl-C reaches us first and the order of stopping stays ours.
  const server = spawn(program, start, { cwd: folder, detached: true, stdio: ["ignore", "ignore", "pipe"], ...as });
  let said = "";
  server.stderr.on("data", (chunk) => (said = (said + chunk).slice(-10_000)));
  server.on("error", (error) => (said += error.message));
  const question = ["--quiet", "--host=127.0.0.1", `--port=${port}`];
  const isReady = async () => (await runCommand(join(binaries, "pg_isready"), question)).code === 0;
  for (const deadline = Date.now() + START_WITHIN_MS; !(await isReady()); await sleep(50)) {
    if (server.exitCode === null && server.pid !== undefined && Date.now() < deadline) continue;
    await stop(server);
    throw new PlainError(`${said}\nPostgreSQL did not start.`);
  }
  return server;
}

/** On Linux the kernel ends the server when this process is killed outright and cannot do it itself. */
function endingWithUs(program, args, user) {
  if (!existsSync("/usr/bin/setpriv")) return [program, args, user];
  const asUser = user ? [`--reuid=${user.uid}`, `--regid=${user.gid}`, "--clear-groups"] : [];
  return ["/usr/bin/setpriv", [...asUser, "--pdeathsig=INT", "--", program, ...args], {}];
}

async function stop(server) {
  if (server.pid === undefined || server.exitCode !== null || server.signalCode !== null) return;
  const ended = once(server, "exit");
  server.kill("SIGINT"); // PostgreSQL's "fast" shutdown
  await ended;
}

async function freePort() {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
