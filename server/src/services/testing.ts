import { Ajv, type ValidateFunction } from "ajv";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Writable } from "node:stream";
import { ALL_CONTRACTS } from "@posthorn/contracts/all";
import type { Contract } from "@posthorn/contracts/contract";
import { isStream } from "@posthorn/contracts/contract";
import type { ErrorBody } from "@posthorn/contracts/errors";
import { FORMATS } from "@posthorn/contracts/formats";
import type { SettingKey } from "@posthorn/contracts/settings";
import type { FastifyInstance } from "fastify";
import pino from "pino";
import { expect, vi } from "vitest";
import { loadConfig } from "../config/load.ts";
import { PosthornError } from "../core/errors.ts";
import { jobsTopic } from "../core/jobs.ts";
import type { MailBackend, MailSessions } from "../core/mail-backend.ts";
import { createGateway, type Gateway, type Replacements } from "../gateway.ts";
import { createMemoryBackend } from "../mail/memory/backend.ts";
import { MemoryMailServer } from "../mail/memory/mail-server.ts";
import { findAccount } from "../storage/accounts.ts";
import { readNotes, writeNotes } from "../storage/notes.ts";
import type { Storage } from "../storage/storage.ts";
import { newDatabase, TEST_CONNECTIONS, TEST_SECRET } from "../storage/testing.ts";
import type { NewToken } from "./tokens/issue.ts";
import { issueToken } from "./tokens/issue.ts";

export interface Answer {
  status: number;
  headers: Record<string, string | number | string[] | undefined>;
  /** Parsed JSON; of a stream its bytes. */
  // Tests look into many shapes; what fits the contract was checked already.
  body: Record<string, unknown>;
  bytes: Buffer;
}

export interface CallMore {
  token?: string | null;
  headers?: Record<string, string>;
}

/** A whole gateway on a database of its own, with mail accounts in memory. */
export interface TestGateway extends Gateway {
  readonly database: string;
  /** The value of a token that may do everything. */
  readonly token: string;
  /** Lines of the log. */
  readonly logs: Record<string, unknown>[];
  call(method: string, url: string, body?: unknown, more?: CallMore): Promise<Answer>;
  issue(token?: Partial<NewToken>): Promise<string>;
  /** The mail server behind an account. */
  mailOf(account: string): MemoryMailServer;
  /** Adds an account with IMAP and SMTP, or as given; its id. */
  addAccount(more?: Record<string, unknown>): Promise<string>;
  /** Adds an account and waits until it is connected. */
  addConnected(more?: Record<string, unknown>): Promise<string>;
  waitForState(account: string, state: string): Promise<void>;
  set(settings: Partial<Record<SettingKey, unknown>>): Promise<void>;
  /** Stops the gateway and leaves its database and mail to one that is started `after` it. */
  stop(): Promise<void>;
  readonly mail: MemoryMail;
  /** Lets the clock of a test with `ownClock` go on, and due work be looked for. */
  moveClock(ms: number): void;
}

export interface TestGatewayOptions {
  /** Configuration, as environment variables. */
  env?: Record<string, string>;
  replace?: Replacements;
  /** Meets mail servers as it does in earnest, instead of those in memory. */
  hasRealMail?: boolean;
  /** Stops the clock; it goes on by `moveClock`. */
  ownClock?: boolean;
  /** False leaves the workers and the port closed; `call` works all the same. */
  start?: boolean;
  /** A stopped gateway whose database and mail this one takes over. It still has to be closed. */
  after?: TestGateway;
}

const SERVERS = {
  imap: { host: "imap.example.com", port: 993, secure: true, auth: { user: "ada", pass: "secret" } },
  smtp: { host: "smtp.example.com", port: 465, secure: true, auth: { user: "ada", pass: "secret" } },
};

/** A new account id, so that each test has accounts of its own. */
export const newAccountId = (start = "ada") => `${start}-${randomBytes(6).toString("hex")}`;

