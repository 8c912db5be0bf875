import { encode } from "@msgpack/msgpack";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { randomTokenValue, tokenIdOf } from "../../core/token-rules.ts";
import { findToken } from "../../storage/tokens.ts";
import { openTestStorage, TEST_ENGINES, type TestStorage } from "../../storage/testing.ts";
import { exportToken, importToken, importTokens } from "./export.ts";
import { issueToken } from "./issue.ts";

describe.each(TEST_ENGINES)("an exported token on %s", (engine) => {
  let storage: TestStorage;
  beforeAll(async () => {
    storage = await openTestStorage(engine);
  });
  afterAll(() => storage.close());

  it("comes back as it was, made anew", async () => {
    const given = {
      description: "x",
      scopes: ["api"],
      account: "ada",
      metadata: "{}",
      restrictions: { addresses: ["192.0.2.1"] },
      permissions: { actions: ["read"] },
      expiresAt: Date.UTC(2099, 0, 1),
      ip: "192.0.2.1",
      remoteAddress: "192.0.2.2",
    };
    const { token, id } = await issueToken(storage, given, 1000);
    const text = await exportToken(storage, token);
    expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
    expect(await exportToken(storage, id)).toBe(text);
    expect(text).not.toContain(token);
    expect(await importToken(storage, text ?? "", 2000)).toBe(false);
    await storage.sql.deleteFrom("tokens").where("id", "=", id).execute();
    expect(await importToken(storage, ` ${text}\n`, 2000)).toBe(true);
    expect(await findToken(storage, id)).toMatchObject({ ...given, id, createdAt: 2000 });
  });

  it("is known by id or value only", async () => {
    expect(await exportToken(storage, "nonsense")).toBeNull();
    expect(await exportToken(storage, randomTokenValue())).toBeNull();
  });

  it("may be JSON", async () => {
    const id = tokenIdOf(randomTokenValue());
    expect(await importToken(storage, JSON.stringify({ id: id.toUpperCase(), description: "x" }), 1)).toBe(true);
    expect(await findToken(storage, id)).toMatchObject({ scopes: null, account: null, permissions: null });
  });

  it("never opens more than it says: what makes no sense is refused or denies", async () => {
    const take = async (more: Record<string, unknown>) => {
      const id = tokenIdOf(randomTokenValue());
      await importToken(storage, Buffer.from(encode({ id, ...more })).toString("base64url"), 1);
      return findToken(storage, id);
    };
    expect(await take({ scopes: "api" })).toMatchObject({ scopes: ["api"] });
    expect(await take({ scopes: null })).toMatchObject({ scopes: null });
    expect(await take({ expires: "soon" })).toMatchObject({ expiresAt: 0 });
    expect(await take({ permissions: "all" })).toMatchObject({ permissions: "all" });
    for (const more of [
      { scopes: 5 },
      { account: 5 },
      { account: "" },
      { restrictions: "none" },
      { restrictions: [] },
      { restrictions: { addresses: "192.0.2.1" } },
      { restrictions: { referrers: 5 } },
      { restrictions: { rateLimit: { maxRequests: "many" } } },
    ])
      await expect(take(more), JSON.stringify(more)).rejects.toThrow(/exported token/);
  });

  it("that is none stops the start with a sentence", async () => {
    for (const text of ["", "nonsense", "{", "[]", "{}", '{"id":"x"}', "gaJpZA"])
      await expect(importToken(storage, text, 1)).rejects.toMatchObject({ name: "StartError" });
  });

  it("may be several, in whatever form lists come in", async () => {
    const exported = async () => {
      const id = tokenIdOf(randomTokenValue());
      const record = { id, description: "prepared" };
      return {
        id,
        json: JSON.stringify(record, null, 1),
        line: JSON.stringify(record),
        text: Buffer.from(encode(record)).toString("base64url"),
      };
    };
    const [a, b, c] = await Promise.all([exported(), exported(), exported()]);
    for (const text of [
      a.text,
      `${a.text} ${b.text}`,
      `\n${a.text},\n${b.text}\n${c.text}\n`,
      `${a.line}\n${b.line}`,
      a.json,
      `[${a.json}, "${c.text}"]`,
    ]) {
      const wanted = [a, b, c].filter(({ id, text: own }) => text.includes(own) || text.includes(id));
      await storage.sql.deleteFrom("tokens").execute();
      expect(await importTokens(storage, text, 1), text).toBe(wanted.length);
      expect(await importTokens(storage, text, 1)).toBe(0);
      for (const { id } of wanted) expect(await findToken(storage, id)).toMatchObject({ description: "prepared" });
    }
    for (const text of ["[", "[5]", "{}\n{}", `${a.text} nonsense`])
      await expect(importTokens(storage, text, 1)).rejects.toMatchObject({ name: "StartError" });
  });
});
