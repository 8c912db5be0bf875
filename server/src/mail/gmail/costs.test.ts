import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MailBackend } from "../../core/mail-backend.ts";
import { mail } from "../conformance.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { Watcher } from "../conformance-watcher.ts";
import { type GmailAccount, startGmailAccount } from "./testing.ts";

const MESSAGES = 10_000;

describe("what a mailbox of 10,000 messages costs", { timeout: 120_000 }, () => {
  let given: GmailAccount;
  let backend: MailBackend;
  let notes: MemoryNotes;

  beforeEach(async () => {
    given = await startGmailAccount();
    notes = new MemoryNotes();
    backend = given.open(notes);
    for (let index = 0; index < MESSAGES; index++)
      await given.user.deliver(mail(`no ${index}`), { labels: index % 3 === 0 ? ["INBOX", "UNREAD"] : ["INBOX"] });
  });

  afterEach(async () => {
    await backend.close();
    await given.close();
    expect(given.gmail.violations).toEqual([]);
  });

  /** What some work costs, as a line that compares it with the least there is. */
  async function cost(name: string, least: { units: number; requests: number }, work: () => Promise<unknown>) {
    given.gmail.clearLog();
    await work();
    const { units, requests } = given.gmail;
    console.log(
      `${name}: ${units} units (at least ${least.units}), ${requests.count} requests (at least ${least.requests})`,
    );
    return { units, requests: requests.count };
  }

  it("is little for a first sync and a reconcile, and for pages next to nothing but the messages themselves", async () => {
    const pages = MESSAGES / 500;
    const watch = (hasConnectedBefore = false) =>
      new Watcher(backend, notes, { hasConnectedBefore, notifyFrom: new Date(Date.now() + 60_000) });
    let watcher = watch();
    // A profile, and the list of what is there: a page of ids is five units.
    const first = await cost("first sync", { units: 1 + 5 * pages, requests: 1 + pages }, () => watcher.inSync());
    expect(first.units).toBeLessThan(500);
    expect(notes.bytes).toBeLessThan(MESSAGES * 24);
    await watcher.stop();

    watcher = watch(true);
    const restart = await cost("restart without news", { units: 1 + 2, requests: 2 }, () => watcher.inSync());
    expect(restart.units).toBeLessThanOrEqual(6);
    await watcher.stop();

    given.user.mailbox.relabel(given.user.message("no 5"), ["STARRED"], []);
    given.user.mailbox.expireHistory();
    watcher = watch(true);
    const again = await cost("reconcile", { units: 1 + 2 + 5 * pages, requests: 2 + pages }, () => watcher.inSync());
    expect(again.units).toBeLessThan(500);
    expect(watcher.changes.map(({ type }) => type)).toEqual(["connected", "messageUpdated", "inSync"]);
    await watcher.stop();

    await backend.listMailboxes({ counters: false });
    const list = (pageSize: number) => backend.listMessages("INBOX", { page: 0, pageSize });
    expect(await cost("list 20", { units: 5 + 20 * 5, requests: 2 }, () => list(20))).toEqual({
      units: 105,
      requests: 2,
    });
    // Fifty at once, as Gmail advises.
    expect(await cost("list 1000", { units: 10 + 1000 * 5, requests: 2 + 20 }, () => list(1000))).toEqual({
      units: 5010,
      requests: 22,
    });
  });
});
