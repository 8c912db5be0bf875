import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createChecker, type MatchedCall } from "../discovery/checker.ts";
import { readDocument } from "../discovery/document.ts";
import { ApiError, notFound } from "../gmail/answer.ts";

interface Policy {
  version?: number;
  etag?: string;
  bindings?: { role: string; members: string[] }[];
}

interface Delivery {
  messageId: string;
  /** Base64. */
  data: string;
  publishTime: string;
}

interface PushConfig {
  pushEndpoint?: string;
  oidcToken?: { serviceAccountEmail?: string; audience?: string };
}

export interface FakeSubscription {
  name: string;
  topic: string;
  ackDeadlineSeconds: number;
  expirationPolicy: { ttl?: string } | undefined;
  /** Empty for one that is pulled. */
  pushConfig: PushConfig;
  waiting: Delivery[];
  /** By the ids to acknowledge them with. */
  readonly handedOut: Map<string, Delivery>;
}

export interface FakePubSubOptions {
  /** Epoch ms. */
  now?: () => number;
  /** The identity token that goes along with a push. Without it nothing is pushed. */
  pushToken?: (account: string, audience: string) => Promise<string>;
}

/** Cloud Pub/Sub over HTTP, as far as its subscribers need it. */
export interface FakePubSub {
  /** Without a slash at the end. */
  readonly url: string;
  readonly tokens: Set<string>;
  readonly topics: Map<string, Policy>;
  readonly subscriptions: Map<string, FakeSubscription>;
  /** `METHOD path` of each request. */
  readonly calls: string[];
  readonly violations: string[];
  /** What pushes were answered with, in order. One that is not taken waits for the next to come. */
  readonly pushAnswers: number[];
  /** Tells the subscriptions of a topic, as Gmail does. A topic that nobody made takes nothing. */
  publish(topic: string, data: unknown): void;
  /** The next notifications are lost, or come so often. */
  disturb(times: number, copies: number): void;
  /** The next requests fail with this status. */
  fail(status: number, times?: number, headers?: Record<string, string>): void;
  /** Takes back everything that was handed out and not acknowledged, as when its deadline passes. */
  expireDeadlines(): void;
  close(): Promise<void>;
}

/** A pull that finds nothing waits so long; the real one waits longer. */
const PULL_MS = 300;

