import { execFile, execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { startSmtpSink, type SmtpSink } from "@posthorn/fakes/smtp-sink";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENGINES, install, type Installation } from "./installation.ts";

const run = promisify(execFile);

/** Whether this machine lets us have a disk of our own, to fill it. */
function canMount(): boolean {
  const folder = mkdtempSync(join(tmpdir(), "posthorn-mount-"));
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", folder], { stdio: "ignore" });
    execFileSync("umount", [folder]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What came of each trouble, to be printed. */
const rows: string[][] = [];
afterAll(() => {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  const head = ["trouble", "what a caller sees", "what the log says", "lost", "how it ends"];
  console.log([line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n"));
});

let smtp: SmtpSink;
beforeAll(async () => (smtp = await startSmtpSink()));
afterAll(() => smtp?.close());

const account = () => ({
  account: "ada",
  name: "Ada",
  email: "ada@example.com",
  smtp: { host: smtp.host, port: smtp.port, secure: false, requireTLS: false },
});
let count = 0;
/** Hands a message in; its subject where it was accepted. */
async function submit(posthorn: Installation): Promise<{ status: number; code: unknown; subject: string }> {
  const subject = `Message ${++count}`;
  const message = { to: [{ address: "bo@example.com" }], subject, text: "Hi" };
  const { status, body } = await posthorn.call("POST", "/v1/account/ada/submit", message);
  return { status, code: (body as { code?: unknown }).code, subject };
}
/** The subjects of what arrived, since `from`. */
const arrived = (from: number) =>
  smtp.received.slice(from).map(({ content }) => /^Subject: (.*?)\r?$/m.exec(content?.toString() ?? "")?.[1] ?? "");
const health = async (posthorn: Installation) =>
  (await posthorn.call("GET", "/health/ready", undefined, { token: null })).status;
const said = ({ log }: Installation, text: string) => log.filter((line) => line.includes(text)).length;

/** Everything accepted arrives, once. */
async function expectAllOf(accepted: string[], from: number): Promise<void> {
  await expect.poll(() => arrived(from).toSorted(), { timeout: 25_000 }).toEqual(accepted.toSorted());
}

describe.runIf(ENGINES.includes("postgres"))("a PostgreSQL that goes away", () => {
  it("is answered with 503, and gone on with", { timeout: 90_000 }, async () => {
    const posthorn = await install("postgres");
    await posthorn.call("POST", "/v1/account", account());
    const from = smtp.received.length;
    const accepted = [(await submit(posthorn)).subject];
    const database = new URL(posthorn.databaseUrl ?? "").pathname.slice(1);
    const admin = new pg.Client({ connectionString: process.env["POSTHORN_TEST_POSTGRES_URL"] });
    await admin.connect();
    await admin.query(`alter database ${database} allow_connections false`);
    await admin.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [database]);
    const refused = await submit(posthorn);
    expect(refused).toMatchObject({ status: 503, code: "ServiceUnavailable" });
    expect(await health(posthorn)).toBe(503);
    await admin.query(`alter database ${database} allow_connections true`);
    await admin.end();
    await expect.poll(() => health(posthorn), { timeout: 25_000 }).toBe(200);
    const again = await submit(posthorn);
    expect(again.status).toBe(200);
    await expectAllOf([...accepted, again.subject], from);
    expect(said(posthorn, "An API call failed")).toBeGreaterThan(0);
    rows.push([
      "PostgreSQL refuses and cuts all connections",
      "503 ServiceUnavailable, /health 503",
      "`An API call failed`, with the reason",
      "nothing",
      "by itself, once it is back",
    ]);
    await posthorn.remove();
  });
});

describe.runIf(canMount())("a disk that is full", () => {
  it("is answered with 503, and gone on with once there is room", { timeout: 90_000 }, async () => {
    const disk = mkdtempSync(join(tmpdir(), "posthorn-disk-"));
    await run("mount", ["-t", "tmpfs", "-o", "size=24m", "tmpfs", disk]);
    const posthorn = await install("sqlite", { POSTHORN_DATABASE_URL: join(disk, "posthorn.db") });
    try {
      await posthorn.call("POST", "/v1/account", account());
      const from = smtp.received.length;
      const accepted = [(await submit(posthorn)).subject];
      const free = 24 * 1024 ** 2 - usedIn(disk);
      writeFileSync(join(disk, "filler"), Buffer.alloc(free - 65_536));
      let refused = await submit(posthorn);
      // What is left of the write-ahead log takes a few more.
      for (let tries = 0; refused.status === 200 && tries < 200; tries++) {
        accepted.push(refused.subject);
        refused = await submit(posthorn);
      }
      expect(refused).toMatchObject({ status: 503, code: "ServiceUnavailable" });
      rmSync(join(disk, "filler"));
      await expect.poll(() => health(posthorn), { timeout: 25_000 }).toBe(200);
      const again = await submit(posthorn);
      expect(again.status).toBe(200);
      await expectAllOf([...accepted, again.subject], from);
      expect(said(posthorn, "database or disk is full")).toBeGreaterThan(0);
      rows.push([
        "the disk is full",
        "503 ServiceUnavailable",
        "`database or disk is full`",
        "nothing",
        "by itself, once there is room",
      ]);
    } finally {
      await posthorn.remove();
      await run("umount", [disk]);
      rmSync(disk, { recursive: true, force: true });
    }
  });
});

describe("too few file descriptors", () => {
  it("keep new callers waiting, and end nothing", async () => {
    const posthorn = await install("sqlite");
    const pid = posthorn.pid ?? 0;
    const used = readdirSync(`/proc/${pid}/fd`).length;
    await run("prlimit", ["--pid", String(pid), `--nofile=${used + 8}:`]);
    const crowd: Socket[] = [];
    for (let number = 0; number < 40; number++) {
      const socket = connect(Number(new URL(posthorn.url).port), "127.0.0.1");
      socket.on("error", () => {});
      crowd.push(socket);
    }
    for (const socket of crowd.slice(0, 5)) if (socket.connecting) await once(socket, "connect");
    for (const socket of crowd) socket.destroy();
    await expect.poll(() => health(posthorn).catch(() => 0), { timeout: 25_000 }).toBe(200);
    expect((await posthorn.call("GET", "/v1/stats")).status).toBe(200);
    rows.push([
      "no file descriptor is left",
      "waits, or is cut off",
      "nothing of the API; an account says `EMFILE`",
      "nothing",
      "by itself, once callers leave",
    ]);
    await posthorn.remove();
  });
});

describe("little memory", () => {
  it("is kept for those who were let in", async () => {
    const posthorn = await install("sqlite", {
      NODE_OPTIONS: "--max-old-space-size=400",
      POSTHORN_MAX_SIZE: "50M",
      POSTHORN_MAX_PAYLOAD_TIMEOUT: "200s",
    });
    await posthorn.call("POST", "/v1/account", account());
    const content = Buffer.alloc(15 * 1024 ** 2, "a").toString("base64");
    const message = {
      to: [{ address: "bo@example.com" }],
      subject: "Large",
      attachments: [{ content, encoding: "base64" }],
    };
    const body = JSON.stringify(message);
    const answers = await Promise.all(
      Array.from({ length: 12 }, () => posthorn.call("POST", "/v1/account/ada/submit", body)),
    );
    const codes = answers.map(({ status, body: told }) =>
      status === 200 ? "200" : `${status} ${String(told["code"])}`,
    );
    expect(new Set(codes)).toEqual(new Set(["200", "503 TooManyLargeRequests"]));
    expect(await health(posthorn)).toBe(200);
    rows.push([
      "240 MB of requests at once, with 400 MB of memory",
      "503 TooManyLargeRequests with Retry-After, the others 200",
      "`An API call failed`",
      "nothing",
      "at once",
    ]);
    await posthorn.remove();
  });
});

const usedIn = (folder: string) =>
  readdirSync(folder).reduce((sum, name) => sum + Math.ceil(statSync(join(folder, name)).size / 4096) * 4096, 0);
