import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTestGateway, type TestGateway } from "../services/testing.ts";
import { ROUTES } from "./routes.ts";

/** What is served besides the routes of the contracts, which guard themselves, and who may come. */
const OPEN: Record<string, string> = {
  "GET /": "sends to the dashboard",
  "GET /robots.txt": "keeps crawlers away",
  "GET /LICENSE.txt": "everyone",
  "GET /license.html": "sends to the licence",
  "GET /licenses.html": "everyone; names without versions",
  "GET /.well-known/acme-challenge/:token": "authorities, who know a token of ours",
  "GET /.well-known/oauth-authorization-server": "programs that ask for access as agents, where that is switched on",
  "GET /.well-known/oauth-protected-resource": "programs that ask for access as agents, where that is switched on",
  "GET /.well-known/oauth-protected-resource/mcp": "programs that ask for access as agents, where that is switched on",
  "OPTIONS /.well-known/oauth-authorization-server": "web pages that ask for access as agents",
  "OPTIONS /.well-known/oauth-protected-resource": "web pages that ask for access as agents",
  "OPTIONS /.well-known/oauth-protected-resource/mcp": "web pages that ask for access as agents",
  "OPTIONS /mcp/oauth/register": "web pages that ask for access as agents",
  "OPTIONS /mcp/oauth/revoke": "web pages that ask for access as agents",
  "OPTIONS /mcp/oauth/token": "web pages that ask for access as agents",
  "POST /mcp/oauth/register": "programs that ask for access as agents, 20 times an hour",
  "POST /mcp/oauth/revoke": "whoever has a token that came of a consent",
  "POST /mcp/oauth/token": "whoever has a code that came of a consent",
  "GET /accounts/new": "whoever has a signed link to the form",
  "POST /accounts/new": "whoever has a signed link to the form",
  "POST /accounts/new/imap": "whoever has a signed link to the form",
  "POST /accounts/new/imap/server": "whoever has a signed link to the form",
  "POST /accounts/new/imap/test": "whoever has a signed link to the form, 50 times",
  "GET /admin": "visitors of the dashboard",
  "GET /admin*": "visitors of the dashboard; files without secrets",
  "GET /admin/mcp/authorize": "visitors of the dashboard; people whom an agent asks for access",
  "GET /admin/message-frame": "visitors of the dashboard",
  "GET /admin/page-frame": "visitors of the dashboard",
  "GET /admin/reference": "visitors of the dashboard",
  "GET /admin/reference/:group": "visitors of the dashboard",
  "GET /admin/reference/files/scalar.js": "visitors of the dashboard",
  "GET /admin/reference/files/start.js": "visitors of the dashboard",
  "GET /admin/swagger": "sends to the reference",
  "GET /oauth": "who comes back from a consent, with a state of ours",
  "GET /open.gif": "readers of a message, with a signed link",
  "GET /redirect": "readers of a message, with a signed link",
  "GET /unsubscribe": "recipients, with a signed link",
  "POST /unsubscribe": "recipients, with a signed link",
  "POST /unsubscribe/address": "recipients, with a signed link",
  "GET /mcp": "everyone; says that agents call with POST",
  "POST /mcp": "agents, with a token",
  "DELETE /mcp": "everyone; says that agents call with POST",
  "POST /oauth/msg/lifecycle": "Microsoft, which knows a secret of the subscription",
  "POST /oauth/msg/notification": "Microsoft, which knows a secret of the subscription",
  "POST /oauth/msg/pubsub": "Google, with a token that it signed",
};

const ATTEMPTS = [
  "/admin/../../../../etc/passwd",
  "/admin/..%2f..%2f..%2f..%2fetc%2fpasswd",
  "/admin/%2e%2e/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
  "/admin/..\\..\\..\\..\\etc\\passwd",
  "/admin//etc/passwd",
  "/admin/assets/..%252f..%252f..%252fetc%252fpasswd",
  "/admin/%00/etc/passwd",
  "/admin/file:///etc/passwd",
  "/admin/reference/files/..%2f..%2f..%2f..%2fetc%2fpasswd",
  "/.well-known/acme-challenge/..%2f..%2f..%2fetc%2fpasswd",
  "/../../../../etc/passwd",
];

