import { ALERT_KINDS, type AlertRule } from "@posthorn/contracts/alert-rules";
import { describe, expect, it } from "vitest";
import { emptyForm, faultsOf, formOf, toRule } from "./alert-form.ts";

const STORED: AlertRule = {
  id: "1",
  name: "Queue",
  enabled: false,
  when: { queueDepth: { queue: "submit", more: 7, minutes: 3 } },
  target: { chat: { url: "https://chat.example.com/******", format: "teams" } },
  repeatHours: 4,
  state: "ok",
  since: null,
  value: null,
  findings: [],
  checked: null,
  told: null,
  error: null,
  created: "2026-03-01T00:00:00.000Z",
  updated: null,
};

describe("the form of an alert rule", () => {
  it.each(ALERT_KINDS)("asks only for whom to tell where %s is suggested", (kind) => {
    const form = emptyForm(kind);
    expect(Object.keys(faultsOf(form))).toEqual(["target.email.account", "target.email.to"]);
    form.target.email = { account: "ada", gateway: null, to: ["ops@example.org"] };
    expect(faultsOf(form)).toEqual({});
    const { when, target } = toRule(form);
    expect(Object.keys(when)).toEqual([kind]);
    expect(target).toEqual({ email: { account: "ada", to: ["ops@example.org"] } });
  });

  it("gives back what is stored as it was", () => {
    const { name, enabled, when, target, repeatHours } = STORED;
    expect(toRule(formOf(STORED))).toEqual({ name, enabled, when, target, repeatHours });
  });

  it("sends nothing of the kinds that were not chosen, and names what is missing", () => {
    const form = formOf(STORED);
    form.when.queueDepth.more = "";
    form.targetKind = "webhook";
    form.name = " ";
    expect(Object.keys(faultsOf(form)).toSorted()).toEqual(["name", "target.webhook.url", "when.queueDepth.more"]);
    form.kind = "expiringGrant";
    form.target.webhook.url = " https://ops.example.com ";
    expect(toRule(form)).toMatchObject({
      when: { expiringGrant: { days: 14 } },
      target: { webhook: { url: "https://ops.example.com" } },
    });
  });
});
