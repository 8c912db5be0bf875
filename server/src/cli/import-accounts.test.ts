import { createCipheriv, randomBytes, scryptSync } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { runCommand } from "./testing.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "posthorn-import-"));
});
afterEach(() => rm(folder, { recursive: true }));

const run = (dataDir: string, ...argv: string[]) => runCommand({ POSTHORN_DATA_DIR: join(folder, dataDir) }, argv);

async function fileWith(content: string): Promise<string> {
  const path = join(folder, `${randomBytes(4).toString("hex")}.json`);
  await writeFile(path, content);
  return path;
}

function encrypted(text: string, secret: string): string {
  const [iv, salt] = [randomBytes(12), randomBytes(16)];
  const cipher = createCipheriv("aes-256-gcm", scryptSync(secret, salt, 32), iv);
  const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return `$wd01$aes-256-gcm$${[cipher.getAuthTag(), iv, salt, data].map((part) => part.toString("hex")).join("$")}`;
}

const account = (id: string, pass: string) => ({
  account: id,
  name: "Ada",
  email: "ada@example.org",
  state: "connected",
  counters: { sent: 1 },
  imap: { host: "imap.example.org", port: 993, secure: true, auth: { user: "ada", pass }, lastSeenUid: 5 },
});

it("takes accounts from elsewhere, their passwords encrypted or not, and leaves out what is not theirs", async () => {
  const file = await fileWith(
    JSON.stringify([
      account("ada", encrypted("first", "old")),
      account("bob", encrypted("second", "older")),
      account("cy", "third"),
    ]),
  );
  expect(await run("new", "accounts", "import", file, "--decrypt", "old", "--decrypt", "older")).toEqual({
    code: 0,
    out: "3 accounts were imported\n",
    err: ["ada", "bob", "cy"].map((id) => `${id}: left out counters, imap.lastSeenUid\n`).join(""),
  });
  for (const [id, pass] of [
    ["ada", "first"],
    ["bob", "second"],
    ["cy", "third"],
  ] as const)
    expect(JSON.parse((await run("new", "export", "-a", id)).out)).toMatchObject({
      account: id,
      imap: { auth: { pass } },
    });
  expect(await run("new", "accounts", "import", file)).toMatchObject({
    code: 0,
    out: "0 accounts were imported\n",
    err: "3 accounts were there already.\n",
  });
});

it("takes what export prints, and names what it can't take", async () => {
  const first = await fileWith(JSON.stringify(account("ada", "first")));
  expect((await run("old", "accounts", "import", first)).code).toBe(0);
  const exported = await fileWith((await run("old", "export", "-a", "ada")).out);
  expect(await run("new", "accounts", "import", exported)).toEqual({
    code: 0,
    out: "1 account was imported\n",
    err: "",
  });

  const lines = [account("bob", encrypted("x", "unknown")), { account: "eve", imap: {} }, account("cy", "third")];
  expect(
    await run("new", "accounts", "import", await fileWith(lines.map((one) => JSON.stringify(one)).join("\n"))),
  ).toMatchObject({
    code: 1,
    out: "1 account was imported\n",
    err: expect.stringMatching(/posthorn: bob: it is encrypted with another secret.*\nposthorn: eve: .*name/),
  });
  for (const content of ["", "hello", "[1]", '{"account":"ada"}\nhello'])
    expect(await run("new", "accounts", "import", await fileWith(content))).toMatchObject({
      code: 1,
      err: "posthorn: The file holds no accounts in JSON\n",
    });
});
