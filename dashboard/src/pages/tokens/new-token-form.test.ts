import { describe, expect, it } from "vitest";
import { emptyForm, faultsOf, toCreateToken, withEverythingAlone } from "./new-token-form.ts";

const now = Date.UTC(2026, 0, 1);
const form = (more: object = {}) => ({ ...emptyForm(undefined, undefined), description: " For the app ", ...more });

describe("the form of a new token", () => {
  it("asks for no more than was filled in", () => {
    expect(toCreateToken(form(), now)).toEqual({ description: "For the app", scopes: ["api"] });
    expect(toCreateToken(form({ account: "ada", expiry: "30" }), now)).toEqual({
      description: "For the app",
      scopes: ["api"],
      account: "ada",
      expires: "2026-01-31T00:00:00.000Z",
    });
  });

  it("takes lists a line each", () => {
    const restrictions = {
      addresses: " 10.0.0.0/8 \n\n::1, 127.0.0.1",
      referrers: "",
      rateLimit: { maxRequests: 5, timeWindow: "3600" },
    };
    expect(toCreateToken(form({ restrictions }), now).restrictions).toEqual({
      addresses: ["10.0.0.0/8", "::1", "127.0.0.1"],
      rateLimit: { maxRequests: 5, timeWindow: 3600 },
    });
  });

  it("narrows only where the API is opened", () => {
    const permissions = { actions: ["send"], groups: ["submit"] };
    expect(toCreateToken(form({ isNarrowed: true, permissions }), now).permissions).toEqual(permissions);
    expect(
      toCreateToken(form({ isNarrowed: true, permissions, scopes: ["metrics"] }), now).permissions,
    ).toBeUndefined();
    expect(toCreateToken(form({ permissions }), now).permissions).toBeUndefined();
  });

  it("says by levels what an agent may do, as far as its scopes go", () => {
    const levels = { manage: "administer", mail: "mail" };
    const grants = (scopes: string[]) => toCreateToken(form({ scopes, levels }), now).permissions?.grants;
    expect(grants(["mcp"])).toContainEqual({ action: "send", group: "submit" });
    expect(grants(["mcp"])).not.toContainEqual({ action: "read", group: "settings" });
    expect(grants(["mcp", "mcp-manage"])).toContainEqual({ action: "destructive", group: "token" });
    expect(grants(["api", "mcp"])).toBeUndefined();
  });

  it("gives an agent what was chosen by itself, no further than its scopes go", () => {
    const custom = [
      { action: "read", group: "message" },
      { action: "read", group: "settings" },
    ];
    const grants = (scopes: string[]) => toCreateToken(form({ scopes, custom }), now).permissions?.grants;
    expect(grants(["mcp"])).toEqual([{ action: "read", group: "message" }]);
    expect(grants(["mcp", "mcp-manage"])).toHaveLength(2);
    expect(faultsOf(form({ scopes: ["mcp"], custom: custom.slice(1) }), now)).toHaveProperty(["permissions.grants"]);
  });

  it("says what is missing before anything is sent", () => {
    expect(faultsOf(form(), now)).toEqual({});
    const permissions = { actions: [], groups: [] };
    expect(
      Object.keys(faultsOf(form({ description: " ", scopes: [], expiry: "custom", expires: "2020-01-01T00:00" }), now)),
    ).toEqual(["description", "scopes", "expires"]);
    expect(Object.keys(faultsOf(form({ isNarrowed: true, permissions }), now))).toEqual([
      "permissions.actions",
      "permissions.groups",
    ]);
    expect(faultsOf(form({ expiry: "custom", expires: "" }), now)).toHaveProperty("expires");
  });

  it("lets everything stand alone", () => {
    expect(withEverythingAlone(["api"], ["api", "*"])).toEqual(["*"]);
    expect(withEverythingAlone(["*"], ["*", "mcp"])).toEqual(["mcp"]);
    expect(withEverythingAlone(["mcp"], ["mcp", "api"])).toEqual(["api", "mcp"]);
  });
});
