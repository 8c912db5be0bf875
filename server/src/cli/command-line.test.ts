import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "./testing.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "posthorn-cli-"));
});
afterEach(() => rm(folder, { recursive: true }));

const run = (...argv: string[]) => runCommand({ POSTHORN_DATA_DIR: folder }, argv);

const issue = async (...options: string[]) => (await run("tokens", "issue", ...options)).out;
const list = async () => JSON.parse((await run("tokens", "list", "--json")).out) as Record<string, unknown>[];

describe("posthorn tokens", () => {
  it("issues a token: the value alone on standard output, without a line break", async () => {
    const { code, out, err } = await run("tokens", "issue");
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(err).not.toContain(out);
    expect(await list()).toEqual([
      expect.objectContaining({ scopes: ["*"], account: null, description: expect.stringMatching(/^Generated at 2/) }),
    ]);
  });

  it("keeps description, scopes and account", async () => {
    await issue("-d", "monitoring", "-s", "metrics", "--scope", "api", "-a", "alice");
    expect(await list()).toEqual([
      expect.objectContaining({ description: "monitoring", scopes: ["metrics", "api"], account: "alice" }),
    ]);
  });

  it("refuses a scope that is none, and one that needs grants", async () => {
    expect(await run("tokens", "issue", "-s", "everything")).toMatchObject({
      code: 1,
      out: "",
      err: expect.stringContaining('There is no scope "everything"'),
    });
    expect(await run("tokens", "issue", "-s", "mcp-manage")).toMatchObject({ code: 1, out: "" });
  });

  it("exports a token by value or id, and imports it elsewhere", async () => {
    const value = await issue("-d", "to move", "-s", "api");
    const [{ id } = {}] = await list();
    const exported = await run("tokens", "export", "-t", value);
    expect(exported).toMatchObject({ code: 0, out: expect.stringMatching(/^[\w-]+$/) });
    expect((await run("tokens", "export", "-t", String(id))).out).toBe(exported.out);
    expect(await run("tokens", "import", "-t", exported.out)).toMatchObject({
      code: 0,
      out: "Token was not imported\n",
    });

    expect(await run("tokens", "delete", "-t", value)).toMatchObject({ code: 0, out: "Token was deleted\n" });
    expect(await list()).toEqual([]);
    expect(await run("tokens", "import", "-t", exported.out)).toMatchObject({ code: 0, out: "Token was imported\n" });
    expect(await list()).toEqual([expect.objectContaining({ id, description: "to move", scopes: ["api"] })]);
  });

  it("rotates a token by value or id: the new value alone on standard output", async () => {
    const first = await issue("-d", "to renew", "-s", "api", "-p", '{"actions":["read"]}');
    const { code, out, err } = await run("tokens", "rotate", "-t", first);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(out).not.toBe(first);
    expect(err).toContain("The old value does not work any more.");
    const renewed = { description: "to renew", scopes: ["api"], permissions: { actions: ["read"] } };
    expect(await list()).toEqual([expect.objectContaining(renewed)]);
    const [{ id } = {}] = await list();
    const kept = await run("tokens", "rotate", "-t", String(id), "--keep", "1h");
    expect(kept).toMatchObject({ code: 0, err: expect.stringContaining("The old value works until 2") });
    expect((await list()).map(({ id: one, expires }) => [one === id, expires !== undefined]).toSorted()).toEqual([
      [false, false],
      [true, true],
    ]);
    for (const keep of ["8d", "soon", "-1h"])
      expect(await run("tokens", "rotate", "-t", kept.out, `--keep=${keep}`)).toMatchObject({ code: 1, out: "" });
    expect(await list()).toHaveLength(2);
  });

  it("tells what is not there or makes no sense, with exit code 1", async () => {
    expect(await run("tokens", "rotate", "-t", "f".repeat(64))).toMatchObject({ code: 1, out: "" });
    expect(await run("tokens", "export", "-t", "f".repeat(64))).toMatchObject({ code: 1, out: "" });
    expect(await run("tokens", "delete", "-t", "f".repeat(64))).toMatchObject({ code: 1, out: "" });
    expect(await run("tokens", "import", "-t", "nonsense")).toMatchObject({ code: 1, out: "" });
  });

  it("lists tokens for people, descriptions on one line", async () => {
    await issue("-d", "first\n\u001b[31mtoken");
    const { out } = await run("tokens", "list");
    const [head, row, ...more] = out.trimEnd().split("\n");
    expect(head).toMatch(/^ID +CREATED +LAST USED +SCOPES +ACCOUNT +DESCRIPTION$/);
    expect(row).toMatch(/^[0-9a-f]{64} +\d{4}-\d\d-\d\d +never +\* +first {2}\[31mtoken$/);
    expect(more).toEqual([]);
  });

  it("works on a database that others have open", async () => {
    await run("tokens", "list");
    await Promise.all([issue("-d", "a"), issue("-d", "b"), issue("-d", "c")]);
    expect((await list()).map(({ description }) => description).sort()).toEqual(["a", "b", "c"]);
  });
});

describe("posthorn", () => {
  it("tells its version", async () => {
    for (const how of ["version", "-v", "--version"])
      expect(await run(how)).toMatchObject({
        code: 0,
        out: expect.stringMatching(/^Posthorn v\d+\.\d+\.\d+ \(MIT\)\n$/),
      });
  });

  it("helps on standard error", async () => {
    for (const how of [["help"], ["--help"], ["-h"]])
      expect(await run(...how)).toMatchObject({ code: 0, out: "", err: expect.stringContaining("tokens") });
    expect(await run("help", "tokens")).toMatchObject({ code: 0, out: "", err: expect.stringContaining("issue") });
  });

  it("refuses what it does not know, and touches nothing", async () => {
    expect(await run("frobnicate")).toMatchObject({
      code: 1,
      err: expect.stringContaining("unknown command 'frobnicate'"),
    });
    expect(await run("--prot", "1")).toMatchObject({ code: 1, err: expect.stringContaining("--prot") });
    expect(await run("tokens", "export")).toMatchObject({ code: 1, err: expect.stringContaining("--token") });
    expect(await readdir(folder)).toEqual([]);
  });

  it("names a wrong configuration", async () => {
    expect(await run("tokens", "list", "--database-url", "mysql://db")).toMatchObject({
      code: 1,
      err: "posthorn: --database-url must be a postgres:// URL or the path of an SQLite file.\n",
    });
  });

  it("takes configuration before and after the command", async () => {
    const elsewhere = join(folder, "elsewhere");
    expect(await run("--data-dir", elsewhere, "tokens", "issue")).toMatchObject({ code: 0 });
    expect((await run("tokens", "list", "--json", `--data-dir=${elsewhere}`)).out).toContain("Generated at");
    expect(await list()).toEqual([]);
  });
});

describe("posthorn password", () => {
  it("makes the first user with a random password, alone on standard output", async () => {
    const { code, out, err } = await run("password");
    expect({ code, out }).toEqual({ code: 0, out: expect.stringMatching(/^[0-9a-f]{32}$/) });
    expect(err).toContain('The user "admin" was made');
  });

  it("changes the password of the user that is meant, and prints its hash if wanted", async () => {
    await run("password", "-u", "Ada", "-p", "first password");
    const { out, err } = await run("password", "--user", "ada", "--password", "second password", "--hash");
    expect(Buffer.from(out, "base64url").toString()).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(err).toContain('The user "Ada" has a new password');
  });

  it("refuses what is too short or too long, and makes nobody", async () => {
    for (const [options, fault] of [
      [["-p", "1234567"], "Password must be at least 8 characters"],
      [["-p", "x".repeat(257)], "Password must be at most 256 characters"],
      [["-u", " "], "A user name has 1 to 64 characters"],
    ] as const) {
      const { code, out, err } = await run("password", ...options);
      expect({ code, out, err }).toEqual({ code: 1, out: "", err: `posthorn: ${fault}\n` });
    }
    expect((await run("password")).err).toContain("was made");
  });
});

describe("posthorn help", () => {
  it("tells about a command and the commands in it", async () => {
    expect(await run("help", "doctor")).toMatchObject({ code: 0, err: expect.stringContaining("--reach <name:port>") });
    expect(await run("help", "tokens", "issue")).toMatchObject({
      code: 0,
      err: expect.stringContaining("Usage: posthorn tokens issue"),
    });
    expect((await run("help")).err).toContain("Options of every command");
  });

  it("says that there is no such command", async () => {
    expect(await run("help", "nonsense")).toMatchObject({
      code: 1,
      err: expect.stringMatching(/unknown command 'nonsense'/),
    });
  });
});
