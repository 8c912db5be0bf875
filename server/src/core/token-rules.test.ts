import { GROUPS, GROUPS_TO_BE_NAMED, type Group } from "@posthorn/contracts/scopes";
import { describe, expect, it } from "vitest";
import {
  addressPasses,
  isTokenShaped,
  permissionRefusal,
  randomTokenValue,
  referrerPasses,
  scopesPass,
  tokenIdOf,
} from "./token-rules.ts";

describe("a token value", () => {
  it("is 32 random bytes whose hash is the id", () => {
    const value = randomTokenValue();
    expect(isTokenShaped(value)).toBe(true);
    expect(randomTokenValue()).not.toBe(value);
    // The hash of 32 zero bytes, not of their 64 digits.
    expect(tokenIdOf("0".repeat(64))).toBe("66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925");
    expect(tokenIdOf("AB".repeat(32))).toBe(tokenIdOf("ab".repeat(32)));
  });

  it("has a shape of its own", () => {
    for (const text of ["", "f".repeat(63), "f".repeat(65), "g".repeat(64), `${"f".repeat(64)}\n`])
      expect(isTokenShaped(text)).toBe(false);
  });
});

describe("scopesPass", () => {
  it("lets a record without scopes pass everywhere, one with an empty list nowhere", () => {
    expect(scopesPass(null, "metrics")).toBe(true);
    expect(scopesPass([], "api")).toBe(false);
    expect(scopesPass(["*"], "metrics")).toBe(true);
    expect(scopesPass(["api", "smtp"], "api")).toBe(true);
    expect(scopesPass(["metrics"], "api")).toBe(false);
  });
});

describe("permissionRefusal", () => {
  it("lets everything pass that is not narrowed, admin too", () => {
    expect(permissionRefusal(null, "write", "admin")).toBeNull();
    expect(permissionRefusal(undefined, "destructive", "account")).toBeNull();
  });

  it.each([
    {},
    [],
    "read",
    5,
    false,
    { actions: [] },
    { groups: [] },
    { actions: ["read"], groups: [] },
    { actions: "read" },
    { groups: { 0: "account" } },
    { actions: ["read", "fly"] },
    { groups: ["account", "nonsense"] },
    { groups: ["account", "admin"] },
    { actions: ["read"], more: true },
    { actions: null },
    { grants: [] },
    { grants: { action: "read", group: "account" } },
    { grants: [{ action: "read" }] },
    { grants: [{ action: "read", group: "account", more: 1 }] },
    { grants: [null, { action: "read", group: "account" }] },
    { grants: [{ action: "read", group: "admin" }] },
    { grants: [{ action: "read", group: "account" }], actions: ["read"] },
    { grants: [{ action: "read", group: "account" }], groups: ["account"] },
  ])("denies everything to a record that makes no sense: %j", (permissions) => {
    for (const group of [...GROUPS, "admin"] as Group[])
      expect(permissionRefusal(permissions, "read", group)).toBe("malformed");
  });

  it("needs both the action and the group", () => {
    const permissions = { actions: ["read", "write"], groups: ["account", "message"] };
    expect(permissionRefusal(permissions, "read", "account")).toBeNull();
    expect(permissionRefusal(permissions, "destructive", "account")).toBe("action");
    expect(permissionRefusal(permissions, "read", "mailbox")).toBe("group");
  });

  it("takes a missing list for any", () => {
    expect(permissionRefusal({ groups: ["account"] }, "destructive", "account")).toBeNull();
    expect(permissionRefusal({ actions: ["read"] }, "read", "outbox")).toBeNull();
  });

  it("opens some groups only to those who name them", () => {
    for (const group of GROUPS_TO_BE_NAMED) {
      expect(permissionRefusal({ actions: ["read"] }, "read", group)).toBe("group");
      expect(permissionRefusal({ actions: ["read"], groups: [group] }, "read", group)).toBeNull();
      expect(permissionRefusal({ grants: [{ action: "read", group }] }, "read", group)).toBeNull();
    }
  });

  it("takes grants as exact pairs", () => {
    const permissions = {
      grants: [
        { action: "read", group: "account" },
        { action: "send", group: "submit" },
      ],
    };
    expect(permissionRefusal(permissions, "send", "submit")).toBeNull();
    expect(permissionRefusal(permissions, "read", "submit")).toBe("grant");
    expect(permissionRefusal(permissions, "send", "account")).toBe("grant");
  });

  it("never opens admin to a narrowed token", () => {
    expect(permissionRefusal({ actions: ["write"] }, "write", "admin")).toBe("restricted");
    expect(permissionRefusal({ groups: [...GROUPS] }, "write", "admin")).toBe("restricted");
    const grants = GROUPS.map((group) => ({ action: "write", group }));
    expect(permissionRefusal({ grants }, "write", "admin")).toBe("restricted");
  });
});

describe("addressPasses", () => {
  it.each([
    [["192.0.2.7"], "192.0.2.7", true],
    [["192.0.2.7"], "192.0.2.8", false],
    [["192.0.2.0/24"], "192.0.2.200", true],
    [["192.0.2.0/24"], "192.0.3.1", false],
    [["0.0.0.0/0"], "203.0.113.9", true],
    [["0.0.0.0/0"], "2001:db8::1", false],
    [["2001:db8::/32"], "2001:db8:1::1", true],
    [["2001:DB8::1"], "2001:db8:0:0::1", true],
    [["2001:db8::/32"], "2001:db9::1", false],
    // IPv4 inside IPv6 counts as IPv4, on both sides.
    [["192.0.2.0/24"], "::ffff:192.0.2.7", true],
    [["::ffff:192.0.2.7"], "192.0.2.7", true],
    [["::ffff:192.0.2.0/120"], "192.0.2.7", true],
    [["::ffff:192.0.2.0/120"], "192.0.3.7", false],
    [["::/0"], "192.0.2.7", false],
    [["nonsense", "192.0.2.7"], "192.0.2.7", true],
    [["nonsense", "192.0.2.7/40"], "192.0.2.7", false],
    [["192.0.2.7"], "nonsense", false],
    [["0.0.0.0/0"], null, false],
    [[], "192.0.2.7", false],
  ])("%j for %s is %s", (allowed, address, passes) => {
    expect(addressPasses(allowed, address)).toBe(passes);
  });
});

describe("referrerPasses", () => {
  it.each([
    [[], undefined, true],
    [[], "https://a.test/", true],
    [["*"], undefined, true],
    [["**"], undefined, false],
    [["https://a.test/*"], undefined, false],
    [["https://a.test/*"], "https://a.test/x?y", true],
    [["https://a.test/*"], "https://a.test.evil.test/x", false],
    [["https://a.test/*"], "x https://a.test/", false],
    [["https://a.test"], "https://a.test/", false],
    [["https://A.test/"], "https://a.test/", false],
    [["https://*.a.test/*"], "https://b.a.test/c", true],
    [["https://*.a.test/*"], "https://a.test/c", false],
    [["a*a"], "a", false],
    [["a*a"], "aa", true],
    [["a*b*c"], "a-c-b", false],
    [["a*b*c"], "abbcc", true],
    [["a*bc*c"], "abc", false],
    [["a.c"], "abc", false],
    [["b", "a*"], "abc", true],
  ])("%j for %s is %s", (patterns, referrer, passes) => {
    expect(referrerPasses(patterns, referrer)).toBe(passes);
  });

  it("gets through a hostile pattern", () => {
    expect(referrerPasses(["*a".repeat(200) + "b"], "a".repeat(50_000))).toBe(false);
  });
});
