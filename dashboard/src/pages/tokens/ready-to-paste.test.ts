import { describe, expect, it } from "vitest";
import { curlLine, type NewToken, prometheusJob } from "./ready-to-paste.ts";

const token = (more: Partial<NewToken>): NewToken => ({
  value: "ab12",
  scopes: ["api"],
  account: undefined,
  permissions: undefined,
  ...more,
});
const origin = "https://mail.example.com";

describe("the curl line of a token", () => {
  it("calls what the token opens", () => {
    expect(curlLine(token({}), origin)).toBe(
      "curl -s 'https://mail.example.com/v1/accounts' -H 'Authorization: Bearer ab12'",
    );
    expect(curlLine(token({ scopes: ["*"], account: "it's me/x" }), origin)).toBe(
      "curl -s 'https://mail.example.com/v1/account/it'\\''s%20me%2Fx' -H 'Authorization: Bearer ab12'",
    );
    expect(curlLine(token({ scopes: ["metrics"] }), origin)).toBe(
      "curl -s 'https://mail.example.com/metrics' -H 'Authorization: Bearer ab12'",
    );
  });

  it("keeps to what a narrowed token may do", () => {
    const sends = curlLine(token({ permissions: { actions: ["send"], groups: ["submit"] }, account: "a" }), origin);
    expect(sends).toContain("'https://mail.example.com/v1/account/a/submit'");
    expect(sends).toContain('-d \'{"to":');
    expect(curlLine(token({ permissions: { actions: ["read"], groups: ["diagnostics"] } }), origin)).toContain(
      "/v1/stats'",
    );
    expect(curlLine(token({ permissions: { actions: ["read"], groups: ["logs"] } }), origin)).toBeUndefined();
    // As they may be stored: one side missing, or as pairs.
    expect(curlLine(token({ permissions: { actions: ["read"] } }), origin)).toContain("/v1/accounts'");
    expect(curlLine(token({ permissions: { actions: ["write"] } }), origin)).toBeUndefined();
    const grants = [{ action: "read" as const, group: "diagnostics" as const }];
    expect(curlLine(token({ permissions: { grants } }), origin)).toContain("/v1/stats'");
  });

  it("is none for doors that speak no HTTP", () => {
    expect(curlLine(token({ scopes: ["smtp", "imap-proxy"] }), origin)).toBeUndefined();
  });
});

describe("the Prometheus job of a token", () => {
  it("names scheme, host, port, path and credentials", () => {
    const job = prometheusJob(token({ scopes: ["metrics"] }), "http://127.0.0.1:3000");
    expect(job?.split("\n").map((line) => line.trim())).toEqual([
      "scrape_configs:",
      "- job_name: posthorn",
      "scheme: http",
      "metrics_path: /metrics",
      "authorization:",
      "type: Bearer",
      "credentials: ab12",
      "static_configs:",
      '- targets: ["127.0.0.1:3000"]',
    ]);
    expect(prometheusJob(token({ scopes: ["metrics"] }), origin)).toContain('["mail.example.com:443"]');
    expect(prometheusJob(token({ scopes: ["metrics"] }), "http://[::1]")).toContain('["[::1]:80"]');
  });

  it("is none for a token that is not let in there", () => {
    expect(prometheusJob(token({ scopes: ["api"] }), origin)).toBeUndefined();
    expect(prometheusJob(token({ scopes: ["metrics"], account: "a" }), origin)).toBeUndefined();
    const permissions = { actions: ["read" as const], groups: ["message" as const] };
    expect(prometheusJob(token({ scopes: ["api", "metrics"], permissions }), origin)).toBeUndefined();
  });
});
