import { afterEach, describe, expect, it } from "vitest";
import { ConnectFailure, type MailBackend, type WatchOptions } from "../../core/mail-backend.ts";
import { mail } from "../conformance.ts";
import { Watcher } from "../conformance-watcher.ts";
import { SUBSCRIPTION_NOTE, type SubscriptionView } from "./subscription.ts";
import { ADDRESS, type GraphBench, passTime, startBench, TestClock } from "./testing.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What a watcher was told, put together: what the mailbox looks like to somebody who believes it. */
function believed(watchers: readonly Watcher[]): Map<string, string> {
  const messages = new Map<string, string>();
  const show = (path: string, flags: readonly string[]) => `${path} ${flags.toSorted().join(" ")}`.trim();
  for (const change of watchers.flatMap(({ changes }) => changes)) {
    if (change.type === "messageNew") {
      const { id, flags = [] } = change.message;
      expect(messages.has(id), `${change.message.subject} is told once`).toBe(false);
      messages.set(id, show(change.mailbox.path, flags));
    } else if (change.type === "messageDeleted") {
      expect(messages.get(change.id), "what goes was there").toMatch(change.mailbox.path);
      messages.delete(change.id);
    } else if (change.type === "messageUpdated") {
      const now = show(change.mailbox.path, change.changes.flags?.value ?? []);
      expect(messages.get(change.id), "what changes was another").not.toBe(now);
      messages.set(change.id, now);
    }
  }
  return messages;
}

/** What it really looks like. */
function actual({ graph }: GraphBench): Map<string, string> {
  const mailbox = graph.mailbox(ADDRESS);
  const nameOf = (id: string) => {
    const { wellKnown, displayName = "?" } = mailbox.folders.get(id) ?? {};
    return wellKnown === "inbox" ? "INBOX" : displayName;
  };
  return new Map(
    [...mailbox.messages.values()].map(({ id, parentFolderId, isRead, flag }) => {
      const flags = [...(flag.flagStatus === "flagged" ? ["\\Flagged"] : []), ...(isRead ? ["\\Seen"] : [])];
      return [id, [nameOf(parentFolderId), ...flags].join(" ")];
    }),
  );
}

