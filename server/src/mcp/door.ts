import type { Context } from "../services/context.ts";
import type { AgentDoor, AgentMessage } from "../services/mcp/agent-door.ts";
import type { LiveCalls } from "../services/streams/live-calls.ts";
import { createServer, type Sdk } from "./server.ts";
import { createSubscriptions } from "./subscriptions.ts";
import { versionFault, versionIn } from "./versions.ts";

type Id = string | number | null;

const INVALID_REQUEST = -32_600;
const INVALID_PARAMS = -32_602;
const RESOURCE_NOT_FOUND = -32_002;
/** What a result of a newer version is at least. */
const COMPLETE = { resultType: "complete" };

/** Between two signs of life on a stream. */
const KEEP_ALIVE_MS = 15_000;

/**
 * Answers what agents say, by the library of the protocol. A message stands for itself, without a session. What is different
 * from the library is what comes before it: one message at a time, versions as both kinds of agents have to be told them, plain
 * JSON for older agents, and who may hear of what.
 */
export function createAgentDoor(ctx: Context, liveCalls: LiveCalls): AgentDoor & { close(): void } {
  const subscriptions = createSubscriptions(ctx, liveCalls);
  let loading: Promise<{ sdk: Sdk; bus: InstanceType<Sdk["InMemoryServerEventBus"]> }> | null = null;

  async function load() {
    const sdk = await import("@modelcontextprotocol/server");
    const bus = new sdk.InMemoryServerEventBus((error) => ctx.log.warn({ err: error }, "An agent could not be told"));
    subscriptions.tellTo(bus);
    return { sdk, bus };
  }

  async function answer(message: AgentMessage): Promise<Response> {
    const { body, headers } = message;
    if (typeof body !== "object" || body === null || Array.isArray(body))
      return failure(200, null, INVALID_REQUEST, "Send one message at a time, as an object");
    const { id, method } = body as { id?: unknown; method?: unknown };
    if (id === undefined && typeof method === "string") return new Response(null, { status: 202 });
    if ((typeof id !== "string" && typeof id !== "number") || typeof method !== "string")
      return failure(200, null, INVALID_REQUEST, "This is no request of JSON-RPC 2.0");
    const named = versionIn(body);
    const fault = versionFault(named, headers.get("mcp-protocol-version"));
    if (fault !== null) return failure(400, id, fault.code, fault.message, fault.data);
    // Newer versions have none, and yet there are programs that look so whether we are there.
    if (named !== undefined && method === "ping") return Response.json({ jsonrpc: "2.0", id, result: COMPLETE });
    loading ??= load().catch((error: unknown) => {
      loading = null;
      throw error;
    });
    const { sdk, bus } = await loading;
    if (named !== undefined && method === "subscriptions/listen") return listen(sdk, bus, message, id);
    const response = await (named === undefined
      ? answerLegacy(sdk, message)
      : modern(sdk, bus, message).fetch(requestOf(message), { parsedBody: forLibrary(body) }));
    return method === "resources/read" ? withCodeOfMissing(response) : response;
  }

  const modern = (sdk: Sdk, bus: InstanceType<Sdk["InMemoryServerEventBus"]>, message: AgentMessage) =>
    sdk.createMcpHandler(() => createServer(ctx, sdk, message, "modern"), {
      legacy: "reject",
      bus,
      keepAliveMs: KEEP_ALIVE_MS,
      onerror: (error) => ctx.log.debug({ err: error }, "A message of an agent was refused"),
    });

  /** One JSON answer, whatever the agent says that it takes. */
  async function answerLegacy(sdk: Sdk, message: AgentMessage): Promise<Response> {
    const server = createServer(ctx, sdk, message, "legacy");
    const transport = new sdk.WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await server.connect(transport);
    try {
      const request = requestOf(message, "application/json, text/event-stream");
      const parsedBody = forLibrary(message.body as object);
      return await Promise.race([transport.handleRequest(request, { parsedBody }), leaving(message)]);
    } finally {
      await server.close();
    }
  }

  async function listen(
    sdk: Sdk,
    bus: InstanceType<Sdk["InMemoryServerEventBus"]>,
    message: AgentMessage,
    id: Id,
  ): Promise<Response> {
    if (!takesEvents(message.headers.get("accept")))
      return failure(400, id, INVALID_REQUEST, "The answer is a stream: Accept has to admit text/event-stream");
    const { params } = message.body as { params: { notifications?: { resourceSubscriptions?: unknown } } };
    const asked = params.notifications?.resourceSubscriptions ?? [];
    if (!Array.isArray(asked) || !asked.every((uri) => typeof uri === "string"))
      return failure(200, id, INVALID_PARAMS, "resourceSubscriptions has to be a list of addresses");
    const place = subscriptions.take(message);
    if (place === null) return failure(200, id, INVALID_REQUEST, "This token has too many open streams");
    try {
      const resourceSubscriptions = await subscriptions.allowed(message, asked as string[]);
      const body = {
        ...(message.body as object),
        params: { ...params, notifications: { ...params.notifications, resourceSubscriptions } },
      };
      const handler = modern(sdk, bus, message);
      const response = await handler.fetch(requestOf(message), { parsedBody: body });
      const isOpen = response.body !== null && response.headers.get("content-type") === "text/event-stream";
      if (!isOpen) {
        place.leave();
        return response;
      }
      place.keep(() => {
        place.leave();
        void handler.close();
      });
      if (message.signal.aborted) place.leave();
      else message.signal.addEventListener("abort", place.leave, { once: true });
      return response;
    } catch (error) {
      place.leave();
      throw error;
    }
  }

  return { answer, close: subscriptions.close };
}

