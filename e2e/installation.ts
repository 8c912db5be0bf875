import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "@posthorn/fakes/local-server";
import pg from "pg";

const ROOT = join(fileURLToPath(import.meta.url), "..", "..");
const SERVER = join(ROOT, "server", "dist", "main.js");
const COMMAND = join(ROOT, "server", "dist", "cli", "main.js");

/** A token that opens everything, and its record as `posthorn tokens export` prints it. Every installation brings it along. */
const TOKEN = "2d9ab3c1eb5021eb9eacc5867f49d5438e409c91002b0d8e53e7fe1f68f39be7";
const TOKEN_RECORD =
  "hKJpZNlAMDYwMTNhZmI1NzA5ZjU0N2E1MGNiZGVhOTlhY2I2YmJhMzA3YzJkZTNiMjIxYTI1Mjc5ZjBiZDkxYjA0YTJkNqdjcmVhdGVk1_8AehIAawpsHKZzY29wZXORoSqrZGVzY3JpcHRpb26jZTJl";

/** The databases that flows run on; `POSTHORN_TEST_ENGINES=sqlite` narrows them. */
export const ENGINES = (process.env["POSTHORN_TEST_ENGINES"] ?? "sqlite,postgres").split(",") as Engine[];
export type Engine = "sqlite" | "postgres";

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  body: T;
}

/** The built program as its operator meets it: a process, a data folder, a port. */
export interface Installation {
  readonly url: string;
  readonly dataDir: string;
  /** Of the PostgreSQL database; undefined on SQLite. */
  readonly databaseUrl: string | undefined;
  /** A token that opens everything. */
  readonly token: string;
  /** Of the process; undefined while there is none. */
  readonly pid: number | undefined;
  /** Everything the process wrote to its log. */
  readonly log: string[];
  /** What the process told its operator on the terminal. */
  readonly terminal: string;
  start(): Promise<void>;
  /** The exit code of the process, once it ends by itself. */
  readonly ended: Promise<number | null>;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
  /** SIGKILL, as a crash does. */
  kill(): Promise<void>;
  command(...args: string[]): Promise<string>;
  call<T = Record<string, unknown>>(method: string, path: string, body?: unknown, more?: CallMore): Promise<Answer<T>>;
  /** Stops the process and removes its data. */
  remove(): Promise<void>;
}

export interface CallMore {
  token?: string | null;
  headers?: Record<string, string>;
}

/** `backup` is a file to restore before the first start. */
export async function install(
  engine: Engine,
  env: Record<string, string> = {},
  { backup }: { backup?: string } = {},
): Promise<Installation> {
  const dataDir = await mkdtemp(join(tmpdir(), "posthorn-e2e-"));
  const database = engine === "postgres" ? await createDatabase() : null;
  const environment = {
    ...withoutOurs(process.env),
    POSTHORN_DATA_DIR: dataDir,
    // The same one after a restart, as clients expect.
    POSTHORN_PORT: String(await freePort()),
    POSTHORN_LOG_LEVEL: "info",
    POSTHORN_PREPARED_TOKEN: TOKEN_RECORD,
    ...(database && { POSTHORN_DATABASE_URL: database.url }),
    ...env,
  };
  const log: string[] = [];
  let child: ChildProcess | null = null;
  let url = "";
  let terminal = "";

  async function start(): Promise<void> {
    const started = spawn(process.execPath, [SERVER], {
      cwd: dataDir,
      env: environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = started;
    started.stdout.on("data", (data: Buffer) => log.push(...data.toString().split("\n").filter(Boolean)));
    url = await new Promise<string>((resolve, reject) => {
      let text = "";
      started.stderr.on("data", (data: Buffer) => {
        text += data.toString();
        terminal += data.toString();
        const found = /listening on (http:\S+)/.exec(text)?.[1];
        if (found !== undefined) resolve(found);
      });
      started.once("exit", (code) => reject(new Error(`The server ended with ${code}: ${text}${log.join("\n")}`)));
    });
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (child === null) return null;
    const ending = child;
    child = null;
    if (ending.exitCode === null) ending.kill(signal);
    return codeOf(ending);
  }

  const command = async (...args: string[]) =>
    (await promisify(execFile)(process.execPath, [COMMAND, ...args], { cwd: dataDir, env: environment })).stdout;

  if (backup !== undefined) await command("restore", backup);
  await start();

  return {
    get url() {
      return url;
    },
    get pid() {
      return child?.pid;
    },
    get terminal() {
      return terminal;
    },
    dataDir,
    databaseUrl: database?.url,
    token: TOKEN,
    log,
    get ended() {
      return codeOf(child);
    },
    start,
    stop: () => end("SIGTERM"),
    async kill() {
      await end("SIGKILL");
    },
    command,
    async call<T>(method: string, path: string, body?: unknown, more: CallMore = {}): Promise<Answer<T>> {
      const bearer = more.token === undefined ? TOKEN : more.token;
      const response = await fetch(url + path, {
        method,
        headers: {
          ...(bearer !== null && { authorization: `Bearer ${bearer}` }),
          ...(body !== undefined && { "content-type": "application/json" }),
          ...more.headers,
        },
        ...(body !== undefined && { body: typeof body === "string" ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const isJson = response.headers.get("content-type")?.startsWith("application/json") === true;
      return { status: response.status, headers: response.headers, body: (isJson ? JSON.parse(text) : text) as T };
    },
    async remove() {
      await end("SIGTERM");
      await rm(dataDir, { recursive: true, force: true });
      await database?.drop();
    },
  };
}

const withoutOurs = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(POSTHORN|EENGINE)_/.test(name) && name !== "PORT"));

async function codeOf(child: ChildProcess | null): Promise<number | null> {
  if (child === null || child.exitCode !== null) return child?.exitCode ?? null;
  const [code] = (await once(child, "exit")) as [number | null];
  return code;
}

async function createDatabase(): Promise<{ url: string; drop(): Promise<void> }> {
  const server = process.env["POSTHORN_TEST_POSTGRES_URL"];
  if (server === undefined) throw new Error("POSTHORN_TEST_POSTGRES_URL names no server; `npm test` starts one.");
  const name = `posthorn_e2e_${randomBytes(6).toString("hex")}`;
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: server });
    await client.connect();
    await client.query(statement);
    await client.end();
  };
  await run(`create database ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => run(`drop database ${name} with (force)`) };
}
