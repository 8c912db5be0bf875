import { execFile, spawn, spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { freePort } from "@posthorn/fakes/local-server";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { eventFilter, FILTER_OPERATORS } from "../../core/event-filter.ts";
import { createTestGateway, type TestGateway } from "../testing.ts";

const WAIT = { interval: 10, timeout: 30_000 };
const page = await readFile(new URL("../../../../docs/webhooks.md", import.meta.url), "utf8");
const blocks = (language: string) =>
  [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, found]) => found === language)
    .map(([, , code = ""]) => code.trim());

describe("docs/webhooks.md", () => {
  let gateway: TestGateway;
  let receiver: WebhookReceiver;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "posthorn-webhooks-"));
    await writeFile(join(folder, "variables"), "");
    receiver = await startWebhookReceiver();
    gateway = await createTestGateway("sqlite");
    await gateway.set({ serviceSecret: "service secret" });
    await gateway.addConnected({ account: "support" });
  });
  afterAll(async () => {
    await gateway.close();
    await receiver.close();
    await rm(folder, { recursive: true, force: true });
  });

  const left = blocks("sh");
  let variables: Record<string, string> = {};

  /** Runs the next example of the shell as it is printed, save for addresses; its answers, none of them a refusal. */
  async function next(): Promise<Record<string, unknown>[]> {
    const { port } = gateway.app.server.address() as AddressInfo;
    const example = (left.shift() ?? "")
      .replaceAll("http://127.0.0.1:3000", `http://127.0.0.1:${port}`)
      .replaceAll("https://desk.example.org", receiver.url)
      // Each answer on a line of its own.
      .replaceAll("curl -s ", "curl -s -w '\\n' ");
    const keep = "declare -p ENDPOINT SECRET DELIVERY REPLAY 2> /dev/null > variables || true";
    const script = [". ./variables", example, keep].join("\n");
    const { stdout } = await promisify(execFile)("bash", ["-eo", "pipefail", "-c", script], {
      cwd: folder,
      env: { ...process.env, TOKEN: gateway.token },
      timeout: 40_000,
    });
    const declared = await readFile(join(folder, "variables"), "utf8");
    variables = Object.fromEntries([...declared.matchAll(/^declare -- (\w+)="(.*)"$/gm)].map(([, name, value]) => [name, value])); // prettier-ignore
    const answers = stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    for (const answer of answers) expect(answer, example).not.toHaveProperty("code");
    return answers;
  }
  const arrive = (subject: string, more = "") =>
    gateway
      .mailOf("support")
      .deliver(
        `From: Lena <lena@customer.test>\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@x.test>\r\n${more}\r\nhi`,
      );
  const told = (subject: string) =>
    receiver.received.filter(({ json }) => (json as { data?: { subject?: string } }).data?.subject === subject);
  const deliveries = async (query: string) =>
    (await gateway.call("GET", `/v1/webhooks/deliveries?${query}`)).body["deliveries"] as Record<string, unknown>[];

  it("is done as it says, from the first webhook to the last", { timeout: 60_000 }, async () => {
    expect((await next())[0]).toEqual({ updated: ["webhooksEnabled", "webhooks", "webhookEvents"] });
    expect((await next())[0]).toMatchObject({ success: true, target: `${receiver.url}/hook`, statusCode: 200 });

    await next();
    const { ENDPOINT: endpoint = "", SECRET: secret = "" } = variables;
    expect(secret).toMatch(/^whsec_/);
    arrive("hello");
    arrive("away", "Auto-Submitted: auto-replied\r\n");
    await vi.waitFor(() => expect(told("away")).toHaveLength(1), WAIT);
    await vi.waitFor(() => expect(told("hello").map(({ url }) => url).toSorted()).toEqual(["/hook", "/hooks/mail"]), WAIT); // prettier-ignore
    const [hello] = told("hello").filter(({ url }) => url === "/hooks/mail");
    new Webhook(secret).verify(hello?.rawBody.toString() ?? "", hello?.headers as Record<string, string>);
    const [, table = ""] = /^\| header .*?\n(.*?)\n\n/ms.exec(page) ?? [];
    const names = [...table.matchAll(/^\| (`[^|]+)\|/gm)].flatMap(([, cell = ""]) => cell.match(/[\w-]+/g) ?? []);
    expect(names).toHaveLength(10);
    for (const name of names) expect(hello?.headers).toHaveProperty([name.toLowerCase()]);
    expect(hello?.headers["webhook-id"]).toBe(`${String(hello?.headers["x-ee-wh-event-id"])}-${endpoint}`);

    const [, seen, list] = await next();
    expect(seen).toMatchObject({ ordering: "skip", maxConcurrent: 4, retry: { attempts: 20 }, failing: null });
    expect(list).toMatchObject({ total: 2, endpoints: [{ id: endpoint }, { id: "default" }] });
    await next();
    expect((await gateway.call("GET", `/v1/webhooks/endpoint/${endpoint}`)).body).toMatchObject({ payload: { textSize: 2000 } }); // prettier-ignore

    expect(await next()).toMatchObject([
      { success: true },
      { success: true, target: `${receiver.url}/somewhere/else` },
    ]);
    expect(told("Does it work?")).toHaveLength(1);
    await next();
    expect(variables["SECRET"]).not.toBe(secret);
    arrive("rotated");
    await vi.waitFor(() => expect(told("rotated").some(({ url }) => url === "/hooks/mail")).toBe(true), WAIT);
    const [rotated] = told("rotated").filter(({ url }) => url === "/hooks/mail");
    for (const one of [secret, variables["SECRET"] ?? ""])
      new Webhook(one).verify(rotated?.rawBody.toString() ?? "", rotated?.headers as Record<string, string>);

    expect((await next())[1]).toMatchObject({ id: "default", ordering: "skip", events: ["accountAdded", "accountDeleted", "authenticationError"] }); // prettier-ignore

    expect((await next())[0]).toMatchObject({ created: true });
    // A redirect is given up at once.
    receiver.script({ times: 2, status: 302, matches: ({ url }) => url === "/hooks/mail" });
    arrive("lost");
    arrive("lost too");
    await vi.waitFor(async () => expect(await deliveries("state=failed")).toHaveLength(2), WAIT);
    const [details] = await next();
    expect(details).toMatchObject({
      endpoint,
      state: "failed",
      error: { code: "EREDIRECTNOTFOLLOWED", statusCode: 302 },
      attempts: [{ attempt: 1, statusCode: 302 }],
      nextAttempt: null,
    });

    expect(await next()).toMatchObject([{ retried: true }, { retried: 1, hasMore: false }]);
    await vi.waitFor(() => expect([...told("lost"), ...told("lost too")]).toHaveLength(4), WAIT);
    await vi.waitFor(async () => expect(await deliveries("state=failed")).toEqual([]), WAIT);

    const before = receiver.received.length;
    expect((await next())[0]).toMatchObject({ endpoint });
    await receiver.waitFor((all) => all.length >= before + 4);
    await vi.waitFor(async () => expect(await deliveries(`replay=${variables["REPLAY"] ?? ""}`)).toHaveLength(4), WAIT);
    const [again] = told("hello").slice(-1);
    expect(again?.headers["webhook-id"]).toBe(hello?.headers["webhook-id"]);
    expect(await next()).toMatchObject([{ total: 1 }, { cancelled: false }]);

    expect((await next())[0]).toEqual({ id: endpoint, deleted: true });
    expect(left).toEqual([]);
  });

  it("has filters that are understood, with every operator there is", () => {
    const [, table = ""] = /^### Filters$(.*?)^### /ms.exec(page) ?? [];
    const filters = [...table.matchAll(/`(\{.*?\})`/g)].map(([, query = ""]) => JSON.parse(query) as Record<string, unknown>); // prettier-ignore
    expect(filters.length).toBeGreaterThan(8);
    for (const filter of filters) expect(() => eventFilter(filter)).not.toThrow();
    for (const operator of FILTER_OPERATORS) expect(table).toContain(`\`${operator}\``);
  });

  it("has a receiver in JavaScript that lets pass what is from us, once, and nothing else", async () => {
    const [example = "", older = ""] = blocks("js");
    const secret = `whsec_${Buffer.alloc(32, 7).toString("base64")}`;
    const port = await freePort();
    const listening = runModule(example.replace("8080", String(port)), { SECRET: secret });
    try {
      const body = JSON.stringify({ event: "messageNew", data: { subject: "hello" } });
      const now = new Date();
      const headers = {
        "webhook-id": "one",
        "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
        "webhook-signature": new Webhook(secret).sign("one", now, body),
      };
      const post = async (text: string) =>
        (await fetch(`http://127.0.0.1:${port}/`, { method: "POST", headers, body: text })).status;
      await vi.waitFor(async () => expect(await post(body)).toBe(204), WAIT);
      expect(await post(body)).toBe(204);
      expect(await post(`${body} `)).toBe(401);
      await vi.waitFor(() => expect(listening.lines).toEqual(["messageNew { subject: 'hello' }"]), WAIT);
    } finally {
      listening.stop();
    }
    const [webhook] = receiver.received;
    const check = `${older}\nconst [body, signature] = JSON.parse(process.env.REQUEST);
      console.log(isFromPosthorn(body, signature, "service secret"), isFromPosthorn(body + " ", signature, "service secret"));`;
    const request = JSON.stringify([webhook?.rawBody.toString(), webhook?.headers["x-ee-wh-signature"]]);
    const { lines } = runModule(check, { REQUEST: request });
    await vi.waitFor(() => expect(lines).toEqual(["true false"]), WAIT);
  });

  it.each([
    ["python", "python3", ["-c", "import ast, sys; ast.parse(sys.stdin.read())"]],
    ["go", "gofmt", ["-e"]],
    ["ruby", "ruby", ["-c"]],
    ["php", "php", ["-l"]],
  ])("has a receiver in %s, as far as %s can tell", (language, command, options) => {
    const examples = blocks(language);
    expect(examples).toHaveLength(1);
    // Who has no such program on this machine takes it as it is.
    const { error, status, stderr } = spawnSync(command, options, { input: examples[0], encoding: "utf8" });
    if (error === undefined) expect([status, stderr]).toEqual([0, ""]);
  });
});

/** Runs JavaScript as a module of its own, which finds what this package depends on; the lines that it printed so far. */
function runModule(source: string, env: Record<string, string>) {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", source], {
    cwd: fileURLToPath(new URL("../../..", import.meta.url)),
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines: string[] = [];
  createInterface(child.stdout).on("line", (line) => lines.push(line));
  return { lines, stop: () => child.kill() };
}
