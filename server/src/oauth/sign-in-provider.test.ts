import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import pino from "pino";
import { expect, it, vi } from "vitest";
import { createHttpClient } from "../net/http-client.ts";
import { createSignInProvider } from "./sign-in-provider.ts";

it("asks a provider about itself until it answers, under the name that was configured", async () => {
  let answer: { status: number; issuer: string } = { status: 503, issuer: "" };
  let asked = 0;
  const server = createServer((request, response) => {
    asked++;
    expect(request.url).toBe("/realm/.well-known/openid-configuration");
    const authorization_endpoint = `${answer.issuer}/authorize`;
    response.writeHead(answer.status, { "content-type": "application/json" });
    response.end(JSON.stringify({ issuer: answer.issuer, authorization_endpoint }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}/realm`;
  const http = createHttpClient({ policy: "off", connectTimeoutMs: 5000, proxy: () => undefined });
  const provider = createSignInProvider({
    id: "oidc",
    label: "SSO",
    issuer,
    clientId: "posthorn",
    clientSecret: "secret",
    scopes: ["email"],
    groupsClaim: "groups",
    http,
    userAgent: "test",
    log: pino({ level: "silent" }),
    firstRetryMs: 5,
  });
  const seen = async (times: number) => {
    const from = asked;
    await vi.waitFor(() => expect(asked).toBeGreaterThan(from + times), { timeout: 30_000, interval: 20 });
  };
  provider.start();
  await seen(1);
  answer = { status: 200, issuer: "http://somebody.else/realm" };
  await seen(1);
  expect(provider.isReady()).toBe(false);
  await expect(provider.begin("http://mail.example.com/admin/login/oidc")).rejects.toThrow("not ready");
  answer = { status: 200, issuer: `${issuer}/` };
  await vi.waitFor(() => expect(provider.isReady()).toBe(true), { timeout: 30_000, interval: 20 });
  const { url } = await provider.begin("http://mail.example.com/admin/login/oidc");
  expect(url.startsWith(`${issuer}//authorize?`)).toBe(true);
  expect(new URL(url).searchParams.get("scope")).toBe("openid email");
  expect(provider.logoutUrl(null, null)).toBeNull();
  provider.close();
  await http.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});
