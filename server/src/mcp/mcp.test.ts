import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokenIdOf } from "../core/token-rules.ts";
import { soon } from "../http/testing.ts";
import { createTestGateway, type TestGateway } from "../services/testing.ts";
import { TEST_ENGINES } from "../storage/testing.ts";

const READ = { actions: ["read"], groups: ["account", "mailbox", "message", "outbox", "template"] };
const MAIL = { actions: ["read", "write", "send"], groups: [...READ.groups, "submit"] };
const MODERN = "2026-07-28";

interface Result {
  content: { type: string; text: string; resource?: { uri: string; mimeType: string; blob: string } }[];
  isError?: boolean;
  structuredContent?: Record<string, unknown>;
  tools: { name: string; inputSchema: { properties: object }; annotations: object }[];
  resources: { uri: string; description: string }[];
  contents: { text: string }[];
}

interface Answer {
  status: number;
  headers: Headers;
  body: {
    id?: unknown;
    result: Result & Record<string, unknown>;
    error?: { code: number; message: string; data?: unknown };
    message?: string;
    code?: string;
  };
}

const letter = (more: { subject?: string; body?: string; html?: string } = {}) =>
  [
    "From: Grace <grace@example.org>",
    "To: ada@example.com",
    `Subject: ${more.subject ?? "Hello"}`,
    `Message-ID: <${Math.random()}@example.org>`,
    "MIME-Version: 1.0",
    `Content-Type: ${more.html === undefined ? "text/plain" : "text/html"}; charset=utf-8`,
    "",
    more.html ?? more.body ?? "Hello Ada",
    "",
  ].join("\r\n");

const withFile = (content: Buffer) =>
  [
    "From: grace@example.org",
    "Subject: A file",
    "MIME-Version: 1.0",
    "Content-Type: multipart/mixed; boundary=b",
    "",
    "--b",
    "Content-Type: text/plain",
    "",
    "See the file",
    "--b",
    "Content-Type: application/pdf; name=a.pdf",
    "Content-Disposition: attachment; filename=a.pdf",
    "Content-Transfer-Encoding: base64",
    "",
    content.toString("base64").replaceAll(/.{76}/g, "$&\r\n"),
    "--b--",
    "",
  ].join("\r\n");

