import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { type FakeGraph, type FakeGraphOptions, startGraph } from "@posthorn/fakes/graph";
import { silentLog } from "../../core/log.ts";
import type {
  AccessTokens,
  ConnectFailure,
  MailAccount,
  MailBackend,
  OutgoingMessage,
  PushHint,
} from "../../core/mail-backend.ts";
import { createHttpClient, type HttpClient } from "../../net/http-client.ts";
import { mail } from "../conformance.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { createGraphBackend, type GraphBackendTools } from "./backend.ts";
import type { Clock } from "../clock.ts";
import { MailboxBudgets } from "./mailbox-budget.ts";

export const ADDRESS = "bob@example.test";

/** Folders by the names that the promises of all backends are tried with. */
export const PLAIN_NAMES = {
  sentitems: "Sent",
  deleteditems: "Trash",
  junkemail: "Junk",
};

/** A clock that stands until it is told to go on; whoever waits is woken in order. */
export class TestClock implements Clock {
  #now: number;
  readonly #sleepers: { at: number; wake(): void }[] = [];

  constructor(now = Date.now()) {
    this.#now = now;
  }

  now = (): number => this.#now;

  wait = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason as Error);
      const sleeper = { at: this.#now + ms, wake: () => settle(resolve) };
      const onAbort = () => settle(() => reject(signal?.reason as Error));
      const settle = (how: () => void) => {
        this.#sleepers.splice(this.#sleepers.indexOf(sleeper), 1);
        signal?.removeEventListener("abort", onAbort);
        how();
      };
      this.#sleepers.push(sleeper);
      signal?.addEventListener("abort", onAbort, { once: true });
    });

  /** The first moment that somebody waits for; undefined where nobody waits for one before `until`. */
  next(until: number): number | undefined {
    const times = this.#sleepers.map(({ at }) => at).filter((at) => at <= until);
    return times.length > 0 ? Math.min(...times) : undefined;
  }

  set(now: number): void {
    this.#now = Math.max(this.#now, now);
    for (const { wake } of this.#sleepers.filter(({ at }) => at <= this.#now)) wake();
  }
}

/** A clock that skips what would be waited for, save what takes minutes: that wakes nobody in a test. */
export function createHastyClock(): Clock {
  let skipped = 0;
  return {
    now: () => Date.now() + skipped,
    wait: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const isLong = ms >= 60_000;
        const settle = (how: () => void) => {
          clearTimeout(timer);
          signal?.removeEventListener("abort", onAbort);
          how();
        };
        const onAbort = () => settle(() => reject(signal?.reason as Error));
        const timer = setTimeout(
          () => {
            if (!isLong) skipped += ms;
            settle(resolve);
          },
          isLong ? ms : 1,
        );
        signal?.addEventListener("abort", onAbort, { once: true });
      }),
  };
}

/** Tokens as somebody else keeps them: what is revoked is discarded, and there is another once there was consent. */
export class TestTokens implements AccessTokens {
  readonly #graph: FakeGraph;
  readonly #address: string;
  #token: string | undefined;
  #count = 0;
  discarded = 0;
  failure: ConnectFailure | undefined;

  constructor(graph: FakeGraph, address: string) {
    this.#graph = graph;
    this.#address = address;
  }

  async current(): Promise<string> {
    if (this.failure) throw this.failure;
    if (this.#token === undefined) {
      this.#token = `token-${++this.#count}`;
      this.#graph.allow(this.#token, this.#address);
    }
    return this.#token;
  }

