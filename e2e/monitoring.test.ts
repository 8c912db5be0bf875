import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "@posthorn/fakes/local-server";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ENGINES, install, type Installation } from "./installation.ts";

const DEPLOY = join(fileURLToPath(import.meta.url), "..", "..", "deploy");
const RULES = join(DEPLOY, "prometheus");

interface Panel {
  id: number;
  type: string;
  title: string;
  gridPos: { x: number; y: number; w: number; h: number };
  datasource?: { type: string; uid: string };
  targets?: { refId: string; expr: string; datasource: { uid: string } }[];
}

interface Dashboard {
  uid: string;
  title: string;
  schemaVersion: number;
  panels: Panel[];
  templating: { list: { name: string; type: string; query: unknown; definition?: string }[] };
}

const readDashboard = async () =>
  JSON.parse(await readFile(join(DEPLOY, "grafana", "posthorn.json"), "utf8")) as Dashboard;

const expressionsOf = ({ panels }: Dashboard) =>
  panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

/** Every selector of ours has braces, so that what stands before them is the name of a metric. */
const namesIn = (text: string) => [...text.matchAll(/([a-zA-Z_][a-zA-Z0-9_]*)\{/g)].map(([, name]) => name as string);

describe("the rules that come along", () => {
  const promtool = (...args: string[]) => promisify(execFile)("promtool", args, { cwd: RULES });

  it("are right, and say what they should of what happened", async () => {
    expect((await promtool("check", "rules", "alerts.yml")).stdout).toContain("SUCCESS");
    expect((await promtool("test", "rules", "alerts.test.yml")).stdout).toContain("SUCCESS");
  });

  it("are tried one and all", async () => {
    const [rules, tests] = await Promise.all(
      ["alerts.yml", "alerts.test.yml"].map((name) => readFile(join(RULES, name), "utf8")),
    );
    const alerts = [...(rules ?? "").matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
    expect(alerts.length).toBeGreaterThan(20);
    expect(alerts.filter((name) => !tests?.includes(`"${name}"`) && !tests?.includes(`alertname: ${name}`))).toEqual(
      [],
    );
  });
});

describe("the dashboard for Grafana", () => {
  it("is one, with nothing over anything else", async () => {
    const dashboard = await readDashboard();
    expect(dashboard).toMatchObject({ title: "Posthorn", uid: "posthorn" });
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(36);
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const taken = new Map<string, string>();
    for (const { title, type, gridPos, targets = [], datasource } of dashboard.panels) {
      const { x, y, w, h } = gridPos;
      for (const number of [x, y, w, h]) expect(Number.isInteger(number)).toBe(true);
      expect([x >= 0, y >= 0, w > 0, h > 0, x + w <= 24]).toEqual([true, true, true, true, true]);
      for (let column = x; column < x + w; column++)
        for (let line = y; line < y + h; line++) {
          expect(taken.get(`${column},${line}`)).toBeUndefined();
          taken.set(`${column},${line}`, title);
        }
      if (type === "row") continue;
      expect(["timeseries", "stat"]).toContain(type);
      expect(datasource).toEqual({ type: "prometheus", uid: "${datasource}" });
      expect(targets.length).toBeGreaterThan(0);
      expect(new Set(targets.map(({ refId }) => refId)).size).toBe(targets.length);
      for (const target of targets) {
        expect(target.datasource.uid).toBe("${datasource}");
        expect(target.expr).toContain('instance=~"$host"');
      }
    }
  });

  it("asks which data source and which instances", async () => {
    const { templating } = await readDashboard();
    expect(templating.list.map(({ name, type }) => [name, type])).toEqual([
      ["datasource", "datasource"],
      ["host", "query"],
    ]);
    expect(templating.list[1]?.definition).toBe("label_values(emailengine_config, instance)");
  });
});

describe.each(ENGINES)("monitoring, on %s", (engine) => {
  let posthorn: Installation;
  let token: string;
  beforeAll(async () => {
    posthorn = await install(engine);
    token = (await posthorn.command("tokens", "issue", "-d", "Prometheus", "-s", "metrics")).trim();
  });
  afterAll(() => posthorn.remove());

  it("has a metric for everything that the dashboard and the rules ask for, and a panel for all of ours", async () => {
    const { body } = await posthorn.call<string>("GET", "/metrics", undefined, { token });
    const types = new Map([...body.matchAll(/^# TYPE (\w+) (\w+)$/gm)].map(([, name, type]) => [name as string, type]));
    const isThere = (name: string) =>
      types.has(name) || (/_(bucket|sum|count)$/.test(name) && types.has(name.replace(/_(bucket|sum|count)$/, "")));
    const shown = namesIn(JSON.stringify(expressionsOf(await readDashboard())));
    const alerted = namesIn(await readFile(join(RULES, "alerts.yml"), "utf8"));
    expect([...new Set([...shown, ...alerted])].filter((name) => name !== "up" && !isThere(name))).toEqual([]);
    const ours = [...types.keys()].filter((name) => !/^(process|nodejs)_/.test(name));
    const inWords = new Set(["license_days_remaining"]);
    expect(
      ours.filter((name) => !inWords.has(name) && !shown.some((one) => one === name || one === `${name}_bucket`)),
    ).toEqual([]);
    const documented = await readFile(join(DEPLOY, "..", "docs", "monitoring.md"), "utf8");
    expect(ours.filter((name) => !documented.includes(name))).toEqual([]);
  });

  it("is scraped by a real Prometheus as it comes, which can evaluate all of that", async () => {
    const target = new URL(posthorn.url).host;
    const directory = await mkdtemp(join(tmpdir(), "posthorn-prometheus-"));
    await cp(RULES, directory, { recursive: true });
    const shipped = await readFile(join(RULES, "prometheus.yml"), "utf8");
    await writeFile(
      join(directory, "prometheus.yml"),
      shipped.replace("127.0.0.1:3000", target).replaceAll(": 15s", ": 1s"),
    );
    await writeFile(join(directory, "posthorn.token"), token);
    const port = await freePort();
    const prometheus = spawn(
      "prometheus",
      [
        `--config.file=${join(directory, "prometheus.yml")}`,
        `--storage.tsdb.path=${join(directory, "data")}`,
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      { stdio: "ignore" },
    );
    const ask = async <T>(path: string) =>
      ((await (await fetch(`http://127.0.0.1:${port}/api/v1/${path}`)).json()) as { status: string; data: T }).data;
    const query = (expression: string) =>
      ask<{ result: { metric: Record<string, string> }[] } | undefined>(
        `query?query=${encodeURIComponent(expression)}`,
      );
    try {
      await vi.waitFor(
        async () => {
          const found = await query("emailengine_config");
          expect(found?.result.map(({ metric }) => metric["instance"])).toContain(target);
          const { activeTargets } = await ask<{ activeTargets: object[] }>("targets");
          expect(activeTargets).toMatchObject([{ health: "up", lastError: "" }]);
          const { groups } = await ask<{ groups: { rules: { name: string; health: string; state: string }[] }[] }>(
            "rules",
          );
          const rules = groups.flatMap((group) => group.rules);
          expect(rules.filter(({ health }) => health !== "ok")).toEqual([]);
          expect(rules.filter(({ state }) => state === "firing")).toEqual([]);
        },
        { timeout: 40_000, interval: 250 },
      );
      for (const { title, expr } of expressionsOf(await readDashboard())) {
        const answer = await query(expr.replaceAll("$host", ".+").replaceAll("$__rate_interval", "1m"));
        expect(answer, title).toBeDefined();
      }
    } finally {
      prometheus.kill();
      await once(prometheus, "exit");
      await rm(directory, { recursive: true, force: true });
    }
  });
});
