import { readdir, readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { startFakeImap } from "@posthorn/fakes/imap";
import { startFakeSmtp } from "@posthorn/fakes/fake-smtp";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { ENGINES, install, type Installation } from "./installation.ts";

/** Stands in every place that a secret can be put, with the place behind it. */
const MARK = "geheim7f3a9c";
const secretOf = (place: string) => `${MARK}-${place}`;

/** The mark as it is, and as a part of anything in base64, where it begins in one of three ways. */
const FORMS = [0, 1, 2].reduce(
  (forms, offset) => {
    const encoded = Buffer.from("x".repeat(offset) + MARK).toString("base64");
    return [...forms, encoded.slice(offset === 0 ? 0 : offset + 1, 15)];
  },
  [MARK],
);
const holds = (text: string) => FORMS.filter((form) => text.includes(form));

/** Answers everything with a fault, and a token endpoint repeats what it was told. */
async function startRefuser(): Promise<{ server: Server; url: string; calls: string[] }> {
  const calls: string[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const path = (request.url ?? "").split("?")[0] ?? "";
      calls.push(path);
      const body = Buffer.concat(chunks).toString();
      const refusal = { error: "invalid_grant", error_description: `You sent ${decodeURIComponent(body)}` };
      response.writeHead(path === "/token" ? 400 : 500, { "content-type": "application/json" });
      response.end(JSON.stringify(path === "/token" ? refusal : { error: "broken" }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls };
}

describe.each(ENGINES)("secrets, on %s", (engine) => {
  let posthorn: Installation;
  let refuser: Awaited<ReturnType<typeof startRefuser>>;
  beforeAll(async () => {
    refuser = await startRefuser();
    posthorn = await install(engine, {
      POSTHORN_SECRET: secretOf("installation"),
      POSTHORN_LOG_LEVEL: "trace",
      POSTHORN_SMTP_SECRET: secretOf("smtp-server"),
      POSTHORN_IMAP_PROXY_SECRET: secretOf("imap-proxy"),
      POSTHORN_PROVIDER_URLS: JSON.stringify({ "google.oauth2": refuser.url }),
      SENTRY_DSN: `http://${secretOf("sentry")}@127.0.0.1:1/1`,
      OTEL_EXPORTER_OTLP_ENDPOINT: refuser.url,
      OTEL_EXPORTER_OTLP_HEADERS: `api-key=${secretOf("otlp")}`,
      OTEL_METRIC_EXPORT_INTERVAL: "1000",
    });
  });
  afterAll(async () => {
    await posthorn.remove();
    refuser.server.closeAllConnections();
    refuser.server.close();
  });

  it("are nowhere to be found, whatever goes wrong", async () => {
    const [imap, smtp] = await Promise.all([
      startFakeImap({ users: { ada: "another" } }),
      startFakeSmtp({ extensions: ["AUTH PLAIN LOGIN"] }),
    ]);
    onTestFinished(() => Promise.all([imap.stop(), smtp.stop()]).then(() => undefined));
    const answers: string[] = [];
    const call = async (method: string, path: string, body?: unknown, more?: Parameters<Installation["call"]>[3]) => {
      const answer = await posthorn.call<Record<string, unknown>>(method, path, body, more);
      answers.push(`${method} ${path.split("?")[0]} ${JSON.stringify(answer.body)}`);
      return answer;
    };
    const { host } = new URL(refuser.url);
    const updated = await call("POST", "/v1/settings", {
      serviceSecret: secretOf("service"),
      webhooksEnabled: true,
      webhooks: `http://hook:${secretOf("webhook-url")}@${host}/hook`,
      webhookEvents: ["*"],
      webhooksCustomHeaders: [{ key: "X-Key", value: secretOf("webhook-header") }],
      authServer: `http://auth:${secretOf("auth-server")}@${host}/auth`,
      openAiAPIKey: secretOf("ai"),
      scriptEnv: JSON.stringify({ KEY: secretOf("script") }),
      httpProxyEnabled: false,
      httpProxyUrl: `http://proxy:${secretOf("http-proxy")}@127.0.0.1:1`,
      proxyUrl: `socks5://proxy:${secretOf("mail-proxy")}@127.0.0.1:1`,
    });
    expect(updated.status).toBe(200);

    const auth = (place: string) => ({ user: "ada", pass: secretOf(place) });
    const servers = (place: string) => ({
      imap: { host: "127.0.0.1", port: imap.port, secure: false, requireTLS: false, auth: auth(`imap-${place}`) },
      smtp: { host: "127.0.0.1", port: smtp.port, secure: false, requireTLS: false, auth: auth(`smtp-${place}`) },
    });
    await call("POST", "/v1/account", { account: "ada", name: "Ada", logs: true, ...servers("own") });
    await call("POST", "/v1/account", {
      account: "far",
      name: "Far",
      logs: true,
      proxy: `socks5://proxy:${secretOf("account-proxy")}@127.0.0.1:1`,
      webhooks: `http://hook:${secretOf("account-webhook")}@${host}/own`,
      ...servers("far"),
    });
    const { imap: mailbox, smtp: sender } = servers("verified");
    await call("POST", "/v1/verifyAccount", { imap: mailbox, smtp: sender });
    await call("POST", "/v1/gateway", {
      gateway: "relay",
      name: "Relay",
      host: "127.0.0.1",
      port: 1,
      secure: false,
      user: "relay",
      pass: secretOf("gateway"),
    });
    const { body: app } = await call("POST", "/v1/oauth2", {
      name: "Gmail",
      provider: "gmail",
      enabled: true,
      baseScopes: "api",
      clientId: "client",
      clientSecret: secretOf("client"),
      redirectUrl: "https://mail.example.com/oauth",
    });
    await call("POST", "/v1/account", {
      account: "gmail",
      name: "Gmail",
      logs: true,
      oauth2: { provider: app["id"], auth: { user: "ada@example.com" }, refreshToken: secretOf("grant") },
    });
    await call("POST", "/v1/account", {
      account: "served",
      name: "S",
      imap: { ...mailbox, auth: undefined, useAuthServer: true },
    });
    const { body: message } = await call("POST", "/v1/account/ada/submit", {
      to: { address: "bob@example.com" },
      gateway: "relay",
      text: `Hello ${secretOf("mail")}`,
      deliveryAttempts: 1,
    });
    expect(message).toHaveProperty("queueId");
    await call("POST", "/v1/account/ada/submit", {
      to: { address: "bob@example.com" },
      text: "Hello",
      deliveryAttempts: 1,
    });
    for (const path of ["/v1/stats", "/v1/nothing", "/v1/accounts?page=x", "/v1/account/ada/mailboxes"]) {
      await call("GET", path, undefined, { token: secretOf("token") });
      await call("GET", `${path}${path.includes("?") ? "&" : "?"}access_token=${secretOf("query-token")}`, undefined, {
        token: null,
        headers: { cookie: `posthorn_session=${secretOf("session")}` },
      });
    }
    await call("POST", "/v1/settings", { serviceSecret: secretOf("refused"), nonsense: secretOf("nonsense") });
    await call("POST", "/v1/account", `{"account": "${secretOf("broken-json")}`);
    await call("POST", "/v1/sessions", { name: "ada", password: secretOf("sign-in") }, { token: null });

    await vi.waitFor(
      async () => {
        const states = await posthorn.call<{ accounts: { account: string; state: string }[] }>("GET", "/v1/accounts");
        expect(Object.fromEntries(states.body.accounts.map(({ account, state }) => [account, state]))).toMatchObject({
          ada: "authenticationError",
          far: "connectError",
          gmail: "authenticationError",
        });
        expect(refuser.calls).toEqual(expect.arrayContaining(["/token", "/hook", "/own", "/auth", "/v1/metrics"]));
        const counts = await posthorn.call<{ counters: Record<string, number> }>("GET", "/v1/stats");
        expect(counts.body.counters["submit:fail"]).toBeGreaterThan(0);
      },
      { timeout: 40_000, interval: 100 },
    );
    for (const path of ["/v1/accounts", "/v1/account/ada", "/v1/account/far", "/v1/account/gmail", "/v1/gateways"])
      await call("GET", path);
    for (const path of ["/v1/oauth2", `/v1/oauth2/${String(app["id"])}`, "/v1/webhooks/deliveries", "/v1/outbox"])
      await call("GET", path);
    await call("GET", "/v1/settings?webhooks=true&webhooksCustomHeaders=true&serviceSecret=true&authServer=true");
    await call("GET", "/v1/settings?proxyUrl=true&httpProxyUrl=true&openAiAPIKey=true&sentryDsn=true");
    const pages = await Promise.all(
      ["/metrics", "/health", "/v1/logs/ada", "/v1/logs/far", "/v1/logs/gmail"].map(
        async (path) => `${path}\n${(await posthorn.call<string>("GET", path)).body}`,
      ),
    );
    expect(pages[2]).toContain("AUTHENTICATE PLAIN (hidden)");

    expect(posthorn.log.length).toBeGreaterThan(20);
    expect(posthorn.log.filter((line) => holds(line).length > 0)).toEqual([]);
    expect(holds(posthorn.terminal)).toEqual([]);
    expect(answers.filter((answer) => holds(answer).length > 0)).toEqual([]);
    expect(pages.filter((page) => holds(page).length > 0)).toEqual([]);
    expect(await placesInDatabase(posthorn)).toEqual([]);
    expect(await posthorn.stop()).toBe(0);
    expect(await placesInDatabase(posthorn)).toEqual([]);
    expect(posthorn.log.filter((line) => holds(line).length > 0)).toEqual([]);
  });
});

/** Files of the data folder, or rows of tables, that hold the mark. */
async function placesInDatabase({ dataDir, databaseUrl }: Installation): Promise<string[]> {
  const places: string[] = [];
  for (const entry of await readdir(dataDir, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    if (holds((await readFile(path)).toString("latin1")).length > 0) places.push(path);
  }
  if (databaseUrl === undefined) return places;
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const tables = await client.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  for (const { name } of tables.rows) {
    const { rows } = await client.query<{ row: string }>(`select t::text as row from "${name}" t`);
    for (const { row } of rows) {
      // Bytes are told in hex.
      const bytes = [...row.matchAll(/\\x([0-9a-f]+)/g)].map(([, hex]) =>
        Buffer.from(hex ?? "", "hex").toString("latin1"),
      );
      if (holds(row + bytes.join("")).length > 0) places.push(`${name}: ${row.slice(0, 500)}`);
    }
  }
  await client.end();
  return places;
}
