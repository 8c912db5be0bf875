import { describe, expect, it } from "vitest";
import { PosthornError, StartError } from "./errors.ts";

describe("PosthornError", () => {
  it("carries what a caller needs to tell cases apart", () => {
    const cause = new Error("closed");
    const error = new PosthornError("unavailable", "gone", { code: "IMAPUnavailable", cause, temporary: true });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "PosthornError",
      kind: "unavailable",
      message: "gone",
      code: "IMAPUnavailable",
      temporary: true,
      cause,
      extra: {},
    });
  });

  it("is permanent and has no cause unless it says so", () => {
    const error = new PosthornError("invalid", "no");
    expect(error.temporary).toBe(false);
    expect("cause" in error).toBe(false);
  });
});

describe("StartError", () => {
  it("keeps its cause", () => {
    const cause = new Error("x");
    expect(new StartError("no", { cause })).toMatchObject({ name: "StartError", cause });
  });
});