  discard(token: string): void {
    if (token !== this.#token) return;
    this.discarded++;
    this.#token = undefined;
  }

  /** The provider takes what it gave no more. */
  revoke(): void {
    if (this.#token !== undefined) this.#graph.revoke(this.#token);
  }
}

/** Where Graph calls: what it says is handed to the backend, as the callback routes do. */
export interface NotificationPlace {
  readonly urls: { notificationUrl: string; lifecycleUrl: string };
  /** Requests that were no validations. */
  readonly notifications: number;
  /** What it answers from now on. */
  status: number;
  close(): Promise<void>;
}

interface Notification {
  subscriptionId: string;
  clientState?: string;
  changeType?: string;
  lifecycleEvent?: Extract<PushHint, { kind: "graphLifecycle" }>["event"];
  resourceData?: { id?: string };
}

export async function startNotificationPlace(onHint: (hint: PushHint) => void): Promise<NotificationPlace> {
  let notifications = 0;
  const place = { status: 202 };
  const server = createServer((request, response) => {
    const token = new URL(request.url ?? "", "http://here").searchParams.get("validationToken");
    if (token !== null) {
      response.writeHead(place.status === 202 ? 200 : place.status, { "content-type": "text/plain" }).end(token);
      return;
    }
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      notifications++;
      const { value } = JSON.parse(Buffer.concat(chunks).toString()) as { value: Notification[] };
      for (const one of value) onHint(toHint(one));
      response.writeHead(place.status).end();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth/msg`;
  return {
    urls: { notificationUrl: `${url}/notification?account=a`, lifecycleUrl: `${url}/lifecycle?account=a` },
    get notifications() {
      return notifications;
    },
    get status() {
      return place.status;
    },
    set status(status) {
      place.status = status;
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function toHint({
  subscriptionId,
  clientState = "",
  changeType = "",
  lifecycleEvent,
  resourceData,
}: Notification): PushHint {
  if (lifecycleEvent) return { kind: "graphLifecycle", subscriptionId, clientState, event: lifecycleEvent };
  const { id } = resourceData ?? {};
  return { kind: "graph", subscriptionId, clientState, changeType, ...(id !== undefined && { messageId: id }) };
}

/** A mailbox at the fake, and what a backend over it needs. */
export interface GraphBench {
  readonly graph: FakeGraph;
  readonly notes: MemoryNotes;
  readonly tokens: TestTokens;
  readonly place: NotificationPlace;
  readonly account: MailAccount;
  /** A new backend; Graph's notifications go to it from now on. */
  open(tools?: Partial<GraphBackendTools>): MailBackend;
  close(): Promise<void>;
}

export async function startBench({
  clock = createHastyClock(),
  address = ADDRESS,
  mailbox,
  ...options
}: FakeGraphOptions & { clock?: Clock; address?: string; mailbox?: string } = {}): Promise<GraphBench> {
  const graph = await startGraph({ now: clock.now, names: PLAIN_NAMES, ...options });
  graph.mailbox(mailbox ?? address);
  const notes = new MemoryNotes();
  const tokens = new TestTokens(graph, address);
  let backend: MailBackend | undefined;
  const place = await startNotificationPlace((hint) => backend?.nudge?.(hint));
  const http: HttpClient = createHttpClient({ policy: "off", connectTimeoutMs: 5000, proxy: () => undefined });
  const budgets = new MailboxBudgets(clock);
  const account: MailAccount = {
    id: "a",
    email: address,
    path: null,
    subconnections: [],
    proxy: undefined,
    smtpEhloName: undefined,
    imapIndexer: "full",
    imap: null,
    smtp: null,
    api: {
      kind: "graph",
      baseUrl: graph.url,
      app: "app",
      ...(mailbox !== undefined && { mailbox }),
      sendOnly: false,
      tokens,
      notifications: place.urls,
    },
    ignoreMailCertErrors: false,
  };
  const smtp: GraphBackendTools["smtp"] = {
    send: () => Promise.reject(new Error("There is no gateway here")),
  };
  return {
    graph,
    notes,
    tokens,
    place,
    account,
    open(tools = {}) {
      backend = createGraphBackend(account, notes, { http, log: silentLog, clock, budgets, smtp, ...tools });
      return backend;
    },
    async close() {
      backend = undefined;
      await graph.close();
      await place.close();
      await http.close();
    },
  };
}

/** Lets virtual time pass, from one moment that somebody waits for to the next. */
export async function passTime({ graph }: Pick<GraphBench, "graph">, clock: TestClock, ms: number): Promise<void> {
  const until = clock.now() + ms;
  await settled(graph);
  for (let next = clock.next(until); next !== undefined; next = clock.next(until)) {
    clock.set(next);
    await settled(graph);
  }
  clock.set(until);
  await settled(graph);
}

/** Nobody has asked anything for a moment. Should somebody ask later, time has passed by then: tests don't mind. */
async function settled({ calls }: FakeGraph): Promise<void> {
  for (let quiet = 0, before = -1; quiet < 3; quiet = calls.length === before ? quiet + 1 : 0) {
    before = calls.length;
    await new Promise((resolve) => setTimeout(resolve, 4));
  }
}

/** A message with an attachment of this size. */
export const withFile = (subject: string, bytes: number) =>
  mail(subject, ["MIME-Version: 1.0", 'Content-Type: multipart/mixed; boundary="b"']).replace(
    `This is ${subject}.`,
    [
      "--b",
      "Content-Type: text/plain",
      "",
      `This is ${subject}.`,
      "--b",
      'Content-Type: application/pdf; name="file.pdf"',
      "Content-Transfer-Encoding: base64",
      'Content-Disposition: attachment; filename="file.pdf"',
      "",
      Buffer.alloc(bytes, 7).toString("base64").replaceAll(/.{76}/g, "$&\r\n"),
      "--b--",
    ].join("\r\n"),
  );

export const outgoing = (content: string | Buffer, more: Partial<OutgoingMessage> = {}): OutgoingMessage => ({
  content: Buffer.from(content),
  envelope: { from: ADDRESS, to: ["bob@example.test"] },
  beforeHandOff: async () => {},
  ...more,
});
