import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCommand } from "./testing.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "posthorn-cli-users-"));
});
afterAll(() => rm(folder, { recursive: true }));

const run = (...argv: string[]) => runCommand({ POSTHORN_DATA_DIR: folder }, argv);

it("posthorn users makes, lists, changes and deletes users, and keeps an owner", async () => {
  expect(await run("users", "list")).toMatchObject({ code: 0, out: "", err: "There are no users.\n" });
  expect(await run("users", "add", "Olga", "--role", "owner")).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^[0-9a-f]{32}$/),
    err: expect.stringContaining('The user "Olga" was made, with the role owner.'),
  });
  expect(await run("users", "add", "vera", "--invite")).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\/admin\/invitation#[0-9a-f]{64}$/),
  });
  expect(await run("users", "role", "VERA", "admin")).toMatchObject({ code: 0 });
  expect(JSON.parse((await run("users", "list", "--json")).out)).toEqual([
    expect.objectContaining({ name: "Olga", role: "owner", invited: false, disabled: false }),
    expect.objectContaining({ name: "vera", role: "admin", invited: true, hasPassword: false }),
  ]);
  expect(await run("users", "disable", "vera")).toMatchObject({ code: 0 });
  expect((await run("users", "list")).out).toBe("owner\tnever\t\tOlga\nadmin\tnever\tdisabled\tvera\n");
  expect(await run("users", "enable", "vera")).toMatchObject({ code: 0 });
  for (const command of [
    ["disable", "olga"],
    ["delete", "olga"],
    ["role", "olga", "viewer"],
  ])
    expect(await run("users", ...command)).toMatchObject({
      code: 1,
      err: "posthorn: The last owner has to stay one\n",
    });
  expect(await run("users", "delete", "vera")).toMatchObject({ code: 0, err: 'The user "vera" was deleted.\n' });
  const lines = (await run("users", "log")).out.trimEnd().split("\n");
  expect(lines.map((line) => (JSON.parse(line) as { path: string }).path)).toEqual(
    ["add", "add", "role", "disable", "enable", "delete"].map((what) => `posthorn users ${what}`),
  );
  expect((await run("users", "log", "--since", "2999-01-01T00:00:00Z")).out).toBe("");
  for (const [command, fault] of [
    [["add", "olga"], "There is a user of that name already"],
    [["add", "x", "-r", "king"], 'There is no role "king"'],
    [["add", "x", "-p", "short"], "Password must be at least 8 characters"],
    [["add", "x", "-p", "long enough", "--invite"], "--invite and --password exclude each other"],
    [["log", "--since", "yesterday"], '"yesterday" is no time'],
    [["delete", "nobody"], 'There is no user "nobody"'],
  ] as const)
    expect(await run("users", ...command)).toMatchObject({ code: 1, out: "", err: expect.stringContaining(fault) });
});
