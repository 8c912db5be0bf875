import { PosthornApiError } from "@posthorn/client/errors";
import { describe, expect, it } from "vitest";
import { explainSetup } from "../setup/explain-setup.ts";
import { explainSignIn } from "./explain-sign-in.ts";

const answer = (statusCode: number, more: Record<string, unknown> = {}) =>
  new PosthornApiError({ statusCode, error: "x", message: "the words of the server", ...more });

describe("a sign-in that failed", () => {
  it("is told apart by its cause", () => {
    expect(explainSignIn(answer(401, { code: "InvalidLogin" }))?.title).toBe("Name or password is wrong");
    expect(explainSignIn(answer(429, { code: "TooManyAttempts", ttl: 42 }))?.text).toContain(
      "Try again in 42 seconds.",
    );
    expect(explainSignIn(answer(401, { code: "InvalidCode" }))?.title).toBe("The code is wrong");
    expect(explainSignIn(answer(401, { code: "InvalidPasskey" }))?.title).toBe("The passkey was not accepted");
    expect(explainSignIn(answer(429, { code: "LockedOut", ttl: 3600 }))).toMatchObject({
      title: "Too many failures",
      text: expect.stringContaining("Try again in 60 minutes.") as string,
    });
    expect(explainSignIn(new DOMException("no", "NotAllowedError"))?.title).toBe("No passkey was used");
    expect(explainSignIn(answer(429))?.text).toContain("Try again in a minute.");
    expect(explainSignIn(answer(403))).toMatchObject({
      title: "Signing in is not possible from here",
      text: "the words of the server",
    });
    expect(explainSignIn(new TypeError("Failed to fetch"))).toBeUndefined();
  });
});

describe("a set-up that failed", () => {
  it("is told apart by its cause", () => {
    expect(explainSetup(answer(403, { code: "SetupLinkInvalid" }))?.title).toBe("This link does not work");
    expect(explainSetup(answer(409, { code: "AlreadySetUp" }))?.title).toBe("Posthorn is set up already");
    expect(explainSetup(answer(403))).toMatchObject({ text: "the words of the server" });
    expect(explainSetup(answer(500))).toBeUndefined();
  });
});
