import { describe, expect, it } from "vitest";
import { changesOf, emptyForm, type EndpointForm, faultsOf, formOf, kindOf, toCreate } from "./endpoint-form.ts";

const filled = (more: Partial<EndpointForm> = {}): EndpointForm => ({
  ...emptyForm(),
  name: "Help desk",
  targetUrl: "https://desk.example.org/hook",
  ...more,
});

describe("the form of a webhook endpoint", () => {
  it("sends what was said, and null for what is open", () => {
    expect(toCreate(filled({ events: ["messageNew"], filter: '{"event": "messageNew"}', maxPerMinute: 60 }))).toEqual({
      name: "Help desk",
      targetUrl: "https://desk.example.org/hook",
      customHeaders: [],
      description: "",
      enabled: true,
      paused: false,
      events: ["messageNew"],
      accounts: null,
      ordering: "block",
      maxConcurrent: null,
      maxPerMinute: 60,
      retry: null,
      payload: null,
      filter: { event: "messageNew" },
    });
  });

  it("counts seconds and hours as the API does", () => {
    const retry = { attempts: 5, delaySeconds: 1.5, maxAgeHours: 24 } as const;
    const payload = {
      text: false,
      attachments: true,
      textSize: "",
      headers: "list-id\n x-team ",
      maxSize: 4096,
    } as const;
    expect(toCreate(filled({ retry, payload }))).toMatchObject({
      retry: { attempts: 5, delay: 1500, maxAge: 86_400 },
      payload: { text: false, headers: ["list-id", "x-team"], maxSize: 4096 },
    });
  });

  it("changes only what is another than before, so that masked values do not go back", () => {
    const before = filled({ targetUrl: "https://******:******@desk.example.org/hook", customHeaders: null });
    expect(changesOf({ ...before, paused: true }, before, "own")).toEqual({ paused: true });
    expect(changesOf({ ...before, customHeaders: [{ key: "X-Team ", value: "ops" }] }, before, "account")).toEqual({
      customHeaders: [{ key: "X-Team", value: "ops" }],
    });
    expect(changesOf({ ...before, name: "Other", targetUrl: "" }, before, "default")).toEqual({ targetUrl: "" });
  });

  it("names what is missing or makes no sense", () => {
    const faulty = filled({ name: " ", targetUrl: "ftp://x", accounts: [], filter: "[1]" });
    expect(Object.keys(faultsOf({ ...faulty, customHeaders: [{ key: "", value: "" }] }, "own"))).toEqual([
      "name",
      "targetUrl",
      "accounts",
      "customHeaders",
      "filter",
    ]);
    expect(faultsOf(filled({ name: "", targetUrl: "" }), "default")).toEqual({});
    expect(faultsOf(filled(), "own")).toEqual({});
  });

  it("shows what is stored, and would change nothing of it", () => {
    const stored = {
      id: "AAABnLV0OkA5cFTx",
      name: "Help desk",
      description: "",
      enabled: true,
      webhooksEnabled: true,
      targetUrl: "https://desk.example.org/hook",
      customHeaders: [{ key: "X-Team", value: "******" }],
      events: ["messageNew"],
      accounts: null,
      filter: { event: "messageNew" },
      dropOnMapError: false,
      payload: { textSize: 2000, headers: ["*"] },
      paused: false,
      ordering: "skip" as const,
      maxConcurrent: 4,
      maxPerMinute: null,
      retry: { attempts: 3, maxAge: 7200 },
      hasFn: false,
      hasMap: false,
      secrets: 1,
      stopped: null,
      failing: null,
      tcount: 0,
      v: 1,
      created: null,
      updated: null,
      fn: null,
      map: null,
    };
    const form = formOf(stored);
    expect(form).toMatchObject({ customHeaders: null, retry: { attempts: 3, delaySeconds: "", maxAgeHours: 2 } });
    expect(changesOf(form, formOf(stored), "own")).toEqual({});
    expect(["default", "account:ada", stored.id].map(kindOf)).toEqual(["default", "account", "own"]);
  });
});
