import { describe, expect, it } from "vitest";
import { ACCOUNT_STATES } from "./accounts.ts";
import { stateLabel } from "./state-label.ts";

describe("the label of a state", () => {
  it("has a colour and a name, and turns while something ends by itself", () => {
    expect(Object.fromEntries(ACCOUNT_STATES.map((state) => [state, stateLabel(state, null)]))).toEqual({
      init: { type: "info", name: "Initializing", spinner: true },
      connecting: { type: "info", name: "Connecting" },
      syncing: { type: "info", name: "Syncing", spinner: true },
      connected: { type: "success", name: "Connected" },
      disconnected: { type: "warning", name: "Disconnected" },
      paused: { type: "neutral", name: "Paused" },
      authenticationError: { type: "danger", name: "Connection failed" },
      connectError: { type: "danger", name: "Connection failed" },
      unset: { type: "neutral", name: "Not syncing" },
    });
  });

  it("tells four well known errors in words, others as the server did", () => {
    const errorOf = (serverResponseCode: string) =>
      stateLabel("connectError", { serverResponseCode, response: "as the server said" }).error;
    expect(errorOf("ETIMEDOUT")).toMatch(/firewall.*port/);
    expect(errorOf("ClosedAfterConnectTLS")).toMatch(/closed/);
    expect(errorOf("ClosedAfterConnectText")).toMatch(/closed.*TLS/);
    expect(errorOf("ECONNREFUSED")).toMatch(/down.*host/);
    expect(errorOf("AUTHENTICATIONFAILED")).toBe("as the server said");
    const codeOf = (serverResponseCode: string) => stateLabel("connectError", { serverResponseCode }).errorCode;
    expect([codeOf("ETIMEDOUT"), codeOf("AUTHENTICATIONFAILED"), codeOf("constructor")]).toEqual([
      "ETIMEDOUT", undefined, undefined,
    ]); // prettier-ignore
    expect(stateLabel("connectError", { description: "what we think" }).error).toBe("what we think");
    expect(stateLabel("connectError", {})).not.toHaveProperty("error");
  });

  it("tells an error only where it still counts", () => {
    const lastError = { response: "wrong password" };
    expect(stateLabel("connecting", lastError)).toEqual({ type: "info", name: "Connecting" });
    expect(stateLabel("connected", lastError)).toEqual({ type: "success", name: "Connected" });
    // Nothing is tried any more, because of it.
    expect(stateLabel("unset", lastError)).toEqual({
      type: "danger",
      name: "Connection failed",
      error: "wrong password",
    });
  });
});
