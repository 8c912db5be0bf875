import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../config/load.ts";
import { createGateway } from "../gateway.ts";
import { insertAccount } from "../storage/accounts.ts";
import { openStorage, type Storage } from "../storage/storage.ts";
import { runCommandLine } from "./command-line.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "posthorn-manage-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function run(...argv: string[]) {
  let out = "";
  let err = "";
  const output = { out: (text: string) => (out += text), err: (text: string) => (err += text) };
  const code = await runCommandLine({ POSTHORN_DATA_DIR: folder }, argv, output);
  return { code, out, err };
}

async function onStore(work: (storage: Storage) => Promise<unknown>): Promise<void> {
  const storage = await openStorage({ database: join(folder, "posthorn.db"), secret: undefined, dataDir: folder });
  await work(storage);
  await storage.close();
}

const addAccounts = () =>
  onStore(async (storage) => {
    for (const [id, state] of [
      ["ada", "connected"],
      ["bob", "authenticationError"],
    ] as const)
      await insertAccount(storage, {
        id,
        state,
        createdAt: 1,
        settings: {
          name: `${id} \u001b[31m`,
          email: `${id}@example.org`,
          imap: { host: "imap.example.org", port: 993, auth: { user: id, pass: "imap-password" } },
        },
      });
  });

describe("posthorn accounts", () => {
  it("lists accounts, for people and for programs", async () => {
    await addAccounts();
    const [head, ada, bob, ...more] = (await run("accounts", "list")).out.trimEnd().split("\n");
    expect(head).toMatch(/^ID +TYPE +STATE +NAME +ADDRESS +ERROR$/);
    expect(ada).toMatch(/^ada +imap +\w+ +ada {2}\[31m +ada@example\.org$/);
    expect(bob).toMatch(/^bob /);
    expect(more).toEqual([]);
    const failed = JSON.parse((await run("accounts", "list", "--json", "--state", "errors")).out) as {
      account: string;
    }[];
    expect(failed.map(({ account }) => account)).toEqual(["bob"]);
    expect(await run("accounts", "list", "-q", "eve@")).toMatchObject({
      code: 0,
      out: "",
      err: "There are no such accounts.\n",
    });
  });

  it("prints one, masked, and all of one in the clear where that is asked for", async () => {
    await addAccounts();
    const { out } = await run("accounts", "get", "ada");
    expect(JSON.parse(out)).toMatchObject({ account: "ada", imap: { auth: { user: "ada", pass: "******" } } });
    const exported = await run("export", "-a", "ada");
    expect(JSON.parse(exported.out)).toMatchObject({
      account: "ada",
      email: "ada@example.org",
      imap: { host: "imap.example.org", auth: { user: "ada", pass: "imap-password" } },
      state: "connected",
    });
    expect(exported.err).toContain("in the clear");
    for (const command of [
      ["accounts", "get", "eve"],
      ["export", "-a", "eve"],
    ])
      expect(await run(...command)).toMatchObject({ code: 1, out: "" });
  });

  it("deletes one with all that is kept for it, while a server runs", async () => {
    await addAccounts();
    const env = { POSTHORN_DATA_DIR: folder, POSTHORN_LOG_LEVEL: "silent", POSTHORN_PORT: "0" };
    const gateway = await createGateway(loadConfig(env, [], () => ""));
    await gateway.start();
    await run("tokens", "issue", "-a", "ada");
    expect(await run("accounts", "delete", "ada")).toMatchObject({ code: 0, out: "Account was deleted\n" });
    await gateway.close();
    expect((await run("tokens", "list")).err).toBe("There are no tokens.\n");
    await onStore(async ({ sql }) => {
      const events = await sql.selectFrom("events").select("name").where("account", "=", "ada").execute();
      expect(events).toContainEqual({ name: "accountDeleted" });
    });
  });
});

describe("posthorn settings", () => {
  it("sets, reads and resets, with the checks of the API", async () => {
    const set = await run(
      "settings",
      "set",
      "serviceUrl=https://mail.example.org/path",
      "notifyTextSize=1000",
      "pageBrandName=A = B",
      'webhookEvents=["messageNew"]',
      "webhooks=https://user:secret@hooks.example.org/",
    );
    expect(set).toMatchObject({
      code: 0,
      out: "Updated serviceUrl, notifyTextSize, pageBrandName, webhookEvents, webhooks\n",
    });
    const get = async (...keys: string[]) => JSON.parse((await run("settings", "get", ...keys)).out) as object;
    expect(await get("serviceUrl", "notifyTextSize", "timezone")).toEqual({
      serviceUrl: "https://mail.example.org",
      notifyTextSize: 1000,
      timezone: null,
    });
    expect(await get()).toMatchObject({
      pageBrandName: "A = B",
      webhookEvents: ["messageNew"],
      webhooks: "https://******:******@hooks.example.org/",
    });
    expect(await run("settings", "set", "pageBrandName=null")).toMatchObject({ code: 0 });
    expect(await get("pageBrandName")).toEqual({ pageBrandName: null });
  });

  it("refuses what is no setting, no change, and no value", async () => {
    expect((await run("settings", "get", "colour")).err).toBe('posthorn: There is no setting "colour"\n');
    expect((await run("settings", "set", "notifyText")).err).toBe('posthorn: "notifyText" is no key=value\n');
    const wrong = await run("settings", "set", "smtpServerPort=99999");
    expect(wrong).toMatchObject({ code: 1, out: "", err: expect.stringContaining("smtpServerPort") });
  });
});

describe("posthorn tokens issue", () => {
  const issued = async (...options: string[]) => {
    const { code, err } = await run("tokens", "issue", ...options);
    expect({ code, err }).toMatchObject({ code: 0 });
    const tokens = JSON.parse((await run("tokens", "list", "--json")).out) as { id: string }[];
    return tokens.find(({ id }) => err.includes(id));
  };

  it("takes an end, permissions and restrictions", async () => {
    expect(
      await issued("-s", "api", "-e", "2999-12-31", "-p", '{"actions":["read"],"groups":["message"]}'),
    ).toMatchObject({
      expires: "2999-12-31T00:00:00.000Z",
      permissions: { actions: ["read"], groups: ["message"] },
    });
    const token = await issued(
      "-s",
      "mcp-manage",
      "--grant",
      "read:settings",
      "--grant",
      "write:settings",
      "--addresses",
      "10.0.0.0/8, ::1",
      "--referrers",
      "https://app.example/*",
      "--rate-limit",
      "100/60",
      "--expires",
      "30d",
    );
    expect(token).toMatchObject({
      scopes: ["mcp-manage"],
      permissions: {
        grants: [
          { action: "read", group: "settings" },
          { action: "write", group: "settings" },
        ],
      },
      restrictions: {
        addresses: ["10.0.0.0/8", "::1"],
        referrers: ["https://app.example/*"],
        rateLimit: { maxRequests: 100, timeWindow: 60 },
      },
    });
    const days = (Date.parse((token as unknown as { expires: string }).expires) - Date.now()) / 86_400_000;
    expect(Math.round(days)).toBe(30);
  });

  it("refuses what makes no sense, and issues nothing", async () => {
    for (const options of [
      ["-s", "mcp-manage"],
      ["-s", "mcp-manage", "-p", '{"actions":["read"]}'],
      ["-e", "yesterday"],
      ["-e", "2001-01-01"],
      ["-p", "read"],
      ["-p", '{"actions":["dance"]}'],
      ["-g", "read"],
      ["-g", "read:settings", "-p", "{}"],
      ["--addresses", "here"],
      ["--rate-limit", "many"],
      ["--rate-limit", "0/60"],
    ])
      expect({ options, ...(await run("tokens", "issue", ...options)) }).toMatchObject({
        options,
        code: 1,
        out: "",
        err: expect.stringMatching(/^posthorn: \S/),
      });
    expect((await run("tokens", "list")).err).toBe("There are no tokens.\n");
  });
});

it("counts the rows of each table, and tells of the licence", async () => {
  await addAccounts();
  const lines = (await run("scan")).out.trimEnd().split("\n");
  expect(lines[0]).toBe("KEY,COUNT");
  expect(lines).toContain("accounts,2");
  expect(lines.slice(1).every((line) => /^\w+,\d+$/.test(line))).toBe(true);
  expect((await run("license")).out).toContain("MIT licence");
  expect(await run("license", "import", "-l", "anything")).toMatchObject({ code: 0 });
  expect(JSON.parse((await run("license", "export")).out)).toMatchObject({ active: true });
});
