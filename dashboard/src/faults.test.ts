import { PosthornApiError } from "@posthorn/client/errors";
import { describe, expect, it } from "vitest";
import { explainFault, faultsByField, waitInWords } from "./faults.ts";

const answer = (statusCode: number, more: Record<string, unknown> = {}) =>
  new PosthornApiError({ statusCode, error: "x", message: "the words of the server", ...more });

describe("a fault in words", () => {
  it("tells what may pass from what stays", () => {
    expect(explainFault(new TypeError("Failed to fetch"))).toMatchObject({
      title: "The server can't be reached",
      isPassing: true,
    });
    expect(explainFault(new TypeError("Failed to fetch dynamically imported module: x.js"))).toMatchObject({
      title: "This page could not be loaded",
    });
    expect(explainFault(new DOMException("late", "TimeoutError"))).toMatchObject({ isPassing: true });
    expect(explainFault(answer(503))).toMatchObject({ text: "the words of the server (503)", isPassing: true });
    expect(explainFault(answer(404))).toMatchObject({ text: "the words of the server", isPassing: false });
    expect(explainFault(answer(403, { code: "InvalidCsrfToken" }))).toMatchObject({ isPassing: true });
    expect(explainFault(answer(403))).toMatchObject({ title: "This is not allowed", isPassing: false });
    expect(explainFault(new Error("a slip of ours"))).toMatchObject({ text: "a slip of ours", isPassing: false });
  });

  it("says how long to wait", () => {
    expect(explainFault(answer(429, { ttl: 30 })).text).toBe("the words of the server Try again in 30 seconds.");
    expect(waitInWords({ ttl: 1 })).toBe("Try again in 1 second.");
    expect(waitInWords({ ttl: 301 })).toBe("Try again in 6 minutes.");
    expect(waitInWords({})).toBe("");
  });
});

describe("faults of a form", () => {
  it("go to the fields that they name, once each, and the rest is kept", () => {
    const error = answer(400, {
      fields: [
        { message: '"user" is required', key: "user", path: "body.imap.auth.user" },
        { message: '"addresses[1]" must be an IP address', key: "1", path: "body.restrictions.addresses.1" },
        { message: '"addresses[2]" must be an IP address', key: "2", path: "body.restrictions.addresses.2" },
        { message: '"proxy" is not allowed', key: "proxy", path: "body.proxy" },
        { message: "Name is taken", key: "name" },
      ],
    });
    expect(faultsByField(error, ["name", "imap.auth.user", "restrictions.addresses"])).toEqual({
      errors: {
        "imap.auth.user": "Is required",
        "restrictions.addresses": "Number 2 of the list must be an IP address",
        name: "Name is taken",
      },
      rest: ['"proxy" is not allowed'],
    });
  });

  it("are none where the API named none", () => {
    expect(faultsByField(new TypeError("Failed to fetch"), ["name"])).toEqual({ errors: {}, rest: [] });
  });
});
