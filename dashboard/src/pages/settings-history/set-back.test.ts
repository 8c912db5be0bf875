import type { SettingsAnswer } from "@posthorn/contracts/settings";
import type { AdminLogEntry } from "@posthorn/contracts/admin-log";
import { expect, it } from "vitest";
import { settingChangesOf } from "./setting-changes-of.ts";
import { labelOf } from "./label-of.ts";
import { setBack } from "./set-back.ts";
import { valueInWords } from "./value-in-words.ts";

const stored = { deliveryAttempts: 7, locale: "de", notifyText: true } as unknown as SettingsAnswer;

it("leads back to what was set before, and keeps what else is being changed", () => {
  const changes = [
    { field: "deliveryAttempts", before: null, after: 7 },
    { field: "locale", before: "en", after: "de" },
    { field: "logs", after: { all: true } },
    { field: "gone", before: 1, after: 2 },
    { field: "openAiPrompt", before: null, after: "…", cut: ["after" as const] },
  ];
  expect(setBack({ notifyText: false }, stored, changes)).toEqual({
    drafts: { notifyText: false, deliveryAttempts: null, locale: "en" },
    filledIn: ["deliveryAttempts", "locale", "logs", "openAiPrompt"],
    leftOut: [],
  });
});

it("forgets a draft where what is stored is what was before", () => {
  const { drafts } = setBack({ locale: "fr" }, stored, [{ field: "locale", before: "de", after: "et" }]);
  expect(drafts).toEqual({});
});

it("leaves out secrets, and what is not known whole", () => {
  const changes = [
    { field: "serviceSecret", before: "******", after: "******" },
    { field: "webhooks", before: "https://******@example.com", after: "" },
    { field: "scriptEnv", before: "******", after: "******" },
    { field: "templateHeader", before: "<p>…", after: "", cut: ["before" as const] },
  ];
  expect(setBack({}, stored, changes)).toEqual({
    drafts: {},
    filledIn: [],
    leftOut: ["serviceSecret", "webhooks", "scriptEnv", "templateHeader"],
  });
});

it("leads back to an address in which nothing is hidden", () => {
  const changes = [
    { field: "webhooks", before: "https://old.example.com/hook", after: "https://new.example.com/hook" },
    { field: "webhooksCustomHeaders", before: [{ key: "X-Key", value: "******" }], after: [] },
  ];
  expect(setBack({}, stored, changes)).toEqual({
    drafts: { webhooks: "https://old.example.com/hook" },
    filledIn: ["webhooks"],
    leftOut: ["webhooksCustomHeaders"],
  });
});

it("takes what was changed of the default endpoint for the settings that have it", () => {
  const of = (target: string | null, changes: AdminLogEntry["changes"]) =>
    settingChangesOf({ target, changes } as AdminLogEntry);
  const changes = [
    { field: "targetUrl", before: "", after: "https://new.example.com/" },
    { field: "events", before: null, after: ["messageNew"] },
    { field: "paused", before: false, after: true },
  ];
  expect(of("default", changes)).toEqual([
    { field: "webhooks", before: null, after: "https://new.example.com/" },
    { field: "webhookEvents", before: ["*"], after: ["messageNew"] },
    { field: "paused", before: false, after: true },
  ]);
  expect(of(null, changes)).toEqual(changes);
  expect(of("default", null)).toBeNull();
});

it("says values in the words of the settings", () => {
  expect(valueInWords("deliveryAttempts", null, false)).toBe("10");
  expect(valueInWords("notifyText", true, false)).toBe("on");
  expect(valueInWords("serviceSecret", "******", false)).toBe("set");
  expect(valueInWords("serviceSecret", null, false)).toBe("not set");
  expect(valueInWords("webhooks", "https://******@example.com/", false)).toBe("https://******@example.com/");
  expect(valueInWords("templateHeader", "<p>…", true)).toBe("<p>…");
  expect(valueInWords("templateHeader", undefined, true)).toBe("…");
  expect(valueInWords("gone", 1, false)).toBe("1");
});

it("tells settings of the same name apart", () => {
  expect(labelOf("locale")).toBe("Language");
  expect(labelOf("smtpServerPort")).toBe("SMTP server: Port");
  expect(labelOf("imapProxyServerPort")).toBe("IMAP proxy: Port");
});
