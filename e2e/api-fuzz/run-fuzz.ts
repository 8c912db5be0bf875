import fc from "fast-check";
import type { Engine } from "../installation.ts";
import { anyFaultyRequest } from "./faulty-request.ts";
import { anyOddRequest, anyRequest, type Draft } from "./any-request.ts";
import { createAnyValue } from "./any-value.ts";
import { faultsOf } from "./judge.ts";
import type { Kind } from "./known-things.ts";
import { type Operation, readOperations } from "./operations.ts";
import { type ApiAnswer, type ApiRequest, createSender, described } from "./request.ts";
import { createWorld, type World } from "./world.ts";

export interface FuzzOptions {
  engine: Engine;
  seed: number;
  /** How often everything is called about. */
  rounds: number;
  /** In place of `rounds`: how long. */
  seconds?: number;
}

export interface FuzzResult {
  /** A line for each operation: its calls, and how often each status was answered. */
  summary: string[];
  faults: string[];
  /** Operations that never succeeded. */
  neverDone: string[];
  /** How often refused calls were found to have changed nothing. */
  comparisons: number;
}

const TAGS = [
  "Account",
  "Mailbox",
  "Message",
  "Multi Message Actions",
  "Submit",
  "Export (Beta)",
  "Logs",
  "Webhooks",
  "Events",
];
/** Streams without end, and what needs more than a mail server. */
const LEFT_OUT = [
  "getV1Changes",
  "getEventsStream",
  "getV1AccountAccountOauthtoken",
  "getV1AccountAccountServersignatures",
];
/** What the answer's id stands for. */
const MAKES: Record<string, Kind[]> = {
  createWebhookEndpoint: ["endpoint", "route"],
  createWebhookRoute: ["endpoint", "route"],
  replayWebhooks: ["replay"],
};
const REMOVES: Record<string, Kind[]> = {
  deleteWebhookEndpoint: ["endpoint", "route"],
  deleteWebhookRoute: ["endpoint", "route"],
  deleteV1WebhooksFailedDelivery: ["failedDelivery", "delivery"],
  deleteWebhookDelivery: ["failedDelivery", "putOffDelivery", "delivery"],
};
/** Per operation and round. */
const CALLS = { usual: 8, damaged: 3, odd: 3, faulty: 6 };
const AT_ONCE = 6;
const MOST_ATTEMPTS = 10;
/** Each different fault is told once; so many of them. */
const MOST_FAULTS = 100;
const WARNING = 40;

/**
 * Calls every operation about mail, webhooks and events with input of every kind, and holds each answer against the OpenAPI
 * document. Rounds have two halves: calls that may do something, and calls that have to be refused and
 * must not change anything.
 */
export async function fuzzApi({ engine, seed, rounds, seconds }: FuzzOptions): Promise<FuzzResult> {
  const world = await createWorld(engine);
  const { posthorn, dovecot, smtp } = world;
  const document = await posthorn.call("GET", "/swagger.json");
  const operations = readOperations(document.body, TAGS).filter(({ id }) => !LEFT_OUT.includes(id));
  const anyValue = createAnyValue({
    imapPort: dovecot.port,
    smtpPort: smtp.port,
    password: dovecot.password,
    webhookTargets: world.webhooks.targets,
  });
  const sender = createSender(posthorn.url, posthorn.token);
  const record = new FuzzRecord(operations);
  const endAt = seconds === undefined ? Infinity : Date.now() + seconds * 1000;

  const call = async (draft: Draft, mustBeRefused: boolean) => {
    const request = draft(world.known);
    try {
      const answer = await sender.send(request);
      record.add(request, answer, mustBeRefused);
      learn(world, request, answer);
    } catch (error) {
      record.fault(request, `no answer: ${(error as Error).message}`);
    }
  };

  async function round(number: number): Promise<void> {
    const roundSeed = seed + number * 1000;
    const draw = (kind: (operation: Operation) => fc.Arbitrary<Draft>, numRuns: number) =>
      operations.flatMap((operation, index) => fc.sample(kind(operation), { seed: roundSeed + index, numRuns }));
    const free = [
      ...draw((operation) => anyRequest(operation, anyValue, false), CALLS.usual),
      ...draw((operation) => anyRequest(operation, anyValue, true), CALLS.damaged),
      ...draw((operation) => anyOddRequest(operation, anyValue), CALLS.odd),
    ];
    const [order = []] = fc.sample(fc.shuffledSubarray(free, { minLength: free.length }), {
      seed: roundSeed,
      numRuns: 1,
    });
    await each(order, (draft) => call(draft, false));
    await world.tend();
    const before = await world.snapshot();
    await each(
      draw((operation) => anyFaultyRequest(operation, anyValue), CALLS.faulty),
      (draft) => call(draft, true),
    );
    record.compare(before, await world.snapshot());
    const { status } = await posthorn.call("GET", "/health");
    if (status !== 200) record.note(`GET /health answers ${status}`);
  }

  /** What needs things that calls make and others take away may have met none of them. */
  async function doOnce(attempt: number): Promise<void> {
    await world.tend();
    const left = operations.filter(({ id }) => record.neverDone().includes(id));
    const drafts = left.flatMap((operation, index) =>
      fc.sample(anyRequest(operation, anyValue, false), { seed: seed - attempt * 1000 - index, numRuns: CALLS.usual }),
    );
    await each(drafts, (draft) => call(draft, false));
  }

  try {
    for (let number = 0; seconds === undefined ? number < rounds : Date.now() < endAt; number++) await round(number);
    for (let attempt = 1; attempt <= MOST_ATTEMPTS && record.neverDone().length > 0; attempt++) await doOnce(attempt);
    for (const line of posthorn.log.filter(isUnexpected)) record.note(`the log says ${line.slice(0, 1500)}`);
    return record.result();
  } finally {
    sender.close();
    await world.remove();
  }
}