export async function createTestGateway(
  engine: "sqlite" | "postgres",
  options: TestGatewayOptions = {},
): Promise<TestGateway> {
  const { after } = options;
  const own = after === undefined ? await newDatabase(engine) : null;
  if (options.ownClock === true && !vi.isFakeTimers()) vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  const database = own?.database ?? after?.database ?? "";
  const env = {
    POSTHORN_DATABASE_URL: database,
    POSTHORN_DATABASE_CONNECTIONS: String(TEST_CONNECTIONS),
    POSTHORN_SECRET: TEST_SECRET,
    POSTHORN_PORT: "0",
    POSTHORN_STOP_GRACE: "200ms",
    // A busy machine asks for patience with functions that don't compute for long.
    POSTHORN_FUNCTION_TIMEOUT: "20s",
    // Not in the data folder of whoever runs the tests.
    POSTHORN_EXPORT_PATH: join(tmpdir(), `posthorn-exports-${randomBytes(6).toString("hex")}`),
    ...options.env,
  };
  const config = loadConfig(env, [], (path) => {
    throw Object.assign(new Error(path), { code: "ENOENT" });
  });
  const mail = after?.mail ?? new MemoryMail();
  const logs: Record<string, unknown>[] = [];
  const gateway = await createGateway(config, {
    ...(options.hasRealMail !== true && { mail: (storage: Storage) => mail.sessions(storage) }),
    // Date is replaced by a test that has its own clock.
    now: () => Date.now(),
    logger: pino({ level: "debug" }, logLines(logs)),
    ...options.replace,
  });
  const broken = watchPromises(gateway.app);
  if (options.start !== false) await gateway.start();
  const { token } = await issueToken(gateway.storage, { description: "root", scopes: ["*"] }, Date.now());

  let keysSeen = Promise.resolve();

  async function call(method: string, url: string, body?: unknown, more: CallMore = {}): Promise<Answer> {
    await keysSeen;
    const presented = more.token === undefined ? token : more.token;
    const response = await gateway.app.inject({
      method: method as "GET",
      url,
      headers: { ...(presented !== null && { authorization: `Bearer ${presented}` }), ...more.headers },
      ...(body !== undefined && { payload: body as object }),
    });
    expect(broken.splice(0)).toEqual([]);
    const isJson = String(response.headers["content-type"]).startsWith("application/json");
    return {
      status: response.statusCode,
      headers: response.headers,
      body: isJson && response.body !== "" ? (response.json() as Record<string, unknown>) : {},
      bytes: response.rawPayload,
    };
  }

  async function addAccount(more: Record<string, unknown> = {}): Promise<string> {
    const account = (more["account"] as string | undefined) ?? newAccountId();
    const { status, body } = await call("POST", "/v1/account", {
      account,
      name: "Ada",
      email: "ada@example.com",
      ...SERVERS,
      ...more,
    });
    expect(body).toMatchObject({ account });
    expect(status).toBe(200);
    return account;
  }

  const waitForState = (account: string, state: string) =>
    vi.waitFor(async () => expect((await findAccount(gateway.storage, account))?.state).toBe(state), {
      timeout: 30_000,
      interval: 20,
    });

  // Getters of the gateway stay getters.
  return Object.assign(Object.create(gateway) as Gateway, {
    database,
    mail,
    stop: () => gateway.close(),
    token,
    logs,
    call,
    issue: async (more: Partial<NewToken> = {}) =>
      (await issueToken(gateway.storage, { description: "test", scopes: ["api"], ...more }, Date.now())).token,
    mailOf: (account: string) => mail.serverOf(account),
    addAccount,
    async addConnected(more?: Record<string, unknown>) {
      const account = await addAccount(more);
      await waitForState(account, "connected");
      return account;
    },
    waitForState,
    async set(settings: Record<string, unknown>) {
      await gateway.storage.transaction((tx) => gateway.ctx.settings.set(tx, settings));
    },
    moveClock(ms: number) {
      vi.setSystemTime(Date.now() + ms);
      // Data keys that were not looked at for long seal nothing. A gateway that was stopped needs none any more.
      keysSeen = gateway.storage.lookForKeys().catch(() => {});
      for (const kind of ["event-fan-out", "webhook-delivery", "message-delivery", "sent-copy"] as const)
        gateway.storage.hint(jobsTopic(kind));
    },
    async close() {
      await gateway.close();
      await own?.remove();
      if (own !== null && options.ownClock === true) vi.useRealTimers();
      expect(broken).toEqual([]);
    },
  });
}

/** Mail accounts in memory, made when they are first asked for. */
class MemoryMail {
  readonly #servers = new Map<string, MemoryMailServer>();
  readonly #open = new Map<string, MailBackend>();

  serverOf(account: string): MemoryMailServer {
    let server = this.#servers.get(account);
    if (server === undefined) this.#servers.set(account, (server = new MemoryMailServer()));
    return server;
  }

