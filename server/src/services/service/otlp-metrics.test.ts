import { startFakeOtlp } from "@posthorn/fakes/otlp";
import { Counter, Gauge, Histogram, Registry } from "prom-client";
import { describe, expect, it, vi } from "vitest";
import { createTestGateway } from "../testing.ts";
import { otlpMetrics } from "./otlp-metrics.ts";

const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });

describe("metrics for OpenTelemetry", () => {
  it("are sums, gauges and histograms, counted since the start", async () => {
    const registers = [new Registry()];
    const calls = new Counter({ name: "calls", help: "Calls", labelNames: ["code"], registers });
    calls.inc({ code: 200 }, 3);
    calls.inc({ code: "" });
    new Gauge({ name: "threads", help: "Threads", registers }).set(-1.5);
    new Gauge({ name: "lag", help: "Unknown yet", registers }).set(NaN);
    const took = new Histogram({ name: "took", help: "Took", buckets: [1, 10], labelNames: ["kind"], registers });
    for (const ms of [0.5, 1, 2, 50]) took.observe({ kind: "a" }, ms);
    took.observe({ kind: "b" }, 5);
    new Histogram({ name: "never", help: "Never", buckets: [1], labelNames: ["kind"], registers }).reset();
    const origin = { resource: { "service.name": "mail" }, version: "1.2.3", startedAt: 1000, at: 1_700_000_000_000 };
    const times = { startTimeUnixNano: "1000000000", timeUnixNano: "1700000000000000000" };
    expect(JSON.parse(otlpMetrics((await registers[0]?.getMetricsAsJSON()) ?? [], origin))).toEqual({
      resourceMetrics: [
        {
          resource: { attributes: [text("service.name", "mail")] },
          scopeMetrics: [
            {
              scope: { name: "posthorn", version: "1.2.3" },
              metrics: [
                {
                  name: "calls",
                  description: "Calls",
                  sum: {
                    dataPoints: [
                      { attributes: [text("code", "200")], ...times, asDouble: 3 },
                      { attributes: [text("code", "")], ...times, asDouble: 1 },
                    ],
                    aggregationTemporality: 2,
                    isMonotonic: true,
                  },
                },
                {
                  name: "threads",
                  description: "Threads",
                  gauge: { dataPoints: [{ attributes: [], ...times, asDouble: -1.5 }] },
                },
                {
                  name: "took",
                  description: "Took",
                  histogram: {
                    dataPoints: [
                      {
                        attributes: [text("kind", "a")],
                        ...times,
                        count: "4",
                        sum: 53.5,
                        explicitBounds: [1, 10],
                        bucketCounts: ["2", "1", "1"],
                      },
                      {
                        attributes: [text("kind", "b")],
                        ...times,
                        count: "1",
                        sum: 5,
                        explicitBounds: [1, 10],
                        bucketCounts: ["0", "1", "0"],
                      },
                    ],
                    aggregationTemporality: 2,
                  },
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it("are those of the page, sent where the standard variables say, up to the end", async () => {
    const receiver = await startFakeOtlp();
    const gateway = await createTestGateway("sqlite", {
      env: {
        OTEL_EXPORTER_OTLP_ENDPOINT: `${receiver.url}/otlp/`,
        OTEL_EXPORTER_OTLP_HEADERS: "api-key=geheim%207f3a9c, x-tenant = a",
        OTEL_METRIC_EXPORT_INTERVAL: "1000",
        OTEL_SERVICE_NAME: "mail",
        OTEL_RESOURCE_ATTRIBUTES: "service.name=other,deployment.environment.name=staging",
      },
    });
    try {
      await vi.waitFor(() => expect(receiver.received).not.toEqual([]), { timeout: 40_000 });
      const page = (await gateway.call("GET", "/metrics")).bytes.toString();
      await gateway.call("GET", "/v1/account/nobody");
      await gateway.stop();
      const last = receiver.received.at(-1);
      expect(last).toMatchObject({
        path: "/otlp/v1/metrics",
        headers: { "api-key": "geheim 7f3a9c", "x-tenant": "a" },
        resource: {
          "service.name": "mail",
          "service.version": expect.any(String) as string,
          "service.instance.id": expect.any(String) as string,
          "deployment.environment.name": "staging",
        },
      });
      const names = [...page.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name ?? "");
      const ours = names.filter((name) => !/^(process|nodejs)_/.test(name));
      const hasSamples = (name: string) => new RegExp(`^${name}(_count)?[{ ]`, "m").test(page);
      expect(ours.filter((name) => hasSamples(name) && !last?.metrics.has(name))).toEqual([]);
      expect(last?.metrics.get("api_call")).toMatchObject({ kind: "sum", isMonotonic: true });
      expect(last?.metrics.get("api_call")?.points.map(({ attributes }) => attributes["statusCode"])).toContain("404");
      expect(last?.metrics.get("threads")?.kind).toBe("gauge");
      expect(last?.metrics.get("webhook_req")?.kind).toBe("histogram");
      const faults = gateway.logs.filter(({ level }) => Number(level) >= 40).map(({ msg }) => msg);
      expect(faults).toEqual(["An API call failed"]);
      expect(JSON.stringify(gateway.logs)).not.toContain("geheim");
    } finally {
      await gateway.close();
      await receiver.close();
    }
  });
});