describe("a watch over Microsoft Graph", () => {
  let bench: GraphBench;
  let clock: TestClock;
  let backend: MailBackend;
  let watchers: Watcher[] = [];
  let count = 0;

  async function start(options: { mailbox?: string } = {}) {
    clock = new TestClock(Date.parse("2031-03-04T05:06:07Z"));
    bench = await startBench({ clock, ...options });
    backend = bench.open();
    watchers = [];
  }

  const watch = (options: Partial<WatchOptions> = {}) => {
    const watcher = new Watcher(backend, bench.notes, { hasConnectedBefore: watchers.length > 0, ...options });
    watchers.push(watcher);
    return watcher;
  };
  const pass = (ms: number) => passTime(bench, clock, ms);
  const stop = async () => {
    await watchers.at(-1)?.stop();
    await backend.close();
    backend = bench.open();
  };
  const deliver = (subject = `mail ${++count}`, path = "INBOX") => bench.graph.deliver(ADDRESS, mail(subject), path);
  const subscriptionNote = () =>
    JSON.parse(Buffer.from(bench.notes.kept.get(SUBSCRIPTION_NOTE) ?? []).toString() || "{}") as SubscriptionView;
  const callsOf = (call: string) => bench.graph.calls.filter((one) => one.call === call);
  /** Passes time until everything that is so was told. */
  const untilTrue = async (within: number, step = MINUTE) => {
    for (let left = within; left > 0 && !isTrue(); left -= step) await pass(step);
    expect(isTrue(), "everything is told").toBe(true);
    // And nothing else, however often somebody looks.
    await pass(11 * MINUTE);
    expect(Object.fromEntries(believed(watchers))).toEqual(Object.fromEntries(actual(bench)));
  };
  const isTrue = () => {
    const [told, real] = [believed(watchers), actual(bench)];
    return told.size === real.size && [...real].every(([id, state]) => told.get(id) === state);
  };

  /** Something of everything that can happen to messages. */
  async function stir() {
    const mailbox = bench.graph.mailbox(ADDRESS);
    const [junk, trash] = ["junkemail", "deleteditems"].map((name) => mailbox.folder(name));
    if (!junk || !trash) throw new Error("Folders are missing");
    const messages = [];
    for (let i = 0; i < 6; i++) messages.push(await deliver(undefined, i === 5 ? "Junk" : "INBOX"));
    const [old] = [...mailbox.messages.values()];
    const [first, second, third, fourth] = messages;
    if (!first || !second || !third || !fourth || !old) throw new Error("Messages are missing");
    mailbox.update(old, { isRead: !old.isRead });
    mailbox.update(first, { flag: { flagStatus: "flagged" } });
    mailbox.move(second, junk);
    mailbox.remove(third.id);
    mailbox.move(fourth, trash);
    mailbox.move(fourth, junk);
  }

  afterEach(async () => {
    await watchers
      .at(-1)
      ?.stop()
      .catch(() => undefined);
    await backend.close();
    await bench.close();
    expect(bench.graph.violations).toEqual([]);
    expect(bench.graph.peak).toBeLessThanOrEqual(4);
  });

  it("is told of what happens, by notifications, at once", async () => {
    await start();
    await deliver();
    const watcher = watch();
    await watcher.inSync();
    await expect.poll(() => subscriptionNote().state?.state).toBe("created");
    await stir();
    // Less than anybody waits who polls.
    await untilTrue(MINUTE - SECOND, SECOND);
    expect(bench.place.notifications).toBeGreaterThan(6);
  });

  it("finds out by itself when notifications are lost", async () => {
    await start();
    await deliver();
    await watch().inSync();
    bench.graph.subscriptions.delivery = "lost";
    for (let i = 0; i < 5; i++) {
      await stir();
      await pass(3 * MINUTE);
    }
    await untilTrue(11 * MINUTE);
  });

  it("tells once what it is told twice, and what a delta tells again", async () => {
    await start();
    await deliver();
    await watch().inSync();
    bench.graph.subscriptions.delivery = "twice";
    bench.graph.replayDeltas(8);
    for (let i = 0; i < 5; i++) {
      await stir();
      await pass(MINUTE);
    }
    await untilTrue(11 * MINUTE);
  });

  it("loses and invents nothing when the links of deltas are void, whether it runs or not", async () => {
    await start();
    await deliver();
    await watch().inSync();
    await stir();
    await untilTrue(11 * MINUTE);
    await stir();
    bench.graph.voidDeltas();
    await stir();
    await untilTrue(11 * MINUTE);
    await stop();
    await stir();
    bench.graph.voidDeltas();
    await watch().inSync();
    await untilTrue(11 * MINUTE);
    for (const { changes } of watchers) expect(changes.some(({ type }) => type === "mailboxReset")).toBe(false);
  });

  it("catches up after a day, also when it is stopped in the middle of that", async () => {
    await start();
    await deliver();
    await watch().inSync();
    await stop();
    for (let i = 0; i < 10; i++) {
      clock.set(clock.now() + DAY / 10);
      await stir();
    }
    // Batches that nobody confirmed are told again: here the first ones are taken by somebody who dies.
    const abort = new AbortController();
    for await (const _ of backend.watch({ ...OPTIONS, hasConnectedBefore: true }, abort.signal))
      if (++count % 3 === 0) break;
    await backend.close();
    backend = bench.open();
    await watch().inSync();
    await untilTrue(11 * MINUTE);
  });

  it("keeps its subscription alive, and makes another one when it has run out", async () => {
    await start();
    const watcher = watch();
    await watcher.inSync();
    await expect.poll(() => subscriptionNote().state?.state).toBe("created");
    const { id, expirationDateTime } = subscriptionNote();
    expect(Date.parse(expirationDateTime ?? "") - clock.now()).toBeGreaterThan(4229 * MINUTE);
    await pass(3 * DAY);
    expect(subscriptionNote().id).toBe(id);
    expect(callsOf("PATCH /subscriptions/{id}").length).toBeGreaterThan(0);
    expect(Date.parse(subscriptionNote().expirationDateTime ?? "")).toBeGreaterThan(clock.now() + 20 * HOUR);
    await stop();
    clock.set(clock.now() + 5 * DAY);
    await deliver();
    await watch().inSync();
    await expect.poll(() => subscriptionNote().id).not.toBe(id);
    await deliver();
    await expect.poll(isTrue, { timeout: 40_000 }).toBe(true);
  }, 60_000);

  it("does what is said of subscriptions: renews, makes another, looks", async () => {
    await start();
    await watch().inSync();
    await expect.poll(() => subscriptionNote().state?.state).toBe("created");
    const { id } = subscriptionNote();
    bench.graph.subscriptions.lifecycle("reauthorizationRequired");
    await expect.poll(() => callsOf("PATCH /subscriptions/{id}").length).toBe(1);
    bench.graph.subscriptions.delivery = "lost";
    await deliver();
    bench.graph.subscriptions.lifecycle("missed");
    await expect.poll(isTrue, { timeout: 40_000 }).toBe(true);
    await deliver();
    bench.graph.subscriptions.lifecycle("subscriptionRemoved");
    await expect.poll(() => subscriptionNote().id).not.toBe(id);
    await expect.poll(isTrue, { timeout: 40_000 }).toBe(true);
    bench.graph.subscriptions.delivery = "once";
    await expect.poll(() => subscriptionNote().state.state).toBe("created");
    await deliver();
    await expect.poll(isTrue, { timeout: 40_000 }).toBe(true);
  });

  it("is connected where Graph can't call, says so, and polls", async () => {
    await start();
    bench.place.status = 500;
    const watcher = watch();
    await watcher.inSync();
    await expect.poll(() => subscriptionNote().state?.state).toBe("error");
    expect(subscriptionNote().state.error).toContain("validation");
    await pass(5 * MINUTE);
    expect(callsOf("POST /subscriptions")).toHaveLength(3);
    await stir();
    await untilTrue(11 * MINUTE);
    bench.place.status = 202;
    await pass(61 * MINUTE);
    expect(subscriptionNote().state).toMatchObject({ state: "created", error: null });
    expect(Buffer.from(bench.notes.kept.get(SUBSCRIPTION_NOTE) ?? []).toString()).not.toContain("clientState");
  });

  it("believes no notification that is not Graph's", async () => {
    await start();
    const watcher = watch();
    await watcher.inSync();
    await expect.poll(() => subscriptionNote().state?.state).toBe("created");
    await pass(0);
    const before = bench.graph.calls.length;
    const { id = "" } = subscriptionNote();
    for (const [subscriptionId, clientState] of [
      [id, ""],
      [id, "00000000-0000-0000-0000-000000000000"],
      ["other", "x"],
    ] as const)
      backend.nudge?.({ kind: "graph", subscriptionId, clientState, changeType: "created" });
    await pass(0);
    expect(bench.graph.calls).toHaveLength(before);
  });

  it("withdraws its subscription", async () => {
    await start();
    const watcher = watch();
    await watcher.inSync();
    await expect.poll(() => subscriptionNote().state?.state).toBe("created");
    await watcher.stop();
    await backend.withdraw?.({});
    expect(bench.graph.subscriptions.all.size).toBe(0);
    expect(bench.notes.kept.has(SUBSCRIPTION_NOTE)).toBe(false);
  });

  it("takes another token when one is revoked, and goes on after a new consent", async () => {
    await start();
    await watch().inSync();
    bench.tokens.revoke();
    await stir();
    await untilTrue(11 * MINUTE);
    expect(bench.tokens.discarded).toBe(1);
    bench.tokens.revoke();
    bench.tokens.failure = new ConnectFailure("authentication", "invalid_grant", {
      serverResponseCode: "TokenGenerationError",
    });
    await stir();
    await pass(11 * MINUTE);
    expect(await watchers[0]?.ended).toMatchObject({
      reason: "authentication",
      serverResponseCode: "TokenGenerationError",
    });
    await stir();
    await backend.close();
    backend = bench.open();
    bench.tokens.failure = undefined;
    await watch().inSync();
    await untilTrue(11 * MINUTE);
  });

  it.each([
    ["for two minutes at a time", { status: 429, code: "ApplicationThrottled", headers: { "retry-after": "120" } }],
    ["without saying for how long", { status: 429, code: "TooManyRequests" }],
    ["as a service that is unavailable", { status: 503, code: "ServiceUnavailable", headers: { "retry-after": "30" } }],
    ["by faults of its own", { status: 500, code: "InternalServerError" }],
    ["by hanging up", { fault: "reset" as const }],
    ["by hanging up in the middle of answers", { fault: "cut" as const }],
  ])("waits when Graph throttles %s", async (_, rule) => {
    await start();
    await watch().inSync();
    await stir();
    bench.graph.script({ ...rule, times: 3 });
    await untilTrue(30 * MINUTE);
    await stir();
    bench.graph.script({ ...rule, times: 3, matches: ({ isInBatch }) => isInBatch });
    await untilTrue(30 * MINUTE);
  });

  it("ends when Graph stays away, and has lost nothing when it is back", async () => {
    await start();
    await watch().inSync();
    await stir();
    bench.graph.script({ status: 503, code: "ServiceUnavailable" });
    const failed = watchers[0]?.ended;
    await pass(HOUR);
    expect(await failed).toMatchObject({ reason: "connection", serverResponseCode: "ServiceUnavailable" });
    bench.graph.unscript();
    await watch().inSync();
    await untilTrue(11 * MINUTE);
  });

  it.each([
    [403, "ErrorMailboxNotEnabledForRESTAPI", "authentication", "can't be reached through Microsoft Graph"],
    [403, "ErrorAccessDenied", "authentication", "may not open"],
    [404, "ErrorInvalidUser", "authentication", "no such mailbox"],
    [400, "BadRequest", "connection", "answered 400"],
  ])("says why a mailbox can't be opened: %i %s", async (status, code, reason, words) => {
    await start();
    bench.graph.script({ status, code, message: "No" });
    expect(await watch().ended).toMatchObject({ reason, message: expect.stringContaining(words) });
    bench.graph.unscript();
  });

  it("tells a message that can't be read as missing, after several attempts, and the others", async () => {
    await start();
    const watcher = watch();
    await watcher.inSync();
    bench.graph.subscriptions.delivery = "lost";
    const broken = await deliver("broken");
    bench.graph.script({
      status: 400,
      code: "ErrorCorruptData",
      matches: ({ segments, method }) => method === "GET" && segments[2] === broken.id,
    });
    await deliver("whole");
    await pass(12 * MINUTE);
    expect(watcher.of("messageMissing")).toMatchObject([{ id: broken.id, missingRetries: 3, missingDelay: 5590 }]);
    expect(watcher.subjects).toEqual(["whole"]);
    await pass(HOUR);
    expect(watcher.of("messageMissing")).toHaveLength(1);
  });

  it("tells from where a message came and where it went, and what of it was changed", async () => {
    await start();
    const stored = await deliver("moved");
    const watcher = watch();
    await watcher.inSync();
    const mailbox = bench.graph.mailbox(ADDRESS);
    mailbox.update(stored, { isRead: true, categories: ["Blue"] });
    await pass(MINUTE);
    await watcher.until(() => watcher.of("messageUpdated").length > 0);
    expect(watcher.of("messageUpdated")[0]?.changes).toEqual({
      flags: { added: ["\\Seen"], value: ["\\Seen"] },
      labels: { added: ["Blue"], value: ["Blue"] },
    });
    const junk = mailbox.folder("junkemail");
    if (junk) mailbox.move(stored, junk);
    await pass(MINUTE);
    await watcher.until(() => watcher.subjects.length === 2);
    const { id } = stored;
    expect(watcher.of("messageDeleted")).toMatchObject([
      { id, mailbox: { path: "INBOX" }, movedTo: { path: "Junk", id } },
    ]);
    expect(watcher.of("messageNew")[1]).toMatchObject({
      mailbox: { path: "Junk", specialUse: "\\Junk" },
      message: { id, seemsLikeNew: false, movedFrom: { path: "INBOX", id } },
    });
  });

  it("tells no mail that was there before the account, and remembers it in little space", async () => {
    await start();
    for (let i = 0; i < 1200; i++) await deliver(`old ${i}`);
    clock.set(clock.now() + DAY);
    const watcher = watch({ notifyFrom: new Date(clock.now()) });
    await watcher.inSync();
    expect(watcher.subjects).toEqual([]);
    expect(bench.notes.bytes / 1200).toBeLessThan(100);
    await deliver("new");
    await pass(11 * MINUTE);
    expect(watcher.subjects).toEqual(["new"]);
  }, 60_000);

  it("tells of folders that came, went and were renamed, once, also those that did so while nobody watched", async () => {
    await start();
    await watch().inSync();
    const mailbox = bench.graph.mailbox(ADDRESS);
    const old = mailbox.addFolder("Old", mailbox.root);
    await deliver("kept", "Old");
    await pass(MINUTE);
    await stop();
    old.displayName = "New";
    mailbox.touchFolder(old.id);
    const other = mailbox.addFolder("Other", mailbox.root);
    await deliver("within", "Other");
    const junk = mailbox.folder("junkemail");
    const moved = await deliver("moved out", "Other");
    if (junk) mailbox.move(moved, junk);
    await watch().inSync();
    await pass(11 * MINUTE);
    mailbox.removeFolder(other.id);
    await pass(11 * MINUTE);
    const told = (type: "mailboxNew" | "mailboxDeleted") =>
      watchers.flatMap((watcher) => watcher.of(type)).map(({ mailbox: { path } }) => path);
    expect(told("mailboxNew")).toEqual(["Old", "New", "Other"]);
    expect(told("mailboxDeleted")).toEqual(["Old", "Other"]);
    expect(watchers.flatMap(({ subjects }) => subjects).toSorted()).toEqual(["kept", "moved out", "within"]);
  });

  it("asks little while nothing happens", async () => {
    await start();
    await watch().inSync();
    await expect.poll(() => subscriptionNote().state?.state).toBe("created");
    await pass(MINUTE);
    const before = bench.graph.calls.length;
    await pass(HOUR);
    // Six times five folders, and the folders themselves.
    expect(bench.graph.calls.length - before).toBeLessThanOrEqual(6 * 6 + 2);
  });

  it("serves somebody else's mailbox by its own address", async () => {
    await start({ mailbox: "shared@example.test" });
    const watcher = watch();
    await watcher.inSync();
    await bench.graph.deliver("shared@example.test", mail("shared"));
    await pass(11 * MINUTE);
    await watcher.until(({ subjects }) => subjects.includes("shared"));
    const calls = bench.graph.calls.map(({ call }) => call);
    expect(calls.filter((call) => / \/me/.test(call))).toEqual([]);
    expect(calls).toContain("GET /users/{id}/mailFolders/{id}/messages/delta");
  });
});

const OPTIONS: WatchOptions = {
  hasConnectedBefore: true,
  lastLook: null,
  notifyFrom: null,
  text: { include: false, maxCharacters: 0 },
  headers: false,
  attachments: { include: false, maxBytes: 0 },
  calendarEvents: false,
  gmailCategories: false,
};
