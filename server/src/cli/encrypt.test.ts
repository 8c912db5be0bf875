import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../config/load.ts";
import { findAccount, insertAccount } from "../storage/accounts.ts";
import { openStorage, type Storage } from "../storage/storage.ts";
import { runCommandLine } from "./command-line.ts";
import { addEncryptCommand } from "./encrypt.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "posthorn-encrypt-"));
});
afterEach(() => rm(folder, { recursive: true }));

const envOf = (secret?: string) => ({
  POSTHORN_DATA_DIR: folder,
  ...(secret !== undefined && { POSTHORN_SECRET: secret }),
});
const configOf = (secret?: string) => loadConfig(envOf(secret), [], () => "");

async function encrypt(secret: string | undefined, ...options: string[]) {
  let out = "";
  let err = "";
  const output = { out: (text: string) => (out += text), err: (text: string) => (err += text) };
  const code = await runCommandLine(envOf(secret), ["encrypt", ...options], output);
  return { code, out, err };
}

async function onStore<T>(secret: string | undefined, work: (store: Storage) => Promise<T>): Promise<T> {
  const store = await openStorage(configOf(secret).storage);
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const addAccount = (secret?: string, id = "ada") =>
  onStore(secret, (store) =>
    insertAccount(store, { id, state: "init", createdAt: 1, settings: { proxy: "socks://proxy.example" } }),
  );
const proxyOf = (secret?: string) =>
  onStore(secret, async (store) => (await findAccount(store, "ada"))?.settings.proxy);

describe("posthorn encrypt", () => {
  it("takes a new secret, and tells how much can be opened", async () => {
    await addAccount("first");
    expect(await encrypt("second")).toMatchObject({ code: 1, err: expect.stringContaining("with --decrypt") });
    expect(await encrypt("second", "--decrypt", "wrong")).toMatchObject({
      code: 1,
      err: expect.stringContaining("Neither the present secret nor one of those"),
    });
    expect(await encrypt("second", "--decrypt", "wrong", "--decrypt", "first")).toEqual({
      code: 0,
      out: "Updated 1/1 accounts\nUpdated 0/0 SMTP gateways\nUpdated 0/0 OAuth2 apps\nUpdated 0 TLS private keys\nUpdated 0/0 other values\n",
      err: "1 data key opens with the present secret now.\n",
    });
    expect(await proxyOf("second")).toBe("socks://proxy.example");
    await expect(proxyOf("first")).rejects.toThrow("does not fit");
    // Again does no harm.
    expect(await encrypt("second", "--decrypt", "first")).toMatchObject({ code: 0, err: "" });
  });

  it("goes from a secret to a key file, and back", async () => {
    await addAccount("first");
    expect(await encrypt(undefined)).toMatchObject({
      code: 1,
      err: expect.stringContaining("posthorn.key is missing"),
    });
    expect(await encrypt(undefined, "--decrypt", "first")).toMatchObject({ code: 0 });
    expect(await readdir(folder)).toContain("posthorn.key");
    expect(await proxyOf()).toBe("socks://proxy.example");
    expect(await encrypt("second")).toMatchObject({ code: 0, err: expect.stringContaining("1 data key opens") });
    await rm(join(folder, "posthorn.key"));
    expect(await proxyOf("second")).toBe("socks://proxy.example");
  });

  it("names what can't be opened, and fails", async () => {
    await addAccount();
    await addAccount(undefined, "bob");
    await onStore(undefined, async ({ sql }) => {
      const { secrets } = await sql
        .selectFrom("accounts")
        .select("secrets")
        .where("id", "=", "ada")
        .executeTakeFirstOrThrow();
      await sql.updateTable("accounts").set({ secrets }).where("id", "=", "bob").execute();
    });
    expect(await encrypt(undefined)).toMatchObject({
      code: 1,
      out: expect.stringContaining("Updated 1/2 accounts\n"),
      err: "posthorn: accounts bob can't be opened\n",
    });
  });

  it("begins to change the data key, and tells how far that is", async () => {
    await addAccount();
    expect(await encrypt(undefined, "--status")).toMatchObject({ code: 0, out: "The data key was never changed\n" });
    expect(await encrypt(undefined, "--rotate", "--no-wait")).toMatchObject({
      code: 0,
      err: expect.stringContaining("A new data key was made"),
    });
    expect((await encrypt(undefined, "--status")).out).toMatch(/^waiting: 0 values sealed anew/);
    expect(JSON.parse((await encrypt(undefined, "--status", "--json")).out)).toMatchObject({
      keys: [expect.any(String), expect.any(String)],
      rotation: { state: "waiting", waitsUntil: expect.any(Number) },
    });
    expect(await proxyOf()).toBe("socks://proxy.example");
  });

  it("changes the data key to the end", async () => {
    await addAccount();
    const before = await onStore(undefined, async ({ vault }) => vault.keys.map(({ id }) => id));
    let out = "";
    const output = { out: (text: string) => (out += text), err: () => undefined };
    const codes: number[] = [];
    const program = new Command();
    addEncryptCommand(
      program,
      (command) =>
        async (...given) => {
          codes.push(await command(configOf(), output, ...given));
        },
      { announceMs: 0, switchedMs: 0, settledMs: 0 },
    );
    await program.parseAsync(["encrypt", "--rotate"], { from: "user" });
    expect({ codes, out }).toEqual({ codes: [0], out: "Sealed 1 value with the new data key\n" });
    const after = await onStore(undefined, async ({ vault }) => vault.keys.map(({ id }) => id));
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
    expect(await proxyOf()).toBe("socks://proxy.example");
  });
});