describe.each(TEST_ENGINES)("agents on %s", (engine) => {
  let gateway: TestGateway;
  let account: string;
  let full: string;

  beforeAll(async () => {
    gateway = await createTestGateway(engine, { env: { POSTHORN_CORS_ORIGIN: "https://app.example.com" } });
    await gateway.set({ mcpEnabled: true });
    account = await gateway.addConnected();
    full = await gateway.issue({ scopes: ["mcp"] });
  });
  afterAll(() => gateway.close());

  function send(body: unknown, token: string | null, headers: Record<string, string> = {}, query = "") {
    return fetch(`${gateway.url}/mcp${query}`, {
      method: "POST",
      headers: {
        "Content-Type": "application/json",
        ...(token !== null && { Authorization: `Bearer ${token}` }),
        ...headers,
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
  }

  async function post(body: unknown, token: string | null, headers: Record<string, string> = {}): Promise<Answer> {
    const response = await send(body, token, headers);
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text || "{}") as Answer["body"] };
  }

  const ask = (method: string, params: object, token: string | null = full, headers?: Record<string, string>) =>
    post({ jsonrpc: "2.0", id: 1, method, params }, token, headers);

  const modern = (method: string, params: object) => ({
    jsonrpc: "2.0",
    id: 7,
    method,
    params: {
      ...params,
      _meta: {
        "io.modelcontextprotocol/protocolVersion": MODERN,
        "io.modelcontextprotocol/clientInfo": { name: "test", version: "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
      },
    },
  });
  const modernHeaders = (method: string, name?: string) => ({
    "MCP-Protocol-Version": MODERN,
    "Mcp-Method": method,
    Accept: "application/json, text/event-stream",
    ...(name !== undefined && { "Mcp-Name": name }),
  });
  const askModern = (method: string, params: object, name?: string, token: string | null = full) =>
    post(modern(method, params), token, modernHeaders(method, name));

  const call = async (name: string, given: unknown, token: string | null = full) =>
    (await ask("tools/call", { name, arguments: given }, token)).body.result;
  const textOf = (result: Result) => result.content[0]?.text ?? "";
  const jsonOf = (result: Result) => JSON.parse(textOf(result)) as Record<string, unknown>;

  const toolsOf = async (token: string) => (await ask("tools/list", {}, token)).body.result.tools;
  const idOf = async (subject: string) => {
    const found = await call("search_messages", { account, path: "INBOX", search: { subject } });
    const { messages } = found.structuredContent as { messages: { id: string }[] };
    return messages[0]?.id ?? "";
  };

  it("are greeted in the version that they propose, if it is known", async () => {
    const greet = async (protocolVersion: string) =>
      (await ask("initialize", { protocolVersion, capabilities: {}, clientInfo: { name: "x", version: "1" } })).body
        .result;
    expect(await greet("2025-06-18")).toMatchObject({
      protocolVersion: "2025-06-18",
      capabilities: { tools: {}, resources: { subscribe: false, listChanged: false } },
      serverInfo: { name: "posthorn" },
      instructions: expect.stringContaining("list_accounts first") as string,
    });
    expect(await greet("2024-11-05")).toMatchObject({ protocolVersion: "2025-11-25" });
    const { headers, body } = await askModern("server/discover", {});
    expect(headers.get("mcp-session-id")).toBeNull();
    expect(body.result).toMatchObject({
      supportedVersions: [MODERN],
      resultType: "complete",
      ttlMs: 300_000,
      cacheScope: "private",
    });
  });

  it("are told what is wrong with a message", async () => {
    const legacy = { jsonrpc: "2.0", id: 1, method: "ping" };
    const answer = async (body: unknown, headers?: Record<string, string>) => {
      const { status, body: told } = await post(body, full, headers);
      return [status, told.error?.code];
    };
    expect(await answer([legacy])).toEqual([200, -32_600]);
    expect(await answer("{")).toEqual([200, -32_700]);
    expect(await answer({ jsonrpc: "2.0", id: null, method: "ping" })).toEqual([200, -32_600]);
    expect(await answer({ jsonrpc: "2.0", method: "notifications/initialized" })).toEqual([202, undefined]);
    expect(await answer(legacy, { "MCP-Protocol-Version": MODERN })).toEqual([400, -32_020]);
    expect(await answer(legacy, { "MCP-Protocol-Version": "1999-01-01" })).toEqual([400, -32_022]);
    expect(await answer({ ...legacy, method: "nope" })).toEqual([200, -32_601]);
    expect(await answer(modern("nope", {}), modernHeaders("nope"))).toEqual([404, -32_601]);
    expect(await answer(modern("tools/list", {}), modernHeaders("tools/call"))).toEqual([400, -32_020]);
    const named = { name: "list_accounts", arguments: {} };
    expect(await answer(modern("tools/call", named), modernHeaders("tools/call"))).toEqual([400, -32_020]);
    const { status, body } = await post(
      { ...legacy, params: { _meta: { "io.modelcontextprotocol/protocolVersion": "2030-01-01" } } },
      full,
    );
    expect([status, body.error]).toMatchObject([
      400,
      { code: -32_022, data: { supported: [MODERN, "2025-11-25", "2025-06-18"], requested: "2030-01-01" } },
    ]);
    expect((await ask("tools/call", { name: "nope" })).body.error?.code).toBe(-32_602);
    expect((await ask("ping", {})).body.result).toEqual({});
    expect((await askModern("ping", {})).body.result).toMatchObject({ resultType: "complete" });
    const got = await fetch(`${gateway.url}/mcp`);
    expect([got.status, got.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it("see the tools of their level, with schemas that others understand", async () => {
    const count = async (permissions: object | null, bound: string | null) => {
      const token = await gateway.issue({ scopes: ["mcp"], permissions, account: bound });
      return (await toolsOf(token)).length;
    };
    expect([await count(READ, null), await count(READ, account)]).toEqual([10, 8]);
    expect([await count(MAIL, null), await count(MAIL, account)]).toEqual([14, 12]);
    expect([await count(null, null), await count(null, account)]).toEqual([15, 13]);
    const bound = await toolsOf(await gateway.issue({ scopes: ["mcp"], account }));
    expect(bound.filter(({ inputSchema }) => "account" in inputSchema.properties)).toEqual([]);
    const all = await toolsOf(await gateway.issue({ scopes: ["api"] }));
    expect(all.map(({ name }) => name)).toEqual(all.map(({ name }) => name).toSorted());
    const ajv = new Ajv2020({
      strict: true,
      strictTypes: false,
      formats: Object.fromEntries(
        ["date", "date-time", "email", "hostname", "ipv4", "ipv6", "uri"].map((name) => [name, true]),
      ),
    });
    for (const { name, inputSchema } of all) expect(() => ajv.compile(inputSchema), name).not.toThrow();
    const { tools } = (await askModern("tools/list", {})).body.result;
    expect(tools.find(({ name }) => name === "send_message")?.annotations).toEqual({
      title: "Send a message",
      readOnlyHint: false,
      destructiveHint: false,
      openWorldHint: true,
    });
  });

  it("read, flag, move and delete mail", async () => {
    gateway.mailOf(account).deliver(letter({ subject: "Plans", html: "<p onclick='x()'>Hi</p><script>x</script>" }));
    let message = "";
    await soon(async () => expect((message = await idOf("Plans"))).not.toBe(""));
    const read = await call("get_message", { account, message });
    const { text } = read.structuredContent as { text: Record<string, string> };
    expect(text["html"]).toContain("Hi");
    expect(text["html"]).not.toContain("script");
    expect(text["plain"]).toBeUndefined();
    expect(jsonOf(read)).toEqual(read.structuredContent);
    expect(jsonOf(await call("update_message", { account, message, flags: { add: ["\\Flagged"] } }))).toMatchObject({
      flags: { add: true },
    });
    const moved = jsonOf(await call("move_message", { account, message, path: "Trash" }));
    expect(moved).toMatchObject({ path: "Trash" });
    const left = await call("delete_message", { account, message: moved["id"], force: true });
    expect(jsonOf(left)).toMatchObject({ deleted: true });
    const sent = await askModern(
      "tools/call",
      { name: "send_message", arguments: { account, to: [{ address: "x@example.com" }], subject: "S", text: "T" } },
      "send_message",
    );
    expect(sent.body.result.structuredContent).toMatchObject({ queueId: expect.any(String) as string });
    expect(sent.body.result["resultType"]).toBe("complete");
  });

  it("are told which arguments are wrong", async () => {
    const told = async (name: string, given: unknown) => {
      const result = await call(name, given);
      expect(result.isError).toBe(true);
      return textOf(result);
    };
    expect(await told("send_message", { account, gateway: "g", raw: "x" })).toContain('"gateway", "raw"');
    expect(await told("get_message", { account })).toContain('Missing arguments: "message"');
    expect(await told("list_accounts", [1])).toContain("have to be an object");
    const manager = await gateway.issue({ scopes: ["api"] });
    for (const message of ["..", " .. ", ".", ""])
      expect(textOf(await call("delete_message", { account, message }, manager))).toBe('"message" is no id');
    const body = JSON.parse(await told("list_accounts", { page: -1 })) as Record<string, unknown>;
    expect(body).toMatchObject({ statusCode: 400, fields: [{ key: "page" }] });
    expect(jsonOf(await call("list_accounts", { pageSize: 500, state: null }))).toMatchObject({ total: 1 });
  });

  it("do what their token may, and are told what it may not", async () => {
    const reader = await gateway.issue({ scopes: ["mcp"], permissions: READ });
    const refused = async (name: string, given: object, token: string) => {
      const result = await call(name, given, token);
      expect(result.isError).toBe(true);
      return jsonOf(result);
    };
    expect(await refused("delete_message", { account, message: "AAAAAQAA" }, reader)).toMatchObject({
      statusCode: 403,
      message: "Unauthorized permission",
      requiredPermission: { action: "destructive", group: "message" },
    });
    expect(await refused("get_message", { account, message: "AAAAAQAA", markAsSeen: true }, reader)).toMatchObject({
      requiredPermission: { action: "write", group: "message" },
    });
    const bound = await gateway.issue({ scopes: ["mcp"], account });
    const other = await gateway.addAccount();
    expect(await refused("list_mailboxes", { account: other }, bound)).toMatchObject({
      message: "Unauthorized account",
    });
    expect(jsonOf(await call("list_mailboxes", {}, bound))["mailboxes"]).not.toEqual([]);
    expect(await refused("list_accounts", {}, bound)).toMatchObject({ message: "Unauthorized account" });
    expect(await refused("get_settings", { serviceSecret: true }, full).catch(() => "fault")).toBe("fault");
    expect(await refused("get_queue", { queue: "notify" }, full)).toMatchObject({ statusCode: 403 });
    expect(await refused("get_template", { template: "AAAB" }, full)).toMatchObject({
      message: "Unauthorized scope",
      requestedScope: "mcp-manage",
    });
    expect((await gateway.call("GET", "/v1/accounts", undefined, { token: full })).body).toMatchObject({
      message: "Unauthorized scope",
      requestedScope: "api",
    });
  });

  it("look after the instance with the other scope, and never reach what is privileged", async () => {
    const manager = await gateway.issue({ scopes: ["mcp-manage"] });
    const names = (await toolsOf(manager)).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(["list_accounts", "update_settings", "get_account_logs"]));
    expect(names).not.toContain("send_message");
    expect(names).not.toContain("list_messages");
    expect(jsonOf(await call("update_settings", { notifyTextSize: 1000 }, manager))).toEqual({
      updated: ["notifyTextSize"],
    });
    expect(jsonOf(await call("get_settings", { notifyTextSize: true }, manager))).toEqual({ notifyTextSize: 1000 });
    for (const key of ["serviceSecret", "mcpEnabled", "proxyUrl"])
      expect(textOf(await call("update_settings", { [key]: "x" }, manager))).toContain("Unknown arguments");
    const log = await call("get_account_logs", { account }, manager);
    expect([log.isError, textOf(log)]).toEqual([undefined, `No logs found for ${account}\n`]);
    const list = await call("list_messages", { account, path: "INBOX" }, manager);
    expect(list.isError).toBe(true);
    expect((await gateway.call("GET", "/v1/settings?locale=true", undefined, { token: manager })).status).toBe(403);
    const observer = await gateway.issue({
      scopes: ["mcp-manage"],
      permissions: { grants: [{ action: "read", group: "settings" }] },
    });
    expect((await toolsOf(observer)).map(({ name }) => name)).toEqual(["get_queue", "get_settings"]);
  });

  it("see shared templates, also where they are bound to an account", async () => {
    for (const [owner, name] of [
      [null, "Shared"],
      [account, "Own"],
    ])
      await gateway.call("POST", "/v1/templates/template", {
        account: owner,
        name,
        content: { subject: "S", text: "T" },
      });
    const bound = await gateway.issue({ scopes: ["mcp"], account });
    const { templates } = jsonOf(await call("list_templates", {}, bound)) as { templates: { name: string }[] };
    expect(templates.map(({ name }) => name).toSorted()).toEqual(["Own", "Shared"]);
  });

  it("are let in by their token alone", async () => {
    const status = async (token: string | null, headers?: Record<string, string>) =>
      (await ask("ping", {}, token, headers)).status;
    expect(await status(null)).toBe(401);
    expect(await status(null, { "x-posthorn-agent-call": "00000000-0000-4000-8000-000000000000" })).toBe(401);
    expect(await status("0".repeat(64))).toBe(401);
    expect(await status(`sess_${"0".repeat(64)}`)).toBe(401);
    expect(await status(await gateway.issue({ scopes: ["smtp"] }))).toBe(403);
    expect(await status(await gateway.issue({ scopes: ["api"] }))).toBe(200);
    const elsewhere = await gateway.issue({ scopes: ["mcp"], restrictions: { addresses: ["192.0.2.1"] } });
    expect(await status(elsewhere)).toBe(403);
    const rare = await gateway.issue({
      scopes: ["mcp"],
      restrictions: { rateLimit: { maxRequests: 2, timeWindow: 3600 } },
    });
    expect((await call("list_accounts", {}, rare)).isError).toBeUndefined();
    expect((await ask("tools/call", { name: "list_accounts" }, rare)).headers.get("x-ratelimit-remaining")).toBe("0");
    expect(await status(rare)).toBe(429);
    const fromPage = (origin: string) => status(full, { Origin: origin });
    expect(await fromPage("https://evil.example")).toBe(403);
    expect(await fromPage("https://app.example.com")).toBe(200);
    expect(await fromPage("http://localhost:5173")).toBe(200);
    const token = `?access_token=${full}`;
    expect((await send({ jsonrpc: "2.0", id: 1, method: "ping" }, null, {}, token)).status).toBe(200);
  });

  it("are told where to ask for access, once that is on", async () => {
    expect((await ask("ping", {}, null)).headers.get("www-authenticate")).toBe("Bearer");
    await gateway.set({ mcpOAuthEnabled: true, serviceUrl: "https://mail.example.com" });
    expect((await gateway.call("GET", "/v1/mcp")).body).toMatchObject({
      isOpen: true,
      url: "https://mail.example.com/mcp",
      oauth: { isOpen: true },
    });
    const metadata = 'resource_metadata="https://mail.example.com/.well-known/oauth-protected-resource/mcp"';
    expect((await ask("ping", {}, null)).headers.get("www-authenticate")).toBe(`Bearer ${metadata}`);
    const bad = await ask("ping", {}, "0".repeat(64));
    expect(bad.headers.get("www-authenticate")).toBe(`Bearer error="Bad token", ${metadata}`);
    await gateway.set({ mcpOAuthEnabled: null, serviceUrl: null });
  });

  it("get answers that fit, and whole JSON", async () => {
    const owner = await gateway.addConnected();
    for (let number = 0; number < 40; number++)
      gateway.mailOf(owner).deliver(letter({ subject: `${number} ${"ä".repeat(2000)}` }));
    const list = () => call("list_messages", { account: owner, path: "INBOX", pageSize: 40 });
    await soon(async () => expect(jsonOf(await list())).toMatchObject({ total: 40 }));
    const result = await list();
    expect(result.structuredContent).toBeUndefined();
    expect(Buffer.byteLength(textOf(result))).toBeLessThanOrEqual(128 * 1024);
    const { messages } = jsonOf(result) as { messages: unknown[] };
    expect(messages.length).toBeGreaterThan(10);
    expect(messages.length).toBeLessThan(40);
    expect(result.content[1]?.text).toMatch(/was cut to fit: it has \d{6} bytes/);
  });

  it("get attachments of a sensible size", async () => {
    const get = async (size: number) => {
      const owner = await gateway.addConnected();
      gateway.mailOf(owner).deliver(withFile(Buffer.alloc(size, 1)));
      let attachment = "";
      await soon(async () => {
        const { messages } = jsonOf(await call("list_messages", { account: owner, path: "INBOX" })) as {
          messages: { attachments: { id: string }[] }[];
        };
        expect((attachment = messages[0]?.attachments[0]?.id ?? "")).not.toBe("");
      });
      return { owner, attachment, result: await call("get_attachment", { account: owner, attachment }) };
    };
    const { owner, attachment, result } = await get(1000);
    expect(result.content[0]).toEqual({
      type: "resource",
      resource: {
        uri: `emailengine://account/${owner}/attachment/${attachment}`,
        mimeType: "application/pdf",
        blob: Buffer.alloc(1000, 1).toString("base64"),
      },
    });
    const large = (await get(1024 * 1024 + 1)).result;
    expect([large.isError, textOf(large)]).toEqual([true, expect.stringContaining("GET /v1/account/") as string]);
  });

  it("see accounts as resources", async () => {
    const bound = await gateway.issue({ scopes: ["mcp"], account });
    const { resources } = (await ask("resources/list", {}, bound)).body.result;
    const uri = `emailengine://account/${account}`;
    expect(resources).toMatchObject([{ uri, description: "ada@example.com, state: connected" }]);
    const read = await askModern("resources/read", { uri }, uri);
    expect(read.body.result).toMatchObject({ ttlMs: 30_000, cacheScope: "private" });
    expect(JSON.parse(read.body.result.contents[0]?.text ?? "")).toMatchObject({ account });
    for (const missing of ["emailengine://account/nobody", `${uri}/attachment/x`, "https://example.com"])
      expect((await ask("resources/read", { uri: missing })).body.error?.code).toBe(-32_002);
    expect((await ask("resources/templates/list", {})).body.result).toMatchObject({ resourceTemplates: [] });
  });

  describe("that listen", () => {
    const listen = async (token: string, uris: string[], headers: Record<string, string> = {}) => {
      const body = modern("subscriptions/listen", { notifications: { resourceSubscriptions: uris } });
      const response = await send(body, token, { ...modernHeaders("subscriptions/listen"), ...headers });
      let text = "";
      let isOver = false;
      const reader = response.body?.getReader();
      void (async () => {
        for (;;) {
          const { done, value } = (await reader?.read()) ?? { done: true, value: undefined };
          if (done) break;
          text += Buffer.from(value as Uint8Array).toString();
        }
        isOver = true;
      })().catch(() => (isOver = true));
      return {
        status: response.status,
        messages: () =>
          [...text.matchAll(/^data: (.*)$/gm)].map(
            ([, data]) =>
              JSON.parse(data ?? "") as { method?: string; params?: { uri?: string; notifications?: object } },
          ),
        text: () => text,
        isOver: () => isOver,
        leave: () => reader?.cancel(),
      };
    };

    it("hear of accounts that change, and of no others", async () => {
      const bound = await gateway.issue({ scopes: ["mcp"], account });
      const other = await gateway.addAccount();
      const uri = `emailengine://account/${account}`;
      const stream = await listen(bound, [uri, `emailengine://account/${other}`]);
      await soon(() =>
        expect(stream.messages()[0]).toMatchObject({
          method: "notifications/subscriptions/acknowledged",
          params: {
            _meta: { "io.modelcontextprotocol/subscriptionId": 7 },
            notifications: { resourceSubscriptions: [uri] },
          },
        }),
      );
      gateway.storage.hint(`state:${other}`);
      gateway.storage.hint(`state:${account}`);
      await soon(() =>
        expect(stream.messages()[1]).toMatchObject({ method: "notifications/resources/updated", params: { uri } }),
      );
      await gateway.call("DELETE", `/v1/tokens/${tokenIdOf(bound)}`);
      await soon(() => expect(stream.isOver()).toBe(true));
    });

    it("have so many streams at once, and have to take them", async () => {
      const token = await gateway.issue({ scopes: ["mcp"] });
      const uris = [`emailengine://account/${account}`];
      expect((await listen(token, uris, { Accept: "application/json, text/event-stream;q=0" })).status).toBe(400);
      const streams = await Promise.all([1, 2, 3, 4].map(() => listen(token, uris)));
      const fifth = await listen(token, uris);
      await soon(() => expect(fifth.text()).toContain("-32600"));
      await streams[0]?.leave();
      await soon(async () => {
        const next = await listen(token, uris);
        streams.push(next);
        await soon(() => expect(next.text()).not.toBe(""));
        expect(next.text()).toContain("acknowledged");
      });
      await gateway.set({ mcpEnabled: null });
      await soon(() => expect(streams.slice(1).every((stream) => stream.isOver())).toBe(true));
      expect(await ask("ping", {}, token)).toMatchObject({
        status: 404,
        body: { code: "McpDisabled", message: expect.stringContaining("mcpEnabled") as string },
      });
      await gateway.set({ mcpEnabled: true });
    });

    it("are cut off when they are paused, and go on later", async () => {
      const token = await gateway.issue({ scopes: ["mcp"], permissions: READ });
      const stream = await listen(token, [`emailengine://account/${account}`]);
      const pause = (isPaused: boolean) => gateway.call("PUT", `/v1/mcp/agents/${tokenIdOf(token)}`, { isPaused });
      expect((await pause(true)).body).toMatchObject({ token: tokenIdOf(token), isPaused: true });
      await soon(() => expect(stream.isOver()).toBe(true));
      expect(await ask("ping", {}, token)).toMatchObject({ status: 403, body: { code: "AgentPaused" } });
      const { body } = await gateway.call("POST", `/v1/tokens/${tokenIdOf(token)}/rotate`, {});
      expect((await ask("ping", {}, body["token"] as string)).status).toBe(403);
      await gateway.call("PUT", `/v1/mcp/agents/${String(body["id"])}`, { isPaused: false });
      expect((await ask("ping", {}, body["token"] as string)).status).toBe(200);
      expect((await pause(true)).status).toBe(404);
    });
  });

  it("leave a trace of what they called", async () => {
    await gateway.set({ tokenAuditLog: true });
    const token = await gateway.issue({ scopes: ["mcp"], permissions: READ, description: "My agent", account });
    const id = tokenIdOf(token);
    await call("list_mailboxes", {}, token);
    await call("delete_message", { message: "AAAAAQAA" }, token);
    await call("get_message", { message: "AAAAAQAA" }, token);
    const { calls } = (await gateway.call("GET", `/v1/mcp/calls?token=${id}`)).body as { calls: object[] };
    expect(calls).toMatchObject([
      { tool: "get_message", account, outcome: "failed", statusCode: 404 },
      { tool: "delete_message", account, outcome: "refused", statusCode: 403, message: "Unauthorized permission" },
      { tool: "list_mailboxes", account, outcome: "ok", statusCode: null, message: null, userAgent: "node" },
    ]);
    const refused = (await gateway.call("GET", `/v1/mcp/calls?token=${id}&outcome=refused&account=${account}`)).body;
    expect(refused).toMatchObject({ total: 1 });
    const { agents } = (await gateway.call("GET", "/v1/mcp/agents?query=my%20AGENT")).body as { agents: object[] };
    expect(agents).toMatchObject([{ token: id, account, calls: 3, failed: 2, isPaused: false, client: null }]);
    const { entries } = (await gateway.call("GET", `/v1/tokens/${id}/log`)).body as { entries: object[] };
    expect(entries).toMatchObject([
      { path: "/v1/account/{account}/message/{message}", status: "allowed" },
      { path: "/v1/account/{account}/message/{message}", method: "delete", status: "denied", reason: "action" },
      { path: "/v1/account/{account}/mailboxes", status: "allowed" },
    ]);
    const metrics = (await gateway.call("GET", "/metrics")).bytes.toString();
    expect(metrics).toContain('posthorn_mcp_tool_calls{tool="list_mailboxes",outcome="ok"}');
    await gateway.set({ tokenAuditLog: null });
  });
});

it("are not served at all where the configuration says so", async () => {
  const gateway = await createTestGateway("sqlite", { env: { EENGINE_MCP_ENABLED: "false" }, start: false });
  await gateway.set({ mcpEnabled: true });
  expect((await gateway.call("POST", "/mcp", {})).status).toBe(404);
  expect((await gateway.call("GET", "/v1/mcp")).body).toMatchObject({ isOpen: false, closedBy: "start" });
  await gateway.close();
});
