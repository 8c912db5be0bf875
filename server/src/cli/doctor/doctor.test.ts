import { generateKeyPairSync } from "node:crypto";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import forge from "node-forge";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../../config/load.ts";
import { createGateway } from "../../gateway.ts";
import { insertAccount } from "../../storage/accounts.ts";
import { openStorage, type Storage } from "../../storage/storage.ts";
import { emptyDatabase, type TestDatabase, TEST_ENGINES } from "../../storage/testing.ts";
import { runCommandLine } from "../command-line.ts";
import type { Finding } from "./finding.ts";

let folder: string;
let servers: Server[];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "posthorn-doctor-"));
  servers = [];
});
afterEach(async () => {
  for (const server of servers) server.close();
  await rm(folder, { recursive: true });
});

async function run(env: Record<string, string>, ...argv: string[]) {
  let out = "";
  let err = "";
  const output = { out: (text: string) => (out += text), err: (text: string) => (err += text) };
  const given = { POSTHORN_DATA_DIR: folder, POSTHORN_PORT: "0", ...env };
  const code = await runCommandLine(given, ["doctor", ...argv], output);
  return { code, out, err };
}

async function findings(env: Record<string, string> = {}, ...argv: string[]) {
  const { code, out } = await run(env, "--json", "--no-network", ...argv);
  const all = JSON.parse(out) as Finding[];
  const of = (level: Finding["level"]) => all.filter((one) => one.level === level).map(({ message }) => message);
  return { code, all, problems: of("problem"), warnings: of("warning"), fine: of("ok") };
}

/** A database as the server leaves it; `work` may do something to it. */
async function installation(work: (storage: Storage) => Promise<unknown> = async () => undefined): Promise<void> {
  const storage = await openStorage({ database: join(folder, "posthorn.db"), secret: undefined, dataDir: folder });
  await work(storage);
  await storage.close();
}

async function someServer(): Promise<number> {
  const server = createServer((socket) => socket.destroy()).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return (server.address() as AddressInfo).port;
}

