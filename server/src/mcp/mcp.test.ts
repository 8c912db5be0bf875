import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { soon } from "../http/testing.ts";
import { createTestGateway, type TestGateway } from "../services/testing.ts";
import { TEST_ENGINES } from "../storage/testing.ts";

const READ = { actions: ["read"], groups: ["account", "mailbox", "message", "outbox", "template"] };
const MODERN = "2026-07-28";

interface Rpc {
  status: number;
  headers: Headers;
  body: {
    id?: unknown;
    result?: Record<string, unknown> & { content?: { type: string; text: string }[]; isError?: boolean };
    error?: { code: number; message: string; data?: unknown };
    message?: string;
  };
}

describe.each(TEST_ENGINES)("agents on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;

  beforeAll(async () => {
    gateway = await createTestGateway(engine);
    await gateway.set({ mcpEnabled: true });
    account = await gateway.addConnected();
  });
  afterAll(() => gateway.close());

  async function post(body: unknown, token: string | null, headers: Record<string, string> = {}): Promise<Rpc> {
    const response = await fetch(`${gateway.url}/mcp`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        ...(token !== null && { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? {} : (JSON.parse(text) as never) };
  }

  const ask = (method: string, params: object, token: string | null, headers?: Record<string, string>) =>
    post({ jsonrpc: "2.0", id: 1, method, params }, token, headers);

  const envelope = {
    "io.modelcontextprotocol/protocolVersion": MODERN,
  };
  const askModern = (method: string, params: object, token: string | null, headers: Record<string, string> = {}) =>
    ask(method, { ...params, _meta: envelope }, token, {
      "MCP-Protocol-Version": MODERN,
      "Mcp-Method": method,
      Accept: "application/json, text/event-stream",
      ...headers,
    });

  const callTool = (name: string, given: object, token: string | null) =>
    ask("tools/call", { name, arguments: given }, token);

  const toolsOf = async (token: string) =>
    ((await ask("tools/list", {}, token)).body.result?.["tools"] as { name: string; inputSchema: object }[]).map(
      ({ name }) => name,
    );

  it("prints", async () => {
    const agent = await gateway.issue({ scopes: ["mcp"] });
    console.log(JSON.stringify(await ask("initialize", { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "x", version: "1" } }, agent)));
    console.log(JSON.stringify(await askModern("server/discover", {}, agent)));
    console.log(await toolsOf(agent));
    console.log(JSON.stringify(await callTool("list_accounts", {}, agent)));
    console.log(JSON.stringify(await callTool("list_accounts", {x:1}, agent)));
    console.log(JSON.stringify(await askModern("tools/call", {name:"list_accounts", arguments:{}}, agent, {"Mcp-Name":"list_accounts"})));
    console.log(JSON.stringify(await askModern("nope", {}, agent)));
    console.log(JSON.stringify(await ask("nope", {}, agent)));
    console.log(JSON.stringify(await ask("ping", {}, agent)));
    console.log(JSON.stringify(await askModern("ping", {}, agent)));
    console.log(JSON.stringify(await post([], agent)), JSON.stringify(await post("{", agent)));
    console.log(JSON.stringify(await ask("resources/list", {}, agent)));
    console.log(JSON.stringify(await askModern("resources/read", {uri:"emailengine://account/nope"}, agent, {"Mcp-Name":"emailengine://account/nope"})));
    console.log(JSON.stringify(await ask("resources/read", {uri:"emailengine://account/nope"}, agent)));
    console.log(JSON.stringify(await ask("resources/read", {uri:"emailengine://account/"+account}, agent)));
    console.log(JSON.stringify(await callTool("nope", {}, agent)));
    console.log(JSON.stringify((await gateway.call("GET","/v1/mcp/calls")).body));
    console.log(JSON.stringify((await gateway.call("GET","/v1/mcp/agents")).body));
  });
});

void soon; void READ;
