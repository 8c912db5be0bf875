import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runCommand } from "./testing.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "posthorn-backup-"));
});
afterEach(() => rm(folder, { recursive: true }));

const run = (dataDir: string, ...argv: string[]) => runCommand({ POSTHORN_DATA_DIR: join(folder, dataDir) }, argv);

const file = () => join(folder, "backup.posthorn");

it("moves an installation to another folder, with its key", async () => {
  const token = (await run("old", "tokens", "issue", "-d", "moved")).out;
  expect(await run("old", "backup", file(), "--with-key")).toMatchObject({
    code: 0,
    out: "",
    err: expect.stringMatching(/^\d+ rows went to .*\nWarning: the key is in it/),
  });
  expect(await run("new", "restore", file(), "--pause")).toMatchObject({
    code: 0,
    err: expect.stringMatching(/^\d+ rows came back, of 2.*\nThe queues submit and notify are paused/),
  });
  expect((await run("new", "tokens", "export", "-t", token)).code).toBe(0);
});

it("says where the key is that the backup does not have, and what is wrong without it", async () => {
  await run("old", "tokens", "issue");
  expect((await run("old", "backup", file())).err).toContain(`Keep a copy of ${join(folder, "old", "posthorn.key")}`);
  expect(await run("new", "restore", file())).toMatchObject({
    code: 0,
    err: expect.stringMatching(/can't be opened yet\. The key file .* is missing/),
  });
});

it("writes over nothing, and restores into nothing that is in use", async () => {
  expect(await run("none", "backup", file())).toMatchObject({ code: 1, err: expect.stringContaining("no database") });
  await run("old", "tokens", "issue");
  await run("old", "backup", file());
  expect(await run("old", "backup", file())).toMatchObject({
    code: 1,
    err: expect.stringContaining("is there already"),
  });
  expect(await run("old", "restore", file())).toMatchObject({
    code: 1,
    err: expect.stringContaining("There is an installation in"),
  });
  expect(await run("new", "restore", join(folder, "nothing"))).toMatchObject({
    code: 1,
    err: expect.stringContaining("ENOENT"),
  });
  expect((await readdir(folder)).toSorted()).toEqual(["backup.posthorn", "old"]);
});