describe("posthorn doctor", () => {
  it("finds nothing wrong with an installation that is well, and tells what it looked at", async () => {
    await installation();
    const { code, out, err } = await run({}, "--no-network");
    expect(code).toBe(0);
    expect(out).toMatch(/^ok {7}database: SQLite .*, up to date, and it opens with the present secret$/m);
    expect(out).toMatch(/^ok {7}accounts: 0 accounts, none in trouble$/m);
    // Only what a new installation has not got yet.
    expect(out).toMatch(/^warning {2}users: There is no user yet\n {9}→ Open the link/m);
    expect(err).toBe("\n0 problems, 1 warning\n");
  });

  it("makes nothing where there is nothing yet", async () => {
    const dataDir = join(folder, "none");
    const { code, warnings } = await findings({ POSTHORN_DATA_DIR: dataDir });
    expect(code).toBe(0);
    expect(warnings).toEqual([`${dataDir} does not exist`, `There is no database at ${join(dataDir, "posthorn.db")}`]);
  });

  it("names what is wrong with the configuration, and looks no further", async () => {
    const { code, all } = await findings({ POSTHORN_PORT: "many" });
    expect({ code, count: all.length }).toEqual({ code: 1, count: 1 });
    expect(all[0]).toMatchObject({
      level: "problem",
      area: "configuration",
      message: expect.stringContaining("POSTHORN_PORT"),
    });
  });

  it("sees a folder and a key that others can read, and a secret that does not fit", async () => {
    await installation();
    await chmod(folder, 0o755);
    await chmod(join(folder, "posthorn.key"), 0o644);
    const open = await findings();
    expect(open.warnings).toContain(`Other users of this machine can look into ${folder}`);
    expect(open.problems).toEqual([`Other users of this machine can read ${join(folder, "posthorn.key")}`]);
    await rm(join(folder, "posthorn.key"));
    expect((await findings()).problems).toEqual([
      `Neither is there a secret nor the key file ${join(folder, "posthorn.key")}`,
    ]);
    expect((await findings({ POSTHORN_SECRET: "another" })).problems).toEqual([
      "The secret is not the one that this database was written with",
    ]);
  });

  it("tells a database of another version, and one that is none", async () => {
    await installation((storage) =>
      sql`insert into kysely_migration values ('9999-future', '2026')`.execute(storage.sql),
    );
    expect((await findings()).problems).toEqual(["The database was brought up to date by a newer version of Posthorn"]);
    await writeFile(join(folder, "posthorn.db"), "this is no database at all".repeat(100));
    await rm(join(folder, "posthorn.db-wal"), { force: true });
    const { code, problems } = await findings();
    expect({ code, problems }).toEqual({
      code: 1,
      problems: [expect.stringContaining("can't be opened: file is not a database")],
    });
  });

  it("sees whose a port is", async () => {
    await installation();
    const port = await someServer();
    expect((await findings({ POSTHORN_PORT: String(port) })).problems).toEqual([
      `Another program listens on 127.0.0.1:${port}, which is for the API`,
    ]);
    const env = { POSTHORN_DATA_DIR: folder, POSTHORN_LOG_LEVEL: "silent", POSTHORN_PORT: "0" };
    const gateway = await createGateway(loadConfig(env, [], () => ""));
    await gateway.start();
    const own = new URL(gateway.url).port;
    const { code, fine } = await findings({ POSTHORN_PORT: own });
    const elsewhere = await findings({ POSTHORN_PORT: own, POSTHORN_DATA_DIR: join(folder, "elsewhere") });
    await gateway.close();
    expect(elsewhere.problems).toEqual([
      "A server of Posthorn has the port, with data in another place than is configured here",
    ]);
    expect(code).toBe(0);
    expect(fine).toEqual(expect.arrayContaining(["It runs", `127.0.0.1:${own} is held by the server, for the API`]));
  });

  it("tells of an address that this machine has not got", async () => {
    const { all } = await findings({ POSTHORN_HOST: "192.0.2.1", POSTHORN_PORT: "3999" });
    expect(all).toContainEqual({
      level: "problem",
      area: "ports",
      message: expect.stringContaining("Nobody can listen on 192.0.2.1:3999 for the API"),
      advice: "Name an address of this machine: see to POSTHORN_HOST.",
    });
  });

  it("looks at certificates: their key, their end", async () => {
    await installation();
    const day = 24 * 3600 * 1000;
    const one = certificate(new Date(Date.now() + 3 * day));
    const other = certificate(new Date(Date.now() - day));
    const at = (kind: string, { cert, key }: { cert: string; key: string }) => ({
      [`POSTHORN_${kind}_TLS_CERT`]: cert,
      [`POSTHORN_${kind}_TLS_KEY`]: key,
    });
    const { problems, warnings } = await findings({
      ...at("API", one),
      ...at("SMTP", { ...one, key: other.key }),
      ...at("IMAPPROXY", other),
    });
    expect(warnings).toContainEqual(expect.stringMatching(/^The certificate of the API ends on 2/));
    expect(problems).toEqual([
      "The key of the SMTP server does not fit its certificate",
      expect.stringMatching(/^The certificate of the IMAP proxy ended on 2/),
    ]);
    expect((await findings({ POSTHORN_API_TLS_CERT: "hello", POSTHORN_API_TLS_KEY: one.key })).problems).toEqual([
      expect.stringMatching(/^The certificate of the API can't be read/),
    ]);
  });

  it("sees what contradicts itself, and who is in trouble, with what to do", async () => {
    await installation(async (storage) => {
      await insertAccount(storage, { id: "ada", state: "authenticationError", createdAt: 1, settings: {} });
      await insertAccount(storage, { id: "bob", state: "connected", createdAt: 1, settings: {} });
      await storage.sql
        .insertInto("settings")
        .values([
          { key: "trackOpens", value: "true", sealed: 0 },
          { key: "httpProxyEnabled", value: "true", sealed: 0 },
          { key: "smtpServerPort", value: "2526", sealed: 0 },
        ])
        .execute();
      await storage.sql.insertInto("pausedQueues").values({ queue: "submit", pausedAt: 1 }).execute();
    });
    const { code, warnings, all } = await findings({
      POSTHORN_HOST: "0.0.0.0",
      POSTHORN_API_PROXY: "true",
      POSTHORN_SMTP_PORT: "2525",
      EENGINE_REDIS: "redis://x",
    });
    expect(code).toBe(0);
    expect(warnings).toEqual([
      "EENGINE_REDIS has no effect: Posthorn keeps its data itself; where, POSTHORN_DATABASE_URL says.",
      "The API listens on 0.0.0.0 without TLS, and no reverse proxy is named",
      "The HTTP proxy is on, but has no address",
      "The configuration has another first value for smtpServerPort than what is stored, which counts",
      "There is no serviceUrl; it is needed for tracking",
      "There is no user yet",
      "ada: authenticationError",
      "The queue submit is paused",
    ]);
    expect(all.filter(({ level }) => level !== "ok").every(({ advice }) => advice !== undefined)).toBe(true);
  });

  it("never takes a host amiss that is not there, and tells which", async () => {
    await installation();
    const port = await someServer();
    const closed = await someServer();
    servers.pop()?.close();
    const { code, out } = await run(
      {},
      "--reach",
      `127.0.0.1:${port}`,
      "--reach",
      `127.0.0.1:${closed}`,
      "--reach",
      "no.such.host.invalid",
    );
    expect(code).toBe(0);
    expect(out).toMatch(
      new RegExp(`^warning {2}network: 127\\.0\\.0\\.1:${closed} can't be reached: .*ECONNREFUSED`, "m"),
    );
    expect(out).toMatch(/^warning {2}dns: no\.such\.host\.invalid is not known/m);
    expect(out).toMatch(/^ok {7}network: 1 of 3 hosts can be reached$/m);
    expect(out).toMatch(/^ok {7}clock: /m);
  });

  it("says that a data folder can't be one", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    expect((await findings({ POSTHORN_DATA_DIR: file })).problems).toContain(`${file} is no folder`);
    await mkdir(join(folder, "open"), { mode: 0o700 });
    expect((await findings({ POSTHORN_DATA_DIR: join(folder, "open") })).problems).toEqual([]);
  });
});

