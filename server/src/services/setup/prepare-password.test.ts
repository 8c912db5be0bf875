import { pbkdf2Sync } from "node:crypto";
import { hash } from "@node-rs/argon2";
import pino from "pino";
import { describe, expect, it } from "vitest";
import { openTestStorage, TEST_ENGINES } from "../../storage/testing.ts";
import { findUserByName } from "../../storage/users.ts";
import { PASSWORD, signIn } from "../sessions/testing.ts";
import { createTestGateway } from "../testing.ts";
import { preparePassword } from "./prepare-password.ts";

const phc = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
const salt = Buffer.from("a salt of 16 byt");
const pbkdf2Of = (password: string) =>
  `$pbkdf2-sha256$i=600000$${phc(salt)}$${phc(pbkdf2Sync(password, salt, 600_000, 32, "sha256"))}`;
const envOf = (text: string) => ({ POSTHORN_PREPARED_PASSWORD: Buffer.from(text).toString("base64url") });

describe.each(TEST_ENGINES)("a prepared password on %s", (engine) => {
  it("makes the first user, is taken over into argon2id, and survives a restart with its sessions", async () => {
    const options = { start: false, env: envOf(pbkdf2Of(PASSWORD)) };
    const first = await createTestGateway(engine, options);
    expect(await first.setupUrl()).toBeNull();
    expect((await signIn(first, "admin", { password: "not it at all" })).answer.status).toBe(401);
    const { call } = await signIn(first, "admin");
    expect((await call("GET", "/v1/session")).body).toMatchObject({ user: { name: "admin", role: "owner" } });
    expect((await findUserByName(first.storage, "admin"))?.passwordHash).toMatch(/^\$argon2id\$/);
    const change = { currentPassword: PASSWORD, password: "changed by hand" };
    expect((await call("PUT", "/v1/session/password", change)).status).toBe(200);
    await first.stop();

    const second = await createTestGateway(engine, { ...options, after: first });
    const again = await signIn(second, "admin", { password: "changed by hand" });
    expect(again.answer.status).toBe(200);
    await second.stop();

    const other = envOf(await hash("another password"));
    const third = await createTestGateway(engine, { start: false, env: other, after: first });
    expect((await signIn(third, "admin", { password: "changed by hand" })).answer.status).toBe(401);
    expect((await signIn(third, "admin", { password: "another password" })).answer.status).toBe(200);
    const headers = { cookie: again.cookie };
    expect((await third.call("GET", "/v1/session", undefined, { token: null, headers })).status).toBe(401);
    await third.close();
    await first.close();
  });

  it("stops the start when it is no hash", async () => {
    const storage = await openTestStorage(engine);
    const log = pino({ level: "silent" });
    for (const text of ["a password", "$pbkdf2-md5$i=1$aaaaaaaaaaa$aaaaaaaaaaaaaaaaaaaaaa", "$argon2id$v=19$m=1"])
      await expect(
        preparePassword(storage, { prepared: Buffer.from(text).toString("base64url"), log, now: 0 }),
      ).rejects.toThrow(/^POSTHORN_PREPARED_PASSWORD can't be used/);
    await storage.close();
  });
});