  sessions(storage: Storage): MailSessions {
    const close = async (account: string) => {
      const backend = this.#open.get(account);
      this.#open.delete(account);
      await backend?.close();
    };
    return {
      open: async (account) => {
        const known = this.#open.get(account);
        if (known) return known;
        if ((await findAccount(storage, account)) === undefined)
          throw new PosthornError("not_found", "Account not found");
        const backend = createMemoryBackend(this.serverOf(account), {
          read: (prefix) => readNotes(storage, account, prefix),
          write: (notes) => storage.transaction((tx) => writeNotes(tx, account, notes)),
        });
        this.#open.set(account, backend);
        return backend;
      },
      connectionsOf: (account) => this.#open.get(account)?.connections ?? 0,
      subconnectionsOf: (account) => this.#open.get(account)?.subconnections ?? [],
      lastSeenOf: (account) => this.#open.get(account)?.lastSeen ?? null,
      lookEveryMsOf: (account) => this.#open.get(account)?.lookEveryMs ?? null,
      reset: close,
      closeAll: async () => {
        for (const account of this.#open.keys()) await close(account);
      },
    };
  }
}

const logLines = (lines: Record<string, unknown>[]) =>
  new Writable({
    write(chunk: Buffer, _encoding, done) {
      lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
      done();
    },
  });

// ---- What we answer is what we promise --------------------------------------------------------

const ajv = new Ajv({ strict: false, allErrors: true, formats: FORMATS });
const checks = new Map<Contract, ValidateFunction | null>();

function checkOf(contract: Contract): ValidateFunction | null {
  let check = checks.get(contract);
  if (check === undefined) {
    const { response } = contract;
    check = isStream(response) ? null : ajv.compile(asPromised(response) as object);
    checks.set(contract, check);
  }
  return check;
}

/** The schema without our own words, and without leave to tell more than it names. */
function asPromised(schema: unknown): unknown {
  if (typeof schema !== "object" || schema === null) return schema;
  const { $id: _, default: _preset, "x-empty": mayBeEmpty, ...rest } = schema as Record<string, unknown>;
  const promised: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) {
    if (key.startsWith("x-")) continue;
    if (key === "properties")
      promised[key] = Object.fromEntries(
        Object.entries(value as object).map(([name, property]) => [name, asPromised(property)]),
      );
    else if (key === "items") promised[key] = asPromised(value);
    else if (key === "anyOf") promised[key] = (value as unknown[]).map(asPromised);
    else promised[key] = value;
  }
  if (promised["properties"] !== undefined) promised["additionalProperties"] ??= false;
  return mayBeEmpty === true ? { anyOf: [{ const: "" }, promised] } : promised;
}

/** Gathers what answers say that their contracts do not, from now on. */
function watchPromises(app: FastifyInstance): string[] {
  const broken: string[] = [];
  app.addHook("onSend", async (request, reply, payload) => {
    const { url } = request.routeOptions;
    const contract = ALL_CONTRACTS.find(({ method, path }) => method === request.method && path === url);
    const complain = (problem: string) => broken.push(`${request.method} ${request.url}: ${problem}`);
    // Pages are for people; what they look like is not promised.
    if (String(reply.getHeader("content-type")).startsWith("text/html")) return payload;
    if (reply.statusCode >= 400) {
      const body = JSON.parse(String(payload)) as ErrorBody;
      // The words of another protocol.
      if (url === "/mcp" && "jsonrpc" in body) return payload;
      if (body.statusCode !== reply.statusCode || typeof body.error !== "string" || typeof body.message !== "string")
        complain(`error body ${String(payload)}`);
    } else if (contract) {
      const check = checkOf(contract);
      if (check === null) {
        if (reply.getHeader("x-content-type-options") !== "nosniff") complain("a stream that may be sniffed");
      } else if (!check(JSON.parse(String(payload)))) complain(`${ajv.errorsText(check.errors)} in ${String(payload)}`);
    }
    return payload;
  });
  return broken;
}

/** Addresses of providers as `POSTHORN_PROVIDER_URLS` takes them. */
export function providerUrlsOf(urls: object, prefix = ""): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(urls)) {
    if (typeof value === "string") flat[prefix + name] = value;
    else Object.assign(flat, providerUrlsOf(value as object, `${prefix}${name}.`));
  }
  return flat;
}