describe.skipIf(!TEST_ENGINES.includes("postgres"))("posthorn doctor on PostgreSQL", () => {
  let place: TestDatabase;
  beforeEach(async () => {
    place = await emptyDatabase("postgres");
  });
  afterEach(() => place.remove());

  it("tells an empty database, one that is well, and a server that is not there", async () => {
    const env = { POSTHORN_DATABASE_URL: place.database, POSTHORN_SECRET: "secret" };
    expect((await findings(env)).warnings).toContain("The database is empty");
    const storage = await openStorage({ ...place, secret: "secret" });
    const setCommit = (value: string) =>
      sql`alter database ${sql.id(new URL(place.database).pathname.slice(1))} set synchronous_commit = ${sql.raw(value)}`.execute(
        storage.sql,
      );
    await setCommit("off");
    expect((await findings(env)).problems).toEqual([expect.stringContaining("synchronous_commit is off")]);
    await setCommit("on");
    await storage.close();
    const { fine, problems } = await findings(env);
    expect(problems).toEqual([]);
    expect(fine).toContainEqual(expect.stringMatching(/^PostgreSQL .*, up to date/));
    const gone = new URL(place.database);
    gone.port = String(await someServer());
    servers.pop()?.close();
    expect((await findings({ ...env, POSTHORN_DATABASE_URL: gone.href })).problems).toEqual([
      expect.stringMatching(/^The database can't be opened/),
    ]);
  });
});

function certificate(notAfter: Date): { cert: string; key: string } {
  const key = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey.export({ type: "pkcs1", format: "pem" });
  const privateKey = forge.pki.privateKeyFromPem(key.toString());
  const made = forge.pki.createCertificate();
  made.publicKey = forge.pki.setRsaPublicKey(privateKey.n, privateKey.e);
  made.serialNumber = "01";
  made.validity.notBefore = new Date(Date.now() - 30 * 24 * 3600 * 1000);
  made.validity.notAfter = notAfter;
  made.setSubject([{ name: "commonName", value: "mail.example" }]);
  made.setIssuer([{ name: "commonName", value: "mail.example" }]);
  made.sign(privateKey, forge.md.sha256.create());
  return { cert: forge.pki.certificateToPem(made), key: key.toString() };
}
