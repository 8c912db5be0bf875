import { startDovecot } from "@posthorn/fakes/dovecot";
import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { refuse, say } from "@posthorn/fakes/imap/deeds";
import { MODERN } from "@posthorn/fakes/imap/options";
import { afterEach, describe, expect, it } from "vitest";
import { silentLog } from "../../core/log.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { mail } from "../conformance.ts";
import { openBackend } from "../open.ts";
import { openSession, type Session } from "./quirks/testing.ts";
import { imapAccount } from "./testing.ts";

describe("the quota of an account", () => {
  let server: FakeImap;
  let session: Session;
  afterEach(async () => {
    await session.close();
    await server.stop();
  });
  const open = async (...more: string[]) => {
    server = await startFakeImap({ capabilities: [...MODERN, ...more] });
    session = await openSession(server);
  };

  it("is told in bytes, with how full that is", async () => {
    await open("QUOTA");
    server.store.quota = { usageKiB: 53, limitKiB: 100 };
    expect(await session.backend.getQuota({})).toEqual({ usage: 54_272, limit: 102_400, status: "53%" });
  });

  it("is false where there is none, or the server does not know of such a thing or won't tell", async () => {
    await open("QUOTA");
    expect(await session.backend.getQuota({})).toBe(false);
    server.once("GETQUOTAROOT", say('* QUOTAROOT INBOX ""', '* QUOTA "" (MESSAGE 5 10)'));
    expect(await session.backend.getQuota({})).toBe(false);
    server.once("GETQUOTAROOT", refuse("[NOPERM] None of your business"));
    expect(await session.backend.getQuota({})).toBe(false);
    await session.close();
    await server.stop();
    await open();
    expect(await session.backend.getQuota({})).toBe(false);
  });
});

it("the quota of an account on Dovecot is the one that its plugin counts", async () => {
  const server = await startDovecot({ quotaKiB: 1000 });
  const account = imapAccount({ ...server, user: "full" });
  const smtp = { send: () => Promise.reject(new Error("not in this test")) };
  const backend = openBackend(account, new MemoryNotes(), { log: silentLog, smtp });
  try {
    const more = Buffer.from(mail("large") + "x".repeat(100_000));
    await backend.append("INBOX", more, {});
    const quota = await backend.getQuota({});
    expect(quota).toMatchObject({ limit: 1_024_000, status: expect.stringMatching(/^(9|10)%$/) });
    expect(quota && quota.usage).toBeGreaterThanOrEqual(100_000);
  } finally {
    await backend.close();
    await server.stop();
  }
});
