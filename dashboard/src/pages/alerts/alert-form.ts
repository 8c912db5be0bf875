import type { UseFormReturnType } from "@mantine/form";
import type {
  AlertKind,
  AlertRule,
  AlertTarget,
  AlertWhen,
  ChatFormat,
  CreateAlertRule,
  ExpiringGrant,
} from "@posthorn/contracts/alert-rules";
import { texts } from "./texts.ts";

type Amount = number | "";
export type TargetKind = "email" | "webhook" | "chat";

/** The fields, named like those of the API; those of every kind stay, so that a change of mind loses nothing. */
export interface AlertForm extends Record<string, unknown> {
  name: string;
  enabled: boolean;
  kind: AlertKind;
  when: {
    accountDown: { minutes: Amount; more: Amount; account: string | null };
    queueDepth: { queue: "notify" | "submit"; more: Amount; minutes: Amount };
    failureRate: { of: "webhooks" | "sends" | "calls"; percent: Amount; minutes: Amount; least: Amount };
    expiringGrant: { days: Amount; of: ExpiringGrant[] };
  };
  targetKind: TargetKind;
  target: {
    email: { account: string | null; gateway: string | null; to: string[] };
    webhook: { url: string };
    chat: { url: string; format: ChatFormat };
  };
  repeatHours: Amount;
}

/** The form as its fields use it. */
export type AlertFormState = Pick<
  UseFormReturnType<AlertForm>,
  "values" | "errors" | "getInputProps" | "setFieldValue"
>;

export const FIELDS = [
  "name",
  "when.accountDown.minutes",
  "when.accountDown.more",
  "when.accountDown.account",
  "when.queueDepth.more",
  "when.queueDepth.minutes",
  "when.failureRate.percent",
  "when.failureRate.minutes",
  "when.failureRate.least",
  "when.expiringGrant.days",
  "when.expiringGrant.of",
  "target.email.account",
  "target.email.gateway",
  "target.email.to",
  "target.webhook.url",
  "target.chat.url",
  "repeatHours",
];

/** A new rule of a kind, with the thresholds that the alert rules for Prometheus have, too. */
export const emptyForm = (kind: AlertKind = "accountDown"): AlertForm => ({
  name: texts.suggestions[kind],
  enabled: true,
  kind,
  when: {
    accountDown: { minutes: 5, more: 0, account: null },
    queueDepth: { queue: "notify", more: 100, minutes: 5 },
    failureRate: { of: "webhooks", percent: 10, minutes: 5, least: 20 },
    expiringGrant: { days: 14, of: [] },
  },
  targetKind: "email",
  target: {
    email: { account: null, gateway: null, to: [] },
    webhook: { url: "" },
    chat: { url: "", format: "slack" },
  },
  repeatHours: "",
});

/** The form with what is stored; addresses are there as the API shows them, masked. */
export function formOf({ name, enabled, when, target, repeatHours }: AlertRule): AlertForm {
  const empty = emptyForm();
  const { accountDown, queueDepth, failureRate, expiringGrant } = when;
  const { email, webhook, chat } = target;
  return {
    name,
    enabled,
    kind: (Object.keys(when)[0] ?? empty.kind) as AlertKind,
    when: {
      accountDown: { ...empty.when.accountDown, ...accountDown },
      queueDepth: { ...empty.when.queueDepth, ...queueDepth },
      failureRate: { ...empty.when.failureRate, ...failureRate },
      expiringGrant: { ...empty.when.expiringGrant, ...expiringGrant },
    },
    targetKind: email ? "email" : webhook ? "webhook" : "chat",
    target: {
      email: { ...empty.target.email, ...email },
      webhook: { url: webhook?.url ?? "" },
      chat: { ...empty.target.chat, ...chat },
    },
    repeatHours: repeatHours ?? "",
  };
}

/** Faults by field, before anything is sent. */
export function faultsOf({ name, kind, when, targetKind, target }: AlertForm): Record<string, string> {
  const { email, webhook, chat } = target;
  const needed: Record<string, unknown> = {
    name: name.trim(),
    ...(targetKind === "email" && {
      "target.email.account": email.account ?? "",
      "target.email.to": email.to.length === 0 ? "" : email.to,
    }),
    ...(targetKind === "webhook" && { "target.webhook.url": webhook.url.trim() }),
    ...(targetKind === "chat" && { "target.chat.url": chat.url.trim() }),
  };
  for (const [field, value] of Object.entries(when[kind])) if (value === "") needed[`when.${kind}.${field}`] = "";
  const missing = Object.entries(needed).filter(([, value]) => value === "");
  return Object.fromEntries(missing.map(([field]) => [field, texts.form.needs]));
}

function whenOf({ kind, when }: AlertForm): AlertWhen {
  const { accountDown, queueDepth, failureRate, expiringGrant } = when;
  if (kind === "accountDown") {
    const { account, minutes, more } = accountDown;
    return { accountDown: { minutes: Number(minutes), more: Number(more), ...(account !== null && { account }) } };
  }
  if (kind === "queueDepth")
    return { queueDepth: { ...queueDepth, more: Number(queueDepth.more), minutes: Number(queueDepth.minutes) } };
  if (kind === "failureRate") {
    const { of, percent, minutes, least } = failureRate;
    return { failureRate: { of, percent: Number(percent), minutes: Number(minutes), least: Number(least) } };
  }
  const { days, of } = expiringGrant;
  return { expiringGrant: { days: Number(days), ...(of.length > 0 && { of }) } };
}

function targetOf({ targetKind, target }: AlertForm): AlertTarget {
  const { email, webhook, chat } = target;
  if (targetKind === "webhook") return { webhook: { url: webhook.url.trim() } };
  if (targetKind === "chat") return { chat: { ...chat, url: chat.url.trim() } };
  const { account, gateway, to } = email;
  return { email: { account: account ?? "", ...(gateway !== null && { gateway }), to } };
}

/** The rule as the API wants it. */
export const toRule = (values: AlertForm): CreateAlertRule => ({
  name: values.name.trim(),
  enabled: values.enabled,
  when: whenOf(values),
  target: targetOf(values),
  repeatHours: values.repeatHours === "" ? null : values.repeatHours,
});
