import { ACTIONS, GROUPS } from "@posthorn/contracts/scopes";
import { describe, expect, it } from "vitest";
import { brokenScopes, GROUP_CLUSTERS, outcomeOf, permissionsInWords, PRESETS, presetOf } from "./permissions.ts";
import { restrictionsInWords } from "./restrictions-in-words.ts";

const preset = (name: string) => PRESETS.find((one) => one.name === name)!;

describe("permissions in words", () => {
  it("tell what comes of a choice, and what does not", () => {
    expect(outcomeOf(preset("Send only"))).toBe(
      "It can send mail. It can't change anything, delete anything or create tokens.",
    );
    expect(outcomeOf(preset("Everything"))).toBe(
      "It can read, change and delete everything, and send mail. It can't create tokens.",
    );
    expect(outcomeOf({ actions: ["read"], groups: ["message", "account"] })).toBe(
      "It can read accounts and messages. It can't send mail, change anything, delete anything or create tokens.",
    );
    expect(outcomeOf({ actions: ["send"], groups: ["message"] })).toContain("It can do nothing");
    expect(outcomeOf({ actions: [], groups: ["message"] })).toBeUndefined();
  });

  it("know a preset whatever its order, and nothing else as one", () => {
    for (const { name, actions, groups } of PRESETS) {
      expect(presetOf({ actions: actions.toReversed(), groups: groups.toReversed() })).toBe(name);
      expect(presetOf({ actions, groups: groups.slice(1) })).not.toBe(name);
    }
  });

  it("offer every group once", () => {
    const offered = GROUP_CLUSTERS.flatMap(({ groups }) => groups);
    expect(offered.toSorted()).toEqual([...GROUPS].toSorted());
  });

  it("warn of doors that a choice closes", () => {
    expect(brokenScopes(["api", "metrics", "smtp"], preset("Mail agent"))).toEqual(["metrics"]);
    expect(brokenScopes(["imap-proxy"], preset("Read only"))).toEqual(["imap-proxy"]);
    expect(brokenScopes(["metrics", "smtp", "imap-proxy"], preset("Everything"))).toEqual([]);
  });

  it("sum up what is stored", () => {
    expect(permissionsInWords(null)).toBeUndefined();
    expect(permissionsInWords({ actions: ["read"] })).toBe("only read");
    expect(permissionsInWords({ actions: [...ACTIONS], groups: [...GROUPS] })).toBe("Everything");
    expect(permissionsInWords({ actions: ["read", "write"], groups: ["message"] })).toBe("read and change: messages");
    expect(permissionsInWords({ grants: [{ action: "read", group: "message" }] })).toBe("1 single permission");
  });
});

describe("restrictions in words", () => {
  it("are one sentence", () => {
    const restrictions = {
      addresses: ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4"],
      referrers: ["https://app.example.com/*"],
      rateLimit: { maxRequests: 1000, timeWindow: 60 },
    };
    expect(restrictionsInWords({ id: "x", permissions: { actions: ["read"] }, restrictions })).toBe(
      "Only read, from 10.0.0.1, 10.0.0.2, 10.0.0.3 and 1 more, on pages of https://app.example.com/*, at most 1,000 calls a minute",
    );
    expect(restrictionsInWords({ id: "x", restrictions: { rateLimit: { maxRequests: 5, timeWindow: 7 } } })).toBe(
      "At most 5 calls in 7 seconds",
    );
    expect(restrictionsInWords({ id: "x", restrictions: { addresses: [] } })).toBeUndefined();
  });
});
