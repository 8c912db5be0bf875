import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ErrorKind, PosthornError } from "../core/errors.ts";
import { createTestGateway, type TestGateway } from "../services/testing.ts";

let gateway: TestGateway;
let account: string;
beforeAll(async () => {
  gateway = await createTestGateway("sqlite");
  account = await gateway.addConnected();
});
afterAll(() => gateway.close());

/** The answer of a call whose backend throws `error`. */
async function answerTo(error: Error) {
  gateway.mailOf(account).failNext("listMailboxes", error);
  return gateway.call("GET", `/v1/account/${account}/mailboxes`);
}

describe("an error", () => {
  it.each<[ErrorKind, number, string]>([
    ["invalid", 400, "Bad Request"],
    ["forbidden", 403, "Forbidden"],
    ["not_found", 404, "Not Found"],
    ["conflict", 409, "Conflict"],
    ["too_large", 413, "Request Entity Too Large"],
    ["unsupported", 422, "Unprocessable Entity"],
    ["limited", 429, "Too Many Requests"],
    ["refused", 502, "Bad Gateway"],
    ["unavailable", 503, "Service Unavailable"],
    ["timeout", 504, "Gateway Time-out"],
  ])("of the kind %s answers %i %s", async (kind, statusCode, error) => {
    const { status, body } = await answerTo(
      new PosthornError(kind, "It was so", { code: "Word", extra: { state: "init" }, cause: new Error("secret") }),
    );
    expect(status).toBe(statusCode);
    expect(body).toEqual({ statusCode, error, message: "It was so", code: "Word", state: "init" });
  });

  it("has the code NotFound where something is missing and no better word exists", async () => {
    const { body } = await answerTo(new PosthornError("not_found", "Requested file not found"));
    expect(body).toEqual({
      statusCode: 404,
      error: "Not Found",
      message: "Requested file not found",
      code: "NotFound",
    });
  });

  it("of an unexpected sort is told to the log in full, and not at all to the caller", async () => {
    for (const error of [
      new TypeError("secret details"),
      Object.assign(new Error("secret details"), { statusCode: 501 }),
      new PosthornError("internal", "secret details"),
    ]) {
      gateway.logs.length = 0;
      const { body } = await answerTo(error);
      expect(body).toEqual({
        statusCode: 500,
        error: "Internal Server Error",
        message: "An internal server error occurred",
      });
      expect(JSON.stringify(gateway.logs)).toContain("secret details");
    }
  });

  it("is no fault of ours when the caller was let in and asked for nonsense", async () => {
    gateway.logs.length = 0;
    await gateway.call("GET", "/v1/accounts?page=-1");
    expect(gateway.logs.filter(({ level }) => Number(level) >= 50)).toEqual([]);
  });

  it("tells every faulty field, of query and body alike", async () => {
    const { status, body } = await gateway.call("POST", "/v1/account?nonsense=1", { name: "", logs: "maybe", x: 1 });
    expect(status).toBe(400);
    expect(body).toMatchObject({ statusCode: 400, error: "Bad Request", message: "Invalid input" });
    const fields = body["fields"] as { key: string }[];
    expect(fields.map(({ key }) => key).toSorted()).toEqual(["account", "logs", "name", "nonsense", "x"]);
  });
});

describe("a caller without a fitting token", () => {
  it("is told how to present one", async () => {
    for (const authorization of [undefined, "Basic YTpi"]) {
      const { status, headers, body } = await gateway.call("GET", "/v1/stats", undefined, {
        token: null,
        headers: authorization === undefined ? {} : { authorization },
      });
      expect({ status, body, how: headers["www-authenticate"] }).toEqual({
        status: 401,
        body: { statusCode: 401, error: "Unauthorized", message: "Unauthorized" },
        how: "Bearer",
      });
    }
  });

  it("is told that the token is bad", async () => {
    for (const token of ["f".repeat(64), "x", "sess_1"]) {
      const { status, headers, body } = await gateway.call("GET", "/v1/stats", undefined, { token });
      expect({ status, body, how: headers["www-authenticate"] }).toEqual({
        status: 401,
        body: { statusCode: 401, error: "Unauthorized", message: "Bad token" },
        how: 'Bearer error="Bad token"',
      });
    }
  });
});
