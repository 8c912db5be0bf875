import { type FakeSentry, startFakeSentry } from "@posthorn/fakes/sentry";
import pino from "pino";
import { Writable } from "node:stream";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createErrorReports, type ErrorReports, reportingHooks } from "./error-reports.ts";
import { createHttpClient, type HttpClient } from "./http-client.ts";

describe("reports of faults", () => {
  let sentry: FakeSentry;
  let http: HttpClient;
  let reports: ErrorReports;
  let log: pino.Logger;
  let now: number;
  let dsn: string | undefined;
  beforeEach(async () => {
    sentry = await startFakeSentry();
    http = createHttpClient({ policy: "link-local", connectTimeoutMs: 5000, proxy: () => undefined });
    reports = createErrorReports();
    log = pino({ level: "debug", hooks: reportingHooks(reports) }, new Writable({ write: (_, __, done) => done() }));
    now = 1_700_000_000_000;
    dsn = sentry.dsn;
    reports.connect({ http, dsn: () => dsn, version: "1.2.3", instance: "abc", log, now: () => now });
  });
  afterEach(async () => {
    await http.close();
    await sentry.close();
  });
  const sent = async () => {
    await reports.flush(10_000);
    return sentry.received.map(({ items }) => items[0]?.payload);
  };
  const valueOf = (event: Record<string, unknown> | undefined) =>
    (event?.["exception"] as { values: { value: string }[] } | undefined)?.values[0]?.value;
  const broken = (message = "x is not a function") => new TypeError(message);

  it("are envelopes that tell what broke, where, and whose account it was", async () => {
    log.child({ reqId: "r" }).error({ err: broken(), account: "ada" }, "An API call failed");
    const [event] = await sent();
    expect(event).toMatchObject({
      platform: "node",
      level: "error",
      release: "posthorn@1.2.3",
      timestamp: 1_700_000_000,
      tags: { worker: "main", instance: "abc" },
      user: { id: "ada" },
      exception: { values: [{ type: "TypeError", value: "x is not a function", mechanism: { handled: true } }] },
    });
    const [{ stacktrace }] = (event as { exception: { values: [{ stacktrace: { frames: object[] } }] } }).exception
      .values;
    expect(stacktrace.frames.at(-1)).toMatchObject({
      filename: "app:///server/src/net/error-reports.test.ts",
      lineno: expect.any(Number) as number,
      function: expect.stringContaining("broken") as string,
    });
    const [envelope] = sentry.received;
    expect(envelope?.url).toMatch(/^\/api\/7\/envelope\/\?.*sentry_key=publickey/);
    expect(envelope?.items[0]?.header).toMatchObject({ type: "event" });
    expect(envelope?.header["event_id"]).toBe(event?.["event_id"]);
  });

  it("are of faults in the program only, and of what ends it", async () => {
    log.error({ err: new Error("Something went wrong") }, "x");
    log.error({ err: new SyntaxError('Unexpected token in "Dear Bob"') }, "x");
    log.info({ err: broken() }, "x");
    log.warn({ err: Object.assign(broken("fetch failed"), { cause: new Error("refused") }) }, "x");
    log.warn({ err: new TypeError("odd", { cause: Object.assign(new Error("x"), { code: "ECONNRESET" }) }) }, "x");
    log.warn({ err: Object.assign(new RangeError("odd"), { code: "UND_ERR_SOCKET" }) }, "x");
    log.error("only words");
    expect(await sent()).toEqual([]);
    log.warn({ err: new RangeError("Invalid time value") }, "x");
    log.fatal({ err: new Error("Nobody caught me") }, "x");
    expect((await sent()).map((event) => event?.["level"]).toSorted()).toEqual(["error", "fatal"]);
  });

  it("hold neither mail nor secrets", async () => {
    const secret = "c2VjcmV0LXRva2VuLXNlY3JldC10b2tlbg==";
    log.error(
      {
        err: broken(
          `Invalid "Dear Bob" of ada@example.com at https://x.example/?k=1 with ${secret} or +3725551234 for 'x'`,
        ),
      },
      "x",
    );
    const [event] = await sent();
    expect(JSON.stringify(event)).not.toMatch(/Dear|ada@|x\.example|c2Vjcm|3725551234/);
    expect(JSON.stringify(event)).toContain("for 'x'");
  });

  it("hide what a function was given, however long, and quotes in a message", async () => {
    log.error({ err: broken("The argument must be a number. Received type string ('hunter2')") }, "x");
    log.error({ err: broken("Can't read 'Dear Bob' of undefined (reading 'length')") }, "x");
    log.error({ err: broken(`odd ${"a,".repeat(200_000)}`) }, "x");
    expect((await sent()).map((event) => valueOf(event)).toSorted()).toEqual([
      "Can't read (hidden) of undefined (reading 'length')",
      "The argument must be a number. (hidden)",
      expect.stringMatching(/^odd (a,){98}$/),
    ]);
  });

  it("are not sent twice in a minute, nor too many at once", async () => {
    const one = broken();
    for (let time = 0; time < 3; time++) log.error({ err: one }, "x");
    expect(await sent()).toHaveLength(1);
    now += 60_000;
    log.error({ err: one }, "x");
    expect(await sent()).toHaveLength(2);
    for (let number = 0; number < 30; number++) {
      log.error({ err: broken(`fault ${number}`) }, "x");
      await reports.flush(10_000);
    }
    expect(sentry.received).toHaveLength(1 + 20);
  });

  it("wait as long as the service asks for, and fail silently", async () => {
    sentry.answer = { status: 429, headers: { "retry-after": "120" } };
    log.error({ err: broken("a") }, "x");
    await sent();
    now += 60_000;
    log.error({ err: broken("b") }, "x");
    expect(await sent()).toHaveLength(1);
    now += 60_000;
    sentry.answer = { status: 500 };
    log.error({ err: broken("c") }, "x");
    expect(await sent()).toHaveLength(2);
    dsn = "http://nobody@127.0.0.1:1/1";
    log.error({ err: broken("d") }, "x");
    dsn = "https://example.com/";
    log.error({ err: broken("e") }, "x");
    dsn = undefined;
    log.error({ err: broken("f") }, "x");
    expect(await sent()).toHaveLength(2);
  });
});