/** `GET /a/:b` for each route that Fastify knows, read from the tree that it prints. */
function routesOf(tree: string): string[] {
  const path: string[] = [];
  return tree.split("\n").flatMap((line) => {
    const [, indent = "", name = "", methods = ""] =
      /^((?: {4}|│ {3})*)[├└]── (.*?)(?: \(([A-Z, -]+)\))?$/.exec(line) ?? [];
    if (name === "") return [];
    path.splice(indent.length / 4);
    path.push(name);
    return methods
      .split(", ")
      .filter((method) => method !== "" && method !== "HEAD")
      .map((method) => `${method} ${path.join("").replace("//", "/")}`);
  });
}

describe("what is open besides the API", () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway("sqlite", { start: false });
    await gateway.app.ready();
  });
  afterAll(() => gateway.close());

  it("is this, and nothing else", () => {
    const promised = new Set(ROUTES.map(({ contract }) => `${contract.method} ${contract.path}`));
    const others = routesOf(gateway.app.printRoutes({ commonPrefix: false })).filter((route) => !promised.has(route));
    expect(others.toSorted()).toEqual(Object.keys(OPEN).toSorted());
  });

  it.each(ATTEMPTS)("leads to no file of the machine: %s", async (url) => {
    const { status, bytes } = await gateway.call("GET", url, undefined, { token: null });
    expect(bytes.toString()).not.toMatch(/root:.*:0:0:/);
    expect(status).toBeLessThan(500);
  });

  it.each([
    "/",
    "/admin",
    "/oauth",
    "/open.gif",
    "/unsubscribe",
    "/accounts/new",
    "/v1/stats",
    "/nowhere",
    "/health",
    "/swagger.json",
  ])("is never taken for what it does not say it is: %s", async (url) => {
    const { headers } = await gateway.call("GET", url, undefined, { token: null });
    expect(headers).toMatchObject({ "x-content-type-options": "nosniff", "referrer-policy": "no-referrer" });
    expect(headers).not.toHaveProperty("strict-transport-security");
  });

  it.each([
    "/oauth",
    "/unsubscribe",
    "/accounts/new",
    "/redirect",
    "/open.gif",
    "/admin/login",
    "/admin/setup",
    "/admin/nowhere",
  ])("writes nothing into a page that came with the address, and sends nobody elsewhere: %s", async (path) => {
    const hostile = `"'><script>alert(1)</script><img src=x onerror=alert(1)>javascript:alert(1)`;
    const names = [
      "data",
      "sig",
      "state",
      "error",
      "error_description",
      "code",
      "next",
      "url",
      "act",
      "redirectUrl",
      "locale",
    ];
    const query = new URLSearchParams(Object.fromEntries(names.map((name) => [name, hostile])));
    query.append("next", "//evil.example");
    const call = { token: null, headers: { host: `evil.example`, "x-ee-locale": hostile, "accept-language": hostile } };
    const { headers, bytes } = await gateway.call("GET", `${path}?${query}`, undefined, call);
    expect(bytes.toString()).not.toMatch(/<script>alert|<img src=x/);
    expect(String(headers["location"] ?? "")).not.toContain("evil.example");
    for (const value of Object.values(headers)) expect(String(value)).not.toContain("<script>");
  });

  it("asks browsers to come over HTTPS only, where that is how the service is reached", async () => {
    await gateway.set({ serviceUrl: "https://mail.example.com" });
    for (const url of ["/v1/stats", "/nowhere", "/admin"])
      expect((await gateway.call("GET", url)).headers).toHaveProperty("strict-transport-security");
  });

  it("keeps crawlers away", async () => {
    const { bytes } = await gateway.call("GET", "/robots.txt", undefined, { token: null });
    expect(bytes.toString()).toBe("User-agent: *\nDisallow: /\n");
  });
});
