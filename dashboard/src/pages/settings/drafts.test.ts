import { SETTING_KEYS, type SettingsAnswer } from "@posthorn/contracts/settings";
import { expect, it } from "vitest";
import { draftsOfFile, fileOf, inWords, parseHeaders, storedInWords, withDraft } from "./drafts.ts";
import { findSettings, SETTING_GROUPS } from "./groups.ts";
import { kindOf } from "./setting-kinds.ts";
import { texts } from "./texts.ts";

const stored = {
  deliveryAttempts: 5,
  serviceSecret: true,
  logs: { all: true, maxLogLines: 10 },
} as unknown as SettingsAnswer;

it("has every setting in one group, with words", () => {
  const grouped = SETTING_GROUPS.flatMap(({ keys }) => keys);
  expect(grouped.toSorted()).toEqual([...SETTING_KEYS].toSorted());
  expect(Object.keys(texts.settings).toSorted()).toEqual([...SETTING_KEYS].toSorted());
});

it("keeps a change, and forgets one that leads back", () => {
  const changed = withDraft({}, stored, "deliveryAttempts", 7);
  expect(changed).toEqual({ deliveryAttempts: 7 });
  expect(withDraft(changed, stored, "deliveryAttempts", 5)).toEqual({});
  expect(withDraft({}, stored, "trackOpens", null)).toEqual({});
  expect(withDraft({}, stored, "logs", { maxLogLines: 10, all: true })).toEqual({});
  // Whether a secret is the same is not known here.
  expect(withDraft({}, stored, "serviceSecret", "true")).toEqual({ serviceSecret: "true" });
});

it("reads a file of settings, and takes what differs", () => {
  expect(draftsOfFile('{"deliveryAttempts":9,"unknown":1}', stored, SETTING_KEYS)).toEqual({ deliveryAttempts: 9 });
  expect(draftsOfFile('{"deliveryAttempts":5}', stored, SETTING_KEYS)).toEqual({});
  for (const none of ["{", "[1]", "null", '{"unknown":1}'])
    expect(draftsOfFile(none, stored, SETTING_KEYS)).toBeUndefined();
});

it("writes no secret into a file", () => {
  const file = JSON.parse(fileOf({ ...stored, webhooks: "https://******@example.com" } as SettingsAnswer)) as object;
  expect(file).toEqual({ deliveryAttempts: 5, logs: { all: true, maxLogLines: 10 } });
});

it("says values in words, and secrets not at all", () => {
  expect(inWords("deliveryAttempts", null)).toBe("10");
  expect(inWords("trackOpens", null)).toBe("not set");
  expect(inWords("notifyText", true)).toBe("on");
  expect(inWords("webhookEvents", ["a", "b"])).toBe("a, b");
  expect(inWords("serviceSecret", "geheim")).not.toContain("geheim");
  expect(inWords("proxyUrl", "socks5://a:b@c")).not.toContain("b@");
});

it("says of a secret that is stored that it is set, with its open part where the API tells it", () => {
  expect(storedInWords("serviceSecret", true)).toBe("set");
  expect(storedInWords("serviceSecret", false)).toBe("not set");
  expect(storedInWords("serviceSecret", null)).toBe("not set");
  expect(storedInWords("webhooks", "https://******@example.com")).toBe("https://******@example.com");
  expect(storedInWords("deliveryAttempts", 5)).toBe("5");
});

it("reads headers a line each", () => {
  expect(parseHeaders("A: b\n\n c : d: e ")).toEqual([
    { key: "A", value: "b" },
    { key: "c", value: "d: e" },
  ]);
  expect(parseHeaders("no colon")).toBeUndefined();
});

it("finds settings by their key, name and explanation", () => {
  expect(findSettings("ehlo")).toEqual(["smtpEhloName"]);
  expect(findSettings("proxy socks5")).toEqual(["proxyUrl"]);
  expect(findSettings("zzz")).toEqual([]);
});

it("knows how each is changed", () => {
  expect(kindOf("locale")).toBe("choice");
  expect(kindOf("openAiTemperature")).toBe("number");
  expect(kindOf("tlsHostnames")).toBe("list");
  expect(kindOf("smtpServerPassword")).toBe("secret");
});
