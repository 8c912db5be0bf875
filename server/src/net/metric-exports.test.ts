import { type FakeOtlp, startFakeOtlp } from "@posthorn/fakes/otlp";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createHttpClient, type HttpClient } from "./http-client.ts";
import { createMetricExports, type MetricExportOptions, type MetricExports } from "./metric-exports.ts";

const SECRET = "geheim7f3a9c";

describe("exports of metrics", () => {
  let receiver: FakeOtlp;
  let http: HttpClient;
  let exports: MetricExports | undefined;
  let lines: { level: string; message: string; context: object }[];
  beforeEach(async () => {
    receiver = await startFakeOtlp();
    http = createHttpClient({ policy: "link-local", connectTimeoutMs: 5000, proxy: () => undefined });
    exports = undefined;
    lines = [];
  });
  afterEach(async () => {
    receiver.answer = { status: 200, body: "{}" };
    await exports?.stop();
    await http.close();
    await receiver.close();
  });

  const write = (level: string) => (context: object, message: string) => void lines.push({ level, message, context });
  const log = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  function begin(more: Partial<MetricExportOptions> = {}): MetricExports {
    exports = createMetricExports({
      http,
      endpoint: `${receiver.url}/v1/metrics`,
      headers: { "Api-Key": SECRET, "Content-Type": "text/plain" },
      userAgent: "Posthorn/1.2.3",
      intervalMs: 10,
      timeoutMs: 20_000,
      collect: () => Promise.resolve('{"resourceMetrics":[]}'),
      log,
      ...more,
    });
    exports.start();
    return exports;
  }
  const until = (isSo: () => boolean) => vi.waitFor(() => expect(isSo()).toBe(true), { timeout: 40_000, interval: 20 });
  const messages = (level: string) => lines.filter((line) => line.level === level).map(({ message }) => message);

  it("go out every so often, with the headers, and once more at the end", async () => {
    const running = begin();
    await until(() => receiver.received.length >= 3);
    expect(receiver.received[0]).toMatchObject({
      path: "/v1/metrics",
      headers: { "api-key": SECRET, "content-type": "application/json", "user-agent": "Posthorn/1.2.3" },
    });
    await running.stop();
    const sent = receiver.received.length;
    const late = begin({ intervalMs: 60_000 });
    await late.stop();
    expect(receiver.received).toHaveLength(sent + 1);
    expect(messages("warn")).toEqual([]);
    expect(JSON.stringify(lines)).not.toContain(SECRET);
  });

  it("are tried again after a failure, of which the log tells once, and of its end", async () => {
    receiver.answer = { status: 503, body: `You sent ${SECRET}` };
    begin();
    await until(() => receiver.received.length >= 3);
    receiver.answer = { status: 200, body: '{"partialSuccess":{"rejectedDataPoints":"2","errorMessage":"no"}}' };
    await until(() =>
      lines.some(({ context }) => "reason" in context && String(context.reason).includes("rejected 2")),
    );
    receiver.answer = { status: 200, body: "not JSON" };
    await until(() => messages("info").includes("Metrics are exported again"));
    expect(messages("warn")).toEqual(["Metrics could not be exported, which will be tried again"]);
    expect(lines.find(({ level }) => level === "warn")?.context).toEqual({
      reason: "The receiver answered with 503",
    });
    expect(JSON.stringify(lines)).not.toContain(SECRET);
  });

  it("wait for one another", async () => {
    receiver.answer = null;
    begin();
    let ticks = 0;
    const ticking = setInterval(() => receiver.received.length > 0 && ticks++, 10);
    await until(() => ticks >= 5);
    clearInterval(ticking);
    expect(receiver.received).toHaveLength(1);
  });

  it("wait for no receiver without end", async () => {
    receiver.answer = null;
    begin({ timeoutMs: 200 });
    await until(() => receiver.received.length >= 2);
    expect(lines.find(({ level }) => level === "warn")?.context).toEqual({
      reason: "There was no answer within 200 ms",
    });
  });

  it("give up at the end, also on metrics that can't be had", async () => {
    let asked = 0;
    const running = begin({
      timeoutMs: 300,
      collect: () => new Promise(() => asked++),
    });
    await until(() => asked > 0);
    await running.stop();
    expect(receiver.received).toEqual([]);
    expect(messages("warn")).toEqual(["Metrics could not be exported, which will be tried again"]);
  });

  it("go nowhere that is out of bounds", async () => {
    begin({ endpoint: "http://169.254.169.254/v1/metrics" });
    await until(() => messages("warn").length === 1);
    expect(JSON.stringify(lines)).toContain("169.254.169.254");
  });
});
