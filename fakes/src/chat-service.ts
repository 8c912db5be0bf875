import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a request said, as far as tests look. */
export interface ChatCall {
  /** With its query. */
  path: string;
  authorization: string | undefined;
  body: {
    model?: string;
    messages?: { role: string; content: string }[];
    [parameter: string]: unknown;
  };
}

/**
 * What becomes of the next requests, in order; afterwards `answer` counts again. `content` is what the model writes, and
 * `isUsageHidden` leaves out how many tokens that took; a `status` comes with `error` as its message. "hang" never answers, "reset" hangs up, "flood" answers without end,
 * "garbage" is no JSON at all.
 */
export type ChatTurn =
  | { content: string; isUsageHidden?: boolean }
  | { status: number; error?: string; param?: string; headers?: Record<string, string> }
  | { fault: "hang" | "reset" | "flood" | "garbage" };

/** A service with the chat completions of OpenAI's API, whose model writes what it is told to. */
export interface ChatService {
  /** Its base, without a path. */
  readonly url: string;
  /** Requests in the order in which their bodies were complete. */
  readonly calls: ChatCall[];
  /** Requests that are open now, and the most there ever were at once. */
  readonly counts: { open: number; peak: number };
  /** What the model writes from now on, as an object or as it is. */
  answer(content: unknown): void;
  next(...turns: ChatTurn[]): void;
  /** Nothing is to become of the next requests any more. */
  forget(): void;
  close(): Promise<void>;
}

/** With a `key`, everything else is 401. */
export async function startChatService({ key }: { key?: string } = {}): Promise<ChatService> {
  const calls: ChatCall[] = [];
  const counts = { open: 0, peak: 0 };
  const turns: ChatTurn[] = [];
  let standing = "{}";

  async function receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    counts.peak = Math.max(counts.peak, ++counts.open);
    response.once("close", () => counts.open--);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { authorization } = request.headers;
    const body = JSON.parse(Buffer.concat(chunks).toString()) as ChatCall["body"];
    calls.push({ path: request.url ?? "", authorization, body });
    if (request.method !== "POST" || request.url !== "/v1/chat/completions")
      return refuse(response, 404, { message: "Unknown path" });
    if (key !== undefined && authorization !== `Bearer ${key}`)
      return refuse(response, 401, { message: `Incorrect API key provided: ${authorization}` });
    take(turns.shift() ?? { content: standing }, body, request, response);
  }

  const server = createServer((request, response) => {
    receive(request, response).catch(() => request.socket.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    counts,
    answer: (content) => void (standing = typeof content === "string" ? content : JSON.stringify(content)),
    next: (...more) => void turns.push(...more),
    forget: () => void (turns.length = 0),
    async close() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function take(turn: ChatTurn, body: ChatCall["body"], request: IncomingMessage, response: ServerResponse): void {
  if ("content" in turn) complete(response, body, turn);
  else if ("status" in turn) {
    const { status, error = "No", param = null, headers } = turn;
    refuse(response, status, { message: error, param }, headers);
  } else if (turn.fault === "reset") request.socket.resetAndDestroy();
  else if (turn.fault === "garbage") response.writeHead(200).end("<html>Welcome</html>");
  else if (turn.fault === "flood") flood(response);
}

function complete(
  response: ServerResponse,
  { model }: ChatCall["body"],
  { content, isUsageHidden = false }: { content: string; isUsageHidden?: boolean },
): void {
  response.writeHead(200, { "content-type": "application/json" }).end(
    JSON.stringify({
      id: "chatcmpl-1",
      object: "chat.completion",
      model,
      choices: [{ index: 0, message: { role: "assistant", content }, finish_reason: "stop" }],
      ...(!isUsageHidden && { usage: { prompt_tokens: 120, completion_tokens: 30, total_tokens: 150 } }),
    }),
  );
}

function refuse(response: ServerResponse, status: number, error: object, headers: Record<string, string> = {}): void {
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify({ error }));
}

function flood(response: ServerResponse): void {
  response.writeHead(200, { "content-type": "application/json" });
  const piece = Buffer.alloc(1024 * 1024, " ");
  const more = () => {
    while (!response.destroyed && response.write(piece));
  };
  response.on("drain", more);
  more();
}