/** Cloud Pub/Sub over HTTP, true to its discovery document: topics, subscriptions, pulling, pushing and who may publish. */
export async function startFakePubSub({ now = Date.now, pushToken }: FakePubSubOptions = {}): Promise<FakePubSub> {
  const checker = createChecker(readDocument("pubsub-v1"));
  const tokens = new Set<string>();
  const topics = new Map<string, Policy>();
  const subscriptions = new Map<string, FakeSubscription>();
  const calls: string[] = [];
  const violations: string[] = [];
  const pushAnswers: number[] = [];
  const waiters = new Set<() => void>();
  let failure = { status: 0, left: 0, headers: {} as Record<string, string> };
  let disturbance = { left: 0, copies: 1 };
  let made = 0;

  const methods: Record<string, (call: MatchedCall, body: Record<string, unknown>, gone: AbortSignal) => unknown> = {
    "pubsub.projects.topics.get": ({ params }) => topicAt(params["topic"]),
    "pubsub.projects.topics.create"({ params }) {
      const { name = "" } = params;
      if (topics.has(name)) throw new ApiError(409, "alreadyExists", "Resource already exists in the project");
      topics.set(name, {});
      return { name };
    },
    "pubsub.projects.topics.delete"({ params }) {
      topicAt(params["topic"]);
      topics.delete(params["topic"] ?? "");
      return {};
    },
    "pubsub.projects.topics.getIamPolicy": ({ params }) => policyOf(params["resource"]),
    "pubsub.projects.topics.setIamPolicy"({ params }, { policy }) {
      policyOf(params["resource"]);
      topics.set(params["resource"] ?? "", { ...(policy as Policy), etag: `BwX${++made}=` });
      return policyOf(params["resource"]);
    },
    "pubsub.projects.subscriptions.get": ({ params }) => toJson(subscriptionAt(params["subscription"])),
    "pubsub.projects.subscriptions.create"({ params }, body) {
      const { name = "" } = params;
      if (subscriptions.has(name)) throw new ApiError(409, "alreadyExists", "Resource already exists in the project");
      topicAt(body["topic"] as string);
      const created: FakeSubscription = {
        name,
        topic: body["topic"] as string,
        ackDeadlineSeconds: (body["ackDeadlineSeconds"] as number | undefined) ?? 10,
        expirationPolicy: (body["expirationPolicy"] as FakeSubscription["expirationPolicy"]) ?? { ttl: "2678400s" },
        pushConfig: (body["pushConfig"] as PushConfig | undefined) ?? {},
        waiting: [],
        handedOut: new Map(),
      };
      subscriptions.set(name, created);
      return toJson(created);
    },
    "pubsub.projects.subscriptions.patch"({ params }, { subscription, updateMask }) {
      const found = subscriptionAt(params["name"]);
      const changes = subscription as Partial<FakeSubscription>;
      for (const field of String(updateMask).split(","))
        if (field === "expirationPolicy") found.expirationPolicy = changes.expirationPolicy;
        else throw new ApiError(400, "invalidArgument", `The fake can not change ${field}`);
      return toJson(found);
    },
    "pubsub.projects.subscriptions.modifyPushConfig"({ params }, { pushConfig }) {
      subscriptionAt(params["subscription"]).pushConfig = pushConfig as PushConfig;
      return {};
    },
    "pubsub.projects.subscriptions.delete"({ params }) {
      subscriptionAt(params["subscription"]);
      subscriptions.delete(params["subscription"] ?? "");
      return {};
    },
    async "pubsub.projects.subscriptions.pull"({ params }, { maxMessages, returnImmediately }, gone) {
      const subscription = subscriptionAt(params["subscription"]);
      if (subscription.pushConfig.pushEndpoint !== undefined)
        throw new ApiError(400, "failedPrecondition", "This method is not supported for this subscription type.");
      if (subscription.waiting.length === 0 && returnImmediately !== true) await somethingComes(gone);
      if (gone.aborted) return {};
      const taken = subscription.waiting.splice(0, Number(maxMessages));
      const receivedMessages = taken.map((message) => {
        const ackId = `ack-${++made}`;
        subscription.handedOut.set(ackId, message);
        return { ackId, message };
      });
      return receivedMessages.length > 0 ? { receivedMessages } : {};
    },
    "pubsub.projects.subscriptions.acknowledge"({ params }, { ackIds }) {
      const { handedOut } = subscriptionAt(params["subscription"]);
      for (const id of ackIds as string[]) handedOut.delete(id);
      return {};
    },
  };

  function topicAt(name = "") {
    if (!topics.has(name)) throw notFound();
    return { name };
  }

  function policyOf(name = "") {
    const policy = topics.get(name);
    if (!policy) throw notFound();
    return { version: 1, etag: "ACAB", ...policy };
  }

  function subscriptionAt(name = "") {
    const found = subscriptions.get(name);
    if (!found) throw notFound();
    return found;
  }

  /** Pushes what waits. */
  async function push({ name, pushConfig, waiting }: FakeSubscription): Promise<void> {
    const { pushEndpoint, oidcToken } = pushConfig;
    if (pushEndpoint === undefined || pushToken === undefined) return;
    for (const message of waiting.splice(0)) {
      const token = await pushToken(oidcToken?.serviceAccountEmail ?? "", oidcToken?.audience ?? pushEndpoint);
      const answer = await fetch(pushEndpoint, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ message, subscription: name }),
      });
      await answer.arrayBuffer();
      if (!answer.ok) waiting.push(message);
      pushAnswers.push(answer.status);
    }
  }

  const somethingComes = (gone: AbortSignal) =>
    new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        waiters.delete(done);
        gone.removeEventListener("abort", done);
        resolve();
      };
      const timer = setTimeout(done, PULL_MS);
      waiters.add(done);
      gone.addEventListener("abort", done);
    });

  async function answer(incoming: IncomingMessage, body: Buffer, gone: AbortSignal): Promise<unknown> {
    const url = new URL(incoming.url ?? "", "http://pubsub.test");
    calls.push(`${incoming.method} ${url.pathname}`);
    if (failure.left-- > 0) throw new ApiError(failure.status, "failed", "Refused by the test", failure.headers);
    const token = /^Bearer (.+)$/.exec(incoming.headers.authorization ?? "")?.[1] ?? "";
    if (!tokens.has(token)) throw new ApiError(401, "authError", "Request had invalid authentication credentials.");
    const call = checker.match(incoming.method ?? "", url.pathname);
    if (!call) {
      violations.push(`no method for ${incoming.method} ${url.pathname}`);
      throw notFound();
    }
    const resource = body.length === 0 ? undefined : (JSON.parse(body.toString()) as Record<string, unknown>);
    violations.push(...checker.checkQuery(call, url.searchParams), ...checker.checkBody(call.method, resource));
    const carryOut = methods[call.method.id];
    if (!carryOut) throw new Error(`The fake has no ${call.method.id}`);
    const answered = await carryOut(call, resource ?? {}, gone);
    violations.push(...checker.checkAnswer(call.method, answered));
    return answered;
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const { status, headers, body } = await answer(incoming, Buffer.concat(chunks), gone.signal).then(
      (given) => ({ status: 200, headers: {}, body: given }),
      (error: unknown) => {
        if (error instanceof ApiError) return error;
        throw error;
      },
    );
    response.writeHead(status, { "content-type": "application/json; charset=UTF-8", ...headers });
    response.end(JSON.stringify(body));
  }

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      violations.push(String(error));
      request.socket.destroy();
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    tokens,
    topics,
    subscriptions,
    calls,
    violations,
    pushAnswers,
    publish(topic, data) {
      if (!topics.has(topic)) return;
      const copies = disturbance.left-- > 0 ? disturbance.copies : 1;
      for (const subscription of subscriptions.values()) {
        const { topic: other, waiting } = subscription;
        if (other !== topic) continue;
        for (let copy = 0; copy < copies; copy++)
          waiting.push({
            messageId: String(++made),
            data: Buffer.from(JSON.stringify(data)).toString("base64"),
            publishTime: new Date(now()).toISOString(),
          });
        push(subscription).catch((error: unknown) => violations.push(String(error)));
      }
      for (const wake of waiters) wake();
    },
    disturb: (left, copies) => void (disturbance = { left, copies }),
    fail: (status, left = 1, headers = {}) => void (failure = { status, left, headers }),
    expireDeadlines() {
      for (const { waiting, handedOut } of subscriptions.values()) {
        waiting.unshift(...handedOut.values());
        handedOut.clear();
      }
    },
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

const toJson = ({ name, topic, ackDeadlineSeconds, expirationPolicy, pushConfig }: FakeSubscription) => ({
  name,
  topic,
  ackDeadlineSeconds,
  ...(expirationPolicy && { expirationPolicy }),
  pushConfig,
  state: "ACTIVE",
});
