import { describe, expect, it } from "vitest";
import { PlainError } from "./run-script.mjs";
import { checkNode } from "./setup.mjs";

describe("checkNode", () => {
  it.each(["20.19.0", "20.20.2", "22.0.0", "24.1.0"])("accepts %s", (version) => {
    expect(() => checkNode(version)).not.toThrow();
  });

  it.each(["20.18.3", "18.20.0", "16.0.0"])("refuses %s in a plain sentence", (version) => {
    expect(() => checkNode(version)).toThrow(PlainError);
    expect(() => checkNode(version)).toThrow(`Node.js 20.19 or newer is needed; this is ${version}`);
  });
});
