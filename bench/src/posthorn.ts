import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { createClient, type PosthornClient } from "@posthorn/client/client";
import { type Caller, createCaller } from "./caller.ts";
import { collecting } from "./collecting.ts";
import { ROOT } from "./root.ts";
import type { Scope } from "./scope.ts";

const SERVER = join(ROOT, "server", "dist", "main.js");
const COMMAND = join(ROOT, "server", "dist", "cli", "main.js");

/** The built server in a process of its own, with its own data. */
export interface Posthorn {
  readonly dataDir: string;
  readonly url: string;
  readonly pid: number;
  /** The link of the terminal that makes the first user. */
  readonly setupLink: string;
  readonly token: string;
  /** For what is measured. */
  readonly api: Caller;
  readonly client: PosthornClient;
  /** Resolves when the API answers. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** SIGKILL, as a crash does. */
  kill(): Promise<void>;
  /** What it wrote to its log, from warnings up: the last lines of it. */
  readonly log: readonly string[];
}

const MOST_LINES = 10_000;

/** Made, with a token, but not started. `database` is a `postgres://` URL; SQLite without. */
export async function preparePosthorn(
  scope: Scope,
  { database, env = {} }: { database?: string; env?: Record<string, string> } = {},
): Promise<Posthorn> {
  const dataDir = await mkdtemp(join(tmpdir(), "posthorn-bench-"));
  scope.defer(() => rm(dataDir, { recursive: true, force: true, maxRetries: 3 }));
  const environment = {
    ...withoutOurs(process.env),
    POSTHORN_DATA_DIR: dataDir,
    POSTHORN_PORT: "0",
    POSTHORN_LOG_LEVEL: "warn",
    ...(database !== undefined && { POSTHORN_DATABASE_URL: database }),
    ...env,
  };
  const command = await promisify(execFile)(process.execPath, [COMMAND, "tokens", "issue", "-d", "bench"], {
    cwd: dataDir,
    env: environment,
  });
  const token = command.stdout.trim();
  let child: ChildProcess | null = null;
  let url = "";
  let terminal = "";
  let api: Caller | null = null;

  const log: string[] = [];

  const stop = () => end("SIGTERM");
  async function end(signal: NodeJS.Signals): Promise<void> {
    api?.close();
    api = null;
    const ending = child;
    child = null;
    if (ending === null || ending.exitCode !== null || ending.signalCode !== null) return;
    ending.kill(signal);
    await once(ending, "exit");
  }
  scope.defer(stop);

  return {
    dataDir,
    token,
    get url() {
      return url;
    },
    get setupLink() {
      return /http:\S+\/admin\/setup#[0-9a-f]{64}/.exec(terminal)?.[0] ?? "";
    },
    get pid() {
      return child?.pid ?? 0;
    },
    get api() {
      if (api === null) throw new Error("The server is not running");
      return api;
    },
    get client() {
      return createClient({ baseUrl: url, token });
    },
    async start() {
      // A look at where the time goes: PROFILE=/some/folder npm run bench -- <name>
      const folder = process.env["PROFILE"];
      const profile = folder === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${folder}`];
      const started = spawn(process.execPath, [...profile, collecting, SERVER], {
        cwd: dataDir,
        env: environment,
        stdio: ["ignore", "pipe", "pipe"],
      });
      child = started;
      createInterface(started.stdout).on("line", (line) => {
        log.push(line);
        if (log.length > MOST_LINES) log.shift();
      });
      url = await new Promise<string>((resolve, reject) => {
        let text = "";
        started.stderr.on("data", (data: Buffer) => {
          text = (text + data.toString()).slice(-5000);
          terminal = text;
          const found = /listening on (http:\S+)/.exec(text)?.[1];
          if (found !== undefined) resolve(found);
        });
        started.once("exit", (code) =>
          reject(new Error(`The server ended with ${code}: ${text}${log.slice(-50).join("\n")}`)),
        );
      });
      api = createCaller(url, token);
    },
    stop,
    kill: () => end("SIGKILL"),
    log,
  };
}

export async function startPosthorn(
  scope: Scope,
  options: { database?: string; env?: Record<string, string> } = {},
): Promise<Posthorn> {
  const posthorn = await preparePosthorn(scope, options);
  await posthorn.start();
  return posthorn;
}

const withoutOurs = (env: NodeJS.ProcessEnv) =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !/^(POSTHORN|EENGINE)_/.test(name) && name !== "PORT"));
