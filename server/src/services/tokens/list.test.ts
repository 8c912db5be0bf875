import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

describe.each(TEST_ENGINES)("GET /v1/tokens on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
    for (const scopes of [["api"], ["api", "mcp"], ["metrics"], ["mcp-manage"], ["*"]]) {
      const permissions = { actions: ["read"] };
      const body = { description: scopes.join(" "), scopes, permissions };
      expect((await gateway.call("POST", "/v1/tokens", body)).status).toBe(200);
    }
  });
  afterAll(() => gateway.close());

  async function found(query: string) {
    const { status, body } = await gateway.call("GET", `/v1/tokens?${query}`);
    if (status !== 200) return status;
    const descriptions = (body["tokens"] as { description: string }[]).map(({ description }) => description);
    // Those that the test itself calls with are nobody's business.
    return descriptions.filter((one) => /^(\*|[a-z-]+( mcp)?)$/.test(one)).sort();
  }

  it("finds tokens that name a scope", async () => {
    expect(await found("scope=api")).toEqual(expect.arrayContaining(["api", "api mcp"]));
    expect(await found("scope=api")).not.toContain("metrics");
    expect(await found("scope=mcp")).toEqual(["api mcp"]);
    expect(await found("scope=metrics")).toEqual(["metrics"]);
    expect(await found("scope=*")).toContain("*");
    expect(await found("scope=*")).not.toContain("api");
    expect(await found("scope=mcp&query=metrics")).toEqual([]);
    expect(await found("scope=nonsense")).toBe(400);
  });
});
