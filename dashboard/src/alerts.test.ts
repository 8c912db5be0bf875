import type { Stats } from "@posthorn/contracts/stats";
import { expect, it } from "vitest";
import { alertsOf, type Findings } from "./alerts.ts";

const queue = { active: 0, delayed: 0, waiting: 0, paused: 0, isPaused: false, total: 0 };
const stats = {
  accounts: 3,
  connections: { connected: 3, authenticationError: 0, connectError: 0 },
  queues: { notify: queue, submit: queue, documents: queue },
  redisWarnings: [],
} as unknown as Stats;
const nothing: Findings = {
  stats,
  endpoints: [],
  applications: [],
  listeners: [],
  nodes: [],
  settings: { serviceUrl: "https://mail.example.com", webhooksEnabled: true },
  configuration: undefined,
  rules: [],
};
const NOW = Date.parse("2026-11-27T12:00:00Z");
const idsOf = (findings: Partial<Findings>) => alertsOf({ ...nothing, ...findings }, NOW).map(({ id }) => id);

it("are none where all is well, or nothing is known", () => {
  expect(idsOf({})).toEqual([]);
  const unknown = { endpoints: undefined, applications: undefined, listeners: undefined, nodes: undefined };
  expect(alertsOf({ ...nothing, ...unknown, stats: undefined, settings: undefined, rules: undefined }, NOW)).toEqual(
    [],
  );
});

it("tell of accounts, queues, nodes and settings, the worst first", () => {
  const trouble = {
    ...stats,
    connections: { connectError: 1, authenticationError: 2 },
    queues: { ...stats.queues, submit: { ...queue, isPaused: true } },
  } as unknown as Stats;
  const node = { id: "n", host: "b", seen: new Date(NOW - 60_000).toISOString() };
  const found = alertsOf(
    { ...nothing, stats: trouble, nodes: [node] as unknown as Findings["nodes"], settings: {} },
    NOW,
  );
  expect(found.map(({ id, level }) => [id, level])).toEqual([
    ["accounts", "danger"],
    ["paused-submit", "warning"],
    ["node-n", "warning"],
    ["url", "info"],
    ["webhooks", "info"],
  ]);
  expect(found[0]?.title).toBe("3 accounts can't connect");
});

it("tell of endpoints that fail or were stopped, applications and certificates", () => {
  const failing = { since: new Date(NOW).toISOString(), failures: 3, error: { message: "500" } };
  const endpoints = [
    { id: "a", name: "CRM", failing, stopped: null },
    { id: "b", name: "", failing: null, stopped: { reason: "gone", url: "", at: "" } },
    { id: "c", name: "", failing: null, stopped: null },
  ] as unknown as Findings["endpoints"];
  const applications = [
    { id: "x", name: "App", lastError: { description: "expired" } },
    { id: "y", name: "Fine", lastError: null },
  ] as unknown as Findings["applications"];
  const facts = { notAfter: new Date(NOW + 86_400_000).toISOString() };
  const listeners = [
    { listener: "api", tls: true, facts, error: null },
    { listener: "smtpServer", tls: false, facts, error: "x" },
  ] as unknown as Findings["listeners"];
  expect(idsOf({ endpoints, applications, listeners })).toEqual([
    "endpoint-a",
    "stopped-b",
    "app-x",
    "certificate-api",
  ]);
});

it("tell of alert rules that fire, and of those that could not be told", () => {
  const well = { enabled: true, state: "ok", findings: ["Nothing"], error: null };
  const error = { message: "The receiver answered 410", at: new Date(NOW).toISOString() };
  const rules = [
    { ...well, id: "a", name: "Long queue", state: "firing", findings: ["300 jobs wait"] },
    { ...well, id: "b", name: "Chat", error },
    { ...well, id: "c", name: "Off", enabled: false, error },
    { ...well, id: "d", name: "Well" },
  ] as unknown as Findings["rules"];
  expect(alertsOf({ ...nothing, rules }, NOW)).toEqual([
    {
      id: "rule-a",
      level: "danger",
      title: "An alert fires: Long queue",
      text: "300 jobs wait",
      link: { to: "/alerts/$rule", params: { rule: "a" } },
    },
    {
      id: "untold-b",
      level: "warning",
      title: "The alert Chat could not be told",
      text: "The receiver answered 410",
      link: { to: "/alerts/$rule", params: { rule: "b" } },
    },
  ]);
});

it("tell that the API is open to programs on the same machine, and lead to the settings of security", () => {
  const configuration = { apiAuthentication: false } as NonNullable<Findings["configuration"]>;
  expect(alertsOf({ ...nothing, configuration }, NOW)).toMatchObject([
    { id: "api", level: "warning", link: { to: "/settings/{-$group}", params: { group: "security" } } },
  ]);
  expect(idsOf({ configuration: { ...configuration, apiAuthentication: true } })).toEqual([]);
});