async function each<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (const item of left) await work(item);
    }),
  );
}

/** Remembers what an answer tells, and which accounts and endpoints there are. */
function learn({ known }: World, { operation, account }: ApiRequest, { status, contentType, bytes }: ApiAnswer): void {
  if (status !== 200 || !contentType.startsWith("application/json")) return;
  const body = JSON.parse(bytes.toString()) as Record<string, unknown>;
  for (const kind of MAKES[operation.id] ?? []) known.add("", kind, String(body["id"]));
  for (const kind of REMOVES[operation.id] ?? []) known.remove("", kind, String(body["id"]));
  if (operation.id === "postV1Account") known.add("", "spare", String(body["account"]));
  else if (operation.id === "deleteV1AccountAccount") known.remove("", "spare", account.trim());
  else if (account !== "") known.learn(account, body);
}

/** A fault of ours, not one of a mail server that a call told of. */
function isUnexpected(line: string): boolean {
  const { level, msg, statusCode } = JSON.parse(line) as { level: number; msg: string; statusCode?: number };
  if (level <= WARNING) return false;
  return !(msg === "An API call failed" && statusCode !== undefined && statusCode > 500);
}

class FuzzRecord {
  /** How often each was answered, by the id of the operation. From 500 on, with the code. */
  readonly #statuses: Map<string, Map<string, number>>;
  readonly #faults = new Map<string, string>();
  #comparisons = 0;

  constructor(operations: readonly Operation[]) {
    this.#statuses = new Map(operations.map(({ id }) => [id, new Map()]));
  }

  add(request: ApiRequest, answer: ApiAnswer, mustBeRefused: boolean): void {
    const { status, bytes } = answer;
    const statuses = this.#statuses.get(request.operation.id);
    const word = status < 500 ? String(status) : `${status} ${/"code":"(\w+)"/.exec(bytes.toString())?.[1] ?? ""}`;
    statuses?.set(word, (statuses.get(word) ?? 0) + 1);
    for (const fault of faultsOf(request, answer)) this.fault(request, fault);
    if (mustBeRefused && status < 400) this.fault(request, `answers ${status} to what has to be refused`);
  }

  fault(request: ApiRequest, fault: string): void {
    // One of a kind is enough.
    const kind = `${request.operation.id} ${fault.slice(0, 40)}`;
    if (!this.#faults.has(kind)) this.#faults.set(kind, `${request.operation.id} ${fault}\n  ${described(request)}`);
  }

  note(fault: string): void {
    this.#faults.set(fault, fault);
  }

  compare(before: string, after: string): void {
    this.#comparisons++;
    if (before === after) return;
    const known = new Set(before.split("\n"));
    const changed = after.split("\n").filter((line) => !known.has(line));
    this.note(`calls that were refused changed something: ${changed.slice(0, 20).join(" ")}`);
  }

  neverDone(): string[] {
    return [...this.#statuses].filter(([, statuses]) => !statuses.has("200")).map(([id]) => id);
  }

  result(): FuzzResult {
    const summary = [...this.#statuses].map(([id, statuses]) => {
      const seen = [...statuses].toSorted(([a], [b]) => (a < b ? -1 : 1));
      const calls = seen.reduce((sum, [, count]) => sum + count, 0);
      return `${id.padEnd(45)} ${String(calls).padStart(6)}  ${seen.map(([status, count]) => `${status}: ${count}`).join("  ")}`;
    });
    return {
      summary,
      faults: [...this.#faults.values()].slice(0, MOST_FAULTS),
      neverDone: this.neverDone(),
      comparisons: this.#comparisons,
    };
  }
}
