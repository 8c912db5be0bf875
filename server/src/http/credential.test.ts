import type { FastifyRequest } from "fastify";
import { describe, expect, it } from "vitest";
import { takeCredential } from "./credential.ts";

const request = (authorization: string | undefined, query: Record<string, unknown> = {}) =>
  ({ headers: { authorization }, query }) as unknown as FastifyRequest;

describe("takeCredential", () => {
  it("reads the header, its scheme in any case", () => {
    expect(takeCredential(request("Bearer abc"))).toBe("abc");
    expect(takeCredential(request("bEARER   abc "))).toBe("abc");
  });

  it("takes the query argument where there is no header, and away in any case", () => {
    const query = { access_token: "abc", page: "1" };
    expect(takeCredential(request(undefined, query))).toBe("abc");
    expect(query).toEqual({ page: "1" });
    const both = { access_token: "abc" };
    expect(takeCredential(request("Bearer def", both))).toBe("def");
    expect(both).toEqual({});
  });

  it("knows no other scheme", () => {
    expect(takeCredential(request("Basic YTpi"))).toBeNull();
    expect(takeCredential(request("Basic YTpi", { access_token: "abc" }))).toBeNull();
    expect(takeCredential(request(undefined))).toBeNull();
  });

  it("takes what can't be a token for a bad one, not for none", () => {
    expect(takeCredential(request(undefined, { access_token: ["a", "b"] }))).toBe("malformed");
    expect(takeCredential(request("Bearer"))).toBe("malformed");
    expect(takeCredential(request("Bearer a b"))).toBe("malformed");
  });
});