/** Where the library looks for the address of a request; nothing depends on it. */
const ADDRESS = "http://localhost/mcp";

/** Without the body, which the library is given parsed. */
function requestOf({ headers, signal }: AgentMessage, accept?: string): Request {
  const sent = new Headers(headers);
  for (const name of ["content-length", "transfer-encoding", "content-encoding", "connection"]) sent.delete(name);
  sent.set("content-type", "application/json");
  if (accept !== undefined) sent.set("accept", accept);
  return new Request(ADDRESS, { method: "POST", headers: sent, signal });
}

/** Arguments that are no object: the library takes none, and a model is told better by the tool itself. */
function forLibrary(body: object): object {
  const { method, params } = body as { method: string; params?: Record<string, unknown> };
  return method === "tools/call" && params?.["arguments"] !== undefined
    ? { ...body, params: { ...params, arguments: {} } }
    : body;
}

/** What is not there has a code of its own, which the library does not use any more. */
async function withCodeOfMissing(response: Response): Promise<Response> {
  const body = (await response.json()) as { error?: { code: number; data?: object } };
  if (body.error?.code === INVALID_PARAMS && body.error.data !== undefined && "uri" in body.error.data)
    body.error.code = RESOURCE_NOT_FOUND;
  return Response.json(body, { status: response.status });
}

const leaving = ({ signal }: AgentMessage) =>
  new Promise<never>((_resolve, reject) => {
    const leave = () => reject(signal.reason as Error);
    if (signal.aborted) leave();
    else signal.addEventListener("abort", leave, { once: true });
  });

/** Whether the header `Accept` admits a stream of events (RFC 9110 section 12.5.1); the most precise range counts. */
function takesEvents(accept: string | null): boolean {
  if (accept === null) return true;
  const ranges = accept.split(",").map((range) => {
    const [type = "", ...parameters] = range.split(";").map((part) => part.trim().toLowerCase());
    const q = parameters.find((parameter) => parameter.startsWith("q="));
    return { type, isRefused: q !== undefined && !(Number(q.slice(2)) > 0) };
  });
  for (const wanted of ["text/event-stream", "text/*", "*/*"]) {
    const range = ranges.find(({ type }) => type === wanted);
    if (range !== undefined) return !range.isRefused;
  }
  return false;
}

const failure = (status: number, id: Id, code: number, message: string, data?: unknown) =>
  Response.json({ jsonrpc: "2.0", id, error: { code, message, ...(data !== undefined && { data }) } }, { status });
