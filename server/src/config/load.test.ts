import { describe, expect, it } from "vitest";
import { ConfigError } from "./error.ts";
import { loadConfig } from "./load.ts";
import { ALL_OPTIONS } from "./options.ts";

const files =
  (contents: Record<string, string> = {}) =>
  (path: string) => {
    const content = contents[path];
    if (content === undefined)
      throw Object.assign(new Error(`ENOENT: no such file, open '${path}'`), { code: "ENOENT" });
    return content;
  };

const load = (env: Record<string, string> = {}, argv: string[] = [], contents: Record<string, string> = {}) =>
  loadConfig(env, argv, files(contents));

function faultsOf(env: Record<string, string>, argv: string[] = [], contents: Record<string, string> = {}) {
  try {
    load(env, argv, contents);
  } catch (error) {
    if (error instanceof ConfigError) return error.faults;
    throw error;
  }
  return [];
}

describe("loadConfig", () => {
  it("has a default for everything", () => {
    const config = load();
    expect(config.http).toMatchObject({ host: "127.0.0.1", port: 3000, maxBodySize: 52_428_800, trustProxy: false });
    expect(config.storage).toEqual({
      dataDir: "./data",
      database: "data/posthorn.db",
      maxConnections: 16,
      secret: undefined,
    });
    expect(config.webhooks).toMatchObject({
      timeoutMs: 30_000,
      egressPolicy: "link-local",
      atOnce: 50,
      functionTimeoutMs: 1000,
    });
    expect(config.warnings).toEqual([]);
  });

  it("is frozen to the bottom", () => {
    const config = load({ POSTHORN_SETTINGS: '{"logs":{"all":true}}' });
    expect(Object.isFrozen(config)).toBe(true);
    expect(Object.isFrozen(config.http)).toBe(true);
    expect(Object.isFrozen(config.service.settings["logs"])).toBe(true);
  });

  it("accepts EmailEngine's names, ours winning", () => {
    expect(load({ EENGINE_PORT: "4000" }).http.port).toBe(4000);
    expect(load({ EENGINE_PORT: "4000", POSTHORN_PORT: "5000", PORT: "6000" }).http.port).toBe(5000);
    expect(load({ PORT: "6000" }).http.port).toBe(6000);
  });

  it("reads what OpenTelemetry calls so, headers and attributes taken apart", () => {
    expect(load().telemetry.metricsEndpoint).toBeUndefined();
    const below = (url: string) => load({ OTEL_EXPORTER_OTLP_ENDPOINT: url }).telemetry.metricsEndpoint;
    expect(below("http://127.0.0.1:4318")).toBe("http://127.0.0.1:4318/v1/metrics");
    expect(below("https://otlp.example/in/?a=b")).toBe("https://otlp.example/in/v1/metrics?a=b");
    const { telemetry } = load(
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: "http://127.0.0.1:4318",
        OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: "http://127.0.0.1:9090/api/v1/otlp/v1/metrics",
        OTEL_EXPORTER_OTLP_HEADERS_FILE: "/run/headers",
        OTEL_RESOURCE_ATTRIBUTES: "a=1, b = x%2Cy=z ,",
      },
      [],
      { "/run/headers": "Authorization=Basic%20YTpi==\n" },
    );
    expect(telemetry).toMatchObject({
      metricsEndpoint: "http://127.0.0.1:9090/api/v1/otlp/v1/metrics",
      headers: { Authorization: "Basic YTpi==" },
      resourceAttributes: { a: "1", b: "x,y=z" },
      intervalMs: 60_000,
      timeoutMs: 10_000,
    });
    for (const headers of ["secret", "=secret", "a=secret%", "a b=secret", "a=secret%0A", "é=secret"])
      expect(faultsOf({ OTEL_EXPORTER_OTLP_HEADERS: headers })).toEqual([
        "OTEL_EXPORTER_OTLP_HEADERS must be a list like name=value, separated by commas, with values percent-encoded where needed.",
      ]);
  });

  it("takes an empty variable for one that is not set", () => {
    expect(load({ POSTHORN_PORT: "", EENGINE_PORT: "4000" }).http.port).toBe(4000);
  });

  it("reads a value from a file, without its last line break", () => {
    const config = load({ POSTHORN_SECRET_FILE: "/run/secret", EENGINE_PORT_FILE: "/run/port" }, [], {
      "/run/secret": " with space \n",
      "/run/port": "4000\r\n",
    });
    expect(config.storage.secret).toBe(" with space ");
    expect(config.http.port).toBe(4000);
  });

  it("has a _FILE twin and an EENGINE_ alias for every option", () => {
    for (const { option, section, property } of ALL_OPTIONS) {
      const faults = faultsOf({ [`EENGINE_${option.name}_FILE`]: "/nowhere" });
      expect(faults, `${section}.${property}`).toEqual([
        expect.stringContaining(`EENGINE_${option.name}_FILE names /nowhere`),
      ]);
    }
  });

  it("does not start on an unreadable file", () => {
    expect(faultsOf({ POSTHORN_SECRET_FILE: "/nowhere" })).toEqual([
      "POSTHORN_SECRET_FILE names /nowhere, which cannot be read: ENOENT: no such file, open '/nowhere'.",
    ]);
  });

  it("names every fault at once", () => {
    expect(
      faultsOf({ POSTHORN_PORT: "abc", EENGINE_WEBHOOK_EGRESS_POLICY: "none", POSTHORN_TIMEOUT: "soon" }, [
        "--log-level",
        "loud",
      ]),
    ).toEqual([
      'POSTHORN_PORT must be a whole number from 0 to 65535, not "abc".',
      'POSTHORN_TIMEOUT must be a duration like 500ms, 10s, 5m, 2h or 3d, at least 1 ms, not "soon".',
      '--log-level must be one of silent, fatal, error, warn, info, debug, trace, not "loud".',
      'EENGINE_WEBHOOK_EGRESS_POLICY must be one of link-local, private, off, not "none".',
    ]);
  });

  it("keeps secrets out of its messages", () => {
    const faults = faultsOf({
      POSTHORN_DATABASE_URL: "mysql://root:hunter2@db/mail",
      POSTHORN_SETTINGS: '{"serviceSecret":"hunter2"',
      POSTHORN_HTTP_PROXY_URL: "ftp://me:hunter2@proxy",
    });
    expect(faults).toHaveLength(3);
    expect(faults.join()).not.toContain("hunter2");
  });

  it("puts short flags before the environment, and --section.key behind it", () => {
    const env = { EENGINE_PORT: "4000" };
    expect(load(env, ["--port", "5000"]).http.port).toBe(5000);
    expect(load(env, ["--port=5000"]).http.port).toBe(5000);
    expect(load(env, ["--api.port=5000"]).http.port).toBe(4000);
    expect(load({}, ["--api.port=5000", "--service.secret", "shh", "--api.proxy"])).toMatchObject({
      http: { port: 5000 },
      seeds: { enableApiProxy: true },
      storage: { secret: "shh" },
    });
    expect(load({ APPCONF_api_port: "5000" }).http.port).toBe(5000);
  });

  it("refuses an argument without a meaning", () => {
    expect(faultsOf({}, ["--prot", "1"])).toEqual([
      "The argument --prot means nothing here.",
      "The argument 1 means nothing here.",
    ]);
  });

  it("reads a TOML file, with what it includes", () => {
    const contents = {
      "/etc/posthorn.toml":
        '# @include "secret.toml"\n[api]\nport = 4000\nproxy = true\n[settings]\nserviceUrl = "https://x.example"\n[cors]\norigin = ["https://a.example", "https://b.example"]\n',
      "/etc/secret.toml": '[service]\nsecret = "shh"\n',
    };
    for (const [env, argv] of [
      [{ POSTHORN_CONFIG: "/etc/posthorn.toml" }, []],
      [{ NODE_CONFIG_PATH: "/etc/posthorn.toml" }, []],
      [{}, ["--config", "/etc/posthorn.toml"]],
      [{}, ["--config=/etc/posthorn.toml"]],
    ] as [Record<string, string>, string[]][]) {
      expect(load(env, argv, contents)).toMatchObject({
        seeds: { enableApiProxy: true },
        http: { port: 4000, corsOrigins: ["https://a.example", "https://b.example"] },
        storage: { secret: "shh" },
        service: { settings: { serviceUrl: "https://x.example" } },
        warnings: [],
      });
    }
  });

  it("reads certificates from the files that are named, and takes their table for the wish to have TLS", () => {
    const contents = {
      "/etc/p.toml": '[api.tls]\ncertPath = "/tls/cert.pem"\nkey = "KEY"\n',
      "/tls/cert.pem": "CERT\n",
      "/tls/ca.pem": "CA",
    };
    expect(load({}, ["--config", "/etc/p.toml", "--api.tls.caPath=/tls/ca.pem"], contents)).toMatchObject({
      apiTls: { enabled: true, cert: "CERT", key: "KEY", ca: "CA" },
      warnings: [],
    });
    expect(faultsOf({}, ["--smtp.tls.keyPath=/nowhere"])).toEqual([
      "--smtp.tls.keyPath names /nowhere, which cannot be read: ENOENT: no such file, open '/nowhere'.",
    ]);
  });

  it("reads a JSON file", () => {
    const contents = { "/etc/posthorn.json": '{"api":{"port":4000}}' };
    expect(load({ POSTHORN_CONFIG: "/etc/posthorn.json" }, [], contents).http.port).toBe(4000);
  });

  it("names the key and the file of a wrong value", () => {
    const contents = { "/etc/p.toml": "[api]\nport = 70000\n" };
    expect(faultsOf({}, ["--config", "/etc/p.toml"], contents)).toEqual([
      'api.port in /etc/p.toml must be a whole number from 0 to 65535, not "70000".',
    ]);
    expect(faultsOf({}, ["--config", "/etc/q.toml"])[0]).toMatch(
      /^The configuration file \/etc\/q.toml cannot be used: ENOENT/,
    );
    expect(faultsOf({}, ["--config", "/etc/p.toml"], { "/etc/p.toml": 'secret = "hunter2' })[0]).not.toContain(
      "hunter2",
    );
  });

  it("fills in from .env what the environment does not set", () => {
    const contents = { ".env": 'export POSTHORN_PORT=4000\nPOSTHORN_HOST="::1" # here\n' };
    expect(load({ POSTHORN_HOST: "0.0.0.0" }, [], contents).http).toMatchObject({ port: 4000, host: "0.0.0.0" });
  });

  it("trusts a reverse proxy when one is named", () => {
    expect(load({ POSTHORN_API_PROXY_ADDRESSES: "10.0.0.1, 10.1.0.0/16" }).http).toMatchObject({
      trustProxy: true,
      proxyAddresses: ["10.0.0.1", "10.1.0.0/16"],
    });
    expect(load({}).seeds.enableApiProxy).toBeUndefined();
    expect(load({ POSTHORN_API_PROXY: "no" }).seeds.enableApiProxy).toBe(false);
  });

  it("counts as EmailEngine does what is done at once, and how far apart", () => {
    const config = load({
      EENGINE_WORKERS_WEBHOOKS: "2",
      EENGINE_NOTIFY_QC: "3",
      EENGINE_WORKERS_SUBMIT: "4",
      EENGINE_SUBMIT_QC: "5",
      EENGINE_SUBMIT_DELAY: "2s",
      EENGINE_CONNECTION_SETUP_DELAY: "100",
    });
    expect(config).toMatchObject({
      webhooks: { atOnce: 6 },
      sending: { atOncePerAccount: 20 },
      seeds: { sendingPerAccount: { perMinute: 30 } },
      mail: { setupDelayMs: 100 },
    });
    expect(load({ EENGINE_SUBMIT_DELAY: "5m" }).seeds.sendingPerAccount).toEqual({ perMinute: 1 });
    expect(load({ EENGINE_SUBMIT_DELAY: "1" }).seeds.sendingPerAccount).toEqual({ perMinute: 60_000 });
  });

  it("warns of names that have no effect", () => {
    const contents = { "/etc/p.toml": "[api]\nprot = 1\n" };
    const { warnings } = load(
      {
        POSTHORN_PROT: "1",
        EENGINE_REDIS: "redis://x",
        EENGINE_BEACON_DISABLED: "y",
        POSTHORN_TEST_POSTGRES_URL: "x",
        HOME: "/",
      },
      ["--config", "/etc/p.toml", "--dbs.redis=redis://x"],
      contents,
    );
    expect(warnings).toEqual([
      "EENGINE_REDIS has no effect: Posthorn keeps its data itself; where, POSTHORN_DATABASE_URL says.",
      "POSTHORN_PROT is not known and has no effect.",

      "--dbs.redis is not known and has no effect.",
      "api.prot in /etc/p.toml is not known and has no effect.",
    ]);
  });
});
