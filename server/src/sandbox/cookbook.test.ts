import { readFileSync } from "node:fs";
import { EVENT_SAMPLES } from "@posthorn/contracts/event-samples";
import type { EventEnvelope, EventName } from "@posthorn/contracts/events";
import { afterAll, describe, expect, it } from "vitest";
import { applyRouteFunctions } from "../core/route-functions.ts";
import { startFunctions, startServer } from "./testing.ts";

const page = readFileSync(new URL("../../../docs/user-functions.md", import.meta.url), "utf8");

/** The functions of each example, by its heading; those at the head of the page have none. */
const examples = new Map(
  page.split(/^##+ /m).map((section) => {
    const blocks = [...section.matchAll(/^```js\n\/\/ (Filter|Map)\n(.*?)^```$/gms)];
    const source = (kind: string) => blocks.find(([, found]) => found === kind)?.[2] ?? null;
    const name = page.startsWith(section) ? "" : (section.split("\n")[0] ?? "");
    return [name, { fn: source("Filter"), map: source("Map"), count: blocks.length }];
  }),
);

describe("the examples of docs/user-functions.md", () => {
  const endings: (() => Promise<void>)[] = [];
  const { functions } = startFunctions({ end: (close) => void endings.push(close) });
  afterAll(() => Promise.all(endings.map((end) => end())));
  const tried = new Set<string>();

  async function send(name: string, payload: EventEnvelope, env: object = {}) {
    const example = examples.get(name);
    if (example === undefined || example.count === 0) throw new Error(`There is no example "${name}"`);
    tried.add(name);
    const outcome = await applyRouteFunctions(functions, example, {
      payload,
      eventId: "e1",
      route: "r1",
      env: JSON.stringify(env),
    });
    expect(outcome.errors).toEqual([]);
    return outcome.kind === "send" ? outcome.body : "not sent";
  }
  const sample = (name: EventName, data: object = {}) => ({
    ...EVENT_SAMPLES[name],
    data: { ...(EVENT_SAMPLES[name].data as object), ...data },
  });
  const mail = (data: object = {}) => sample("messageNew", data);
  const bounce = (recommendedAction: string) =>
    sample("messageBounce", { response: { message: "550 5.1.1 gone", recommendedAction } });

  it.each<[string, EventEnvelope, unknown, object?]>([
    ["", mail(), { text: "Lena Sommer: Invoice 2026-0311" }],
    ["", mail({ subject: undefined }), "not sent"],
    [
      "A message for a chat",
      mail(),
      { text: expect.stringMatching(/^\*Lena Sommer\*: Invoice 2026-0311\nHello, please/) },
    ],
    [
      "A message for a chat",
      mail({ text: undefined, subject: undefined, from: { name: "", address: "a@b.test" } }),
      { text: "*a@b.test*: (no subject)\n" },
    ],
    ["A message for a chat", sample("messageSent"), "not sent"],
    ["Only invoices", mail(), mail()],
    ["Only invoices", mail({ attachments: undefined }), "not sent"],
    ["Only invoices", mail({ subject: "Hello" }), "not sent"],
    ["Only invoices", sample("messageDeleted"), "not sent"],
    [
      "Hard bounces to a CRM",
      bounce("remove"),
      {
        email: "lena@customer.test",
        status: "undeliverable",
        reason: "550 5.1.1 gone",
        messageId: "<5f1c0e@example.com>",
        at: "2026-03-04T08:15:30.250Z",
      },
    ],
    ["Hard bounces to a CRM", bounce("retry"), "not sent"],
    [
      "Without bodies",
      mail(),
      expect.objectContaining({
        event: "messageNew",
        _route: { id: "r1" },
        data: expect.objectContaining({ text: { id: "AAAAAgAAAGGTkaExkaEykA", encodedSize: { plain: 64, html: 96 } } }),
      }),
    ],
    ["Without bodies", sample("accountAdded"), { ...EVENT_SAMPLES.accountAdded, _route: { id: "r1" } }],
    ["Split by domain", mail(), mail(), { domains: ["customer.test"] }],
    [
      "Split by domain",
      mail({ from: { address: "a@sub.Customer.test" } }),
      expect.anything(),
      { domains: ["customer.test"] },
    ],
    ["Split by domain", mail({ from: { address: "a@notcustomer.test" } }), "not sent", { domains: ["customer.test"] }],
    ["Split by domain", sample("accountAdded"), "not sent", { domains: ["customer.test"] }],
    ["No machines", mail(), "not sent"],
    ["No machines", mail({ headers: {} }), mail({ headers: {} })],
    ["No machines", mail({ headers: {}, isAutoReply: true }), "not sent"],
    ["No machines", mail({ headers: {}, from: { address: "no-reply@x.test" } }), "not sent"],
    [
      "A ticket from a mail",
      mail({ subject: "Re: AW: Broken", text: undefined }),
      {
        title: "Broken",
        requester: "lena@customer.test",
        description: "",
        thread: "<5f1c0e@example.com>",
        files: ["invoice-2026-0311.pdf"],
      },
    ],
    ["A ticket from a mail", mail({ to: undefined }), "not sent"],
    [
      "Accounts that need care",
      sample("connectError"),
      { text: "Account support can't be reached: connect ECONNREFUSED 192.0.2.25:993 (ECONNREFUSED)" },
    ],
    ["Accounts that need care", sample("accountAdded"), "not sent"],
    ["Clicks on one page", sample("trackClick"), { order: "311", at: "2026-03-04T08:15:30.250Z" }],
    ["Clicks on one page", sample("trackClick", { url: "https://shop.example.com/" }), "not sent"],
  ])("do what they say: %s", async (name, payload, expected, env = {}) => {
    expect(await send(name, payload, env)).toEqual(expected);
  });

  it("do what they say: With what the CRM knows", async () => {
    const crmUrl = await startServer((request, response) => {
      const isAllowed = request.headers.authorization === "Bearer k1";
      response.writeHead(isAllowed ? 200 : 401).end(JSON.stringify({ asked: request.url }));
    });
    const name = "With what the CRM knows";
    expect(await send(name, mail(), { crmUrl, crmKey: "k1" })).toMatchObject({
      contact: { asked: "/contacts?email=lena%40customer.test" },
    });
    expect(await send(name, mail(), { crmUrl, crmKey: "other" })).toMatchObject({ contact: null });
  });

  it("are all tried", () => {
    const written = [...examples].filter(([, { count }]) => count > 0).map(([name]) => name);
    expect(written.length).toBeGreaterThan(10);
    expect([...tried].toSorted()).toEqual(written.toSorted());
  });
});
