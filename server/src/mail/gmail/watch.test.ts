import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decodeRegistrationFault, GMAIL_REGISTRATION_FAULT_KEY } from "../../core/gmail-registration.ts";
import type { MailBackend, WatchOptions } from "../../core/mail-backend.ts";
import { mail, MIXED_MAIL } from "../conformance.ts";
import { MemoryNotes } from "../conformance-notes.ts";
import { Watcher } from "../conformance-watcher.ts";
import { type GmailAccount, startGmailAccount, VirtualClock } from "./testing.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const TOPIC = "projects/p/topics/t";

describe("a watch of a Gmail account", () => {
  let clock: VirtualClock;
  let given: GmailAccount;
  let notes: MemoryNotes;
  let backend: MailBackend;
  /** What Gmail told whoever listens to the topic. */
  let told: { emailAddress: string; historyId: string }[];
  const watchers: Watcher[] = [];

  beforeEach(async () => {
    clock = new VirtualClock();
    told = [];
    given = await startGmailAccount({ clock, pubSubTopic: TOPIC, publish: (_, data) => told.push(data) });
    notes = new MemoryNotes();
    backend = given.open(notes);
  });

  afterEach(async () => {
    for (const watcher of watchers.splice(0)) await watcher.stop().catch(() => undefined);
    await backend.close();
    await given.close();
    expect(given.gmail.violations).toEqual([]);
  });

  const watch = (options: Partial<WatchOptions> = {}) => {
    // What is there already arrived before this second.
    const watcher = new Watcher(backend, notes, { notifyFrom: new Date(clock.now() + 1000), ...options });
    watchers.push(watcher);
    return watcher;
  };
  const again = (options: Partial<WatchOptions> = {}) => watch({ hasConnectedBefore: true, ...options });
  /** Another process with the same notes. */
  const restart = async () => {
    await backend.close();
    backend = given.open(notes);
  };
  const hint = (historyId: string) => backend.nudge?.({ kind: "gmail", historyId });
  const deliver = async (...subjects: string[]) => {
    for (const subject of subjects) await given.user.deliver(mail(subject));
  };
  /** Moves the clock on until a condition holds, by steps that let the watch keep up. */
  const until = async (stepMs: number, isMet: () => boolean) => {
    for (let steps = 0; !isMet(); steps++) {
      expect(steps).toBeLessThan(2000);
      await new Promise((resolve) => setTimeout(resolve, 2));
      if (clock.waiting > 0 && !isMet()) clock.advance(stepMs);
    }
  };
  const looks = (watcher: Watcher) => watcher.of("inSync").length;
  const subjects = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `no ${from + i}`);
  const callsOf = (method: string) => given.gmail.calls.filter((call) => call.method === method).length;

  it("looks when it is told to, and tells each message once however often that is", async () => {
    const watcher = watch();
    await watcher.inSync();
    await deliver("one");
    const { historyId = "" } = told.at(-1) ?? {};
    for (let times = 0; times < 5; times++) hint(historyId);
    await watcher.until(() => watcher.subjects.length > 0);
    await watcher.inSync(2);
    const asked = callsOf("history.list");
    for (let times = 0; times < 5; times++) hint(historyId);
    await deliver("two");
    hint(told.at(-1)?.historyId ?? "");
    await watcher.until(() => watcher.subjects.length > 1);
    expect(watcher.subjects).toEqual(["one", "two"]);
    // What is known already is no reason to ask.
    expect(callsOf("history.list") - asked).toBeLessThan(3);
  });

  it("finds everything by itself where no notification comes through", async () => {
    const watcher = watch();
    await watcher.inSync();
    await deliver("one", "two");
    given.user.mailbox.relabel(given.user.message("one"), ["STARRED"], ["UNREAD"]);
    await until(MINUTE_MS, () => watcher.subjects.length === 2);
    expect(watcher.subjects).toEqual(["one", "two"]);
    expect(clock.now() - Date.parse("2026-11-02T08:00:00Z")).toBeLessThanOrEqual(11 * MINUTE_MS);
    given.user.mailbox.relabel(given.user.message("two"), [], ["UNREAD"]);
    await until(MINUTE_MS, () => watcher.of("messageUpdated").length > 0);
    expect(watcher.of("messageUpdated")).toEqual([
      {
        type: "messageUpdated",
        mailbox: { path: "\\All", specialUse: "\\All" },
        id: given.user.message("two").id,
        changes: { flags: { added: ["\\Seen"], value: ["\\Seen"] } },
      },
    ]);
  });

  it("tells what happened while the process was down for a day", async () => {
    await deliver("old", "older");
    const before = watch();
    await before.inSync();
    await deliver("one");
    await backend.sync({});
    await before.until(() => before.subjects.length === 1);
    await before.stop();
    await restart();
    clock.advance(DAY_MS);
    await deliver("two", "three");
    const { mailbox } = given.user;
    mailbox.relabel(given.user.message("one"), ["STARRED"], []);
    mailbox.remove(given.user.message("old"));
    const removed = before.subjects;
    const after = again();
    await after.inSync();
    expect([removed, after.subjects]).toEqual([["one"], ["two", "three"]]);
    expect(after.of("messageUpdated").map(({ id }) => id)).toEqual([given.user.message("one").id]);
    expect(after.of("messageDeleted")).toHaveLength(1);
  });

  it("compares the mailbox where the history is void, and loses and invents nothing", async () => {
    const { mailbox } = given.user;
    for (const subject of subjects(1, 120)) await deliver(subject);
    const before = watch();
    await before.inSync();
    await deliver(...subjects(121, 130));
    await backend.sync({});
    await before.until(() => before.subjects.length === 10);
    await before.stop();
    await restart();
    clock.advance(9 * DAY_MS);
    await deliver(...subjects(131, 190));
    const seen = subjects(115, 125).map((subject) => given.user.message(subject).id);
    for (const id of seen) mailbox.relabel(mailbox.messages.get(id)!, [], ["UNREAD"]);
    const gone = [...subjects(3, 4), "no 140"].map((subject) => given.user.message(subject));
    for (const message of gone) mailbox.remove(message);
    mailbox.expireHistory();
    await deliver("no 191");
    const after = again();
    await after.inSync();
    expect(after.subjects).toEqual([...subjects(131, 139), ...subjects(141, 191)]);
    expect(
      after
        .of("messageUpdated")
        .map(({ id }) => id)
        .toSorted(),
    ).toEqual(seen.toSorted());
    const deleted = after.of("messageDeleted").map(({ id }) => id);
    expect(deleted.toSorted()).toEqual(gone.slice(0, 2).map(({ id }) => id));
    expect(after.of("mailboxReset")).toEqual([]);
    await deliver("no 192");
    await backend.sync({});
    await after.until(() => after.subjects.at(-1) === "no 192");
    expect(after.subjects).toHaveLength(61);
  });

  it("goes on with a reconcile that was cut off, without telling anything twice", async () => {
    const before = watch();
    await before.inSync();
    await before.stop();
    await restart();
    await deliver(...subjects(1, 130));
    given.user.mailbox.expireHistory();
    const stopped = again();
    await stopped.until(() => stopped.subjects.length >= 50);
    await stopped.stop();
    await restart();
    const after = again();
    await after.inSync();
    expect([...stopped.subjects, ...after.subjects]).toEqual(subjects(1, 130));
  });

  it("starts over without its notes, and tells what came meanwhile but nothing old", async () => {
    await deliver("old");
    const before = watch();
    await before.inSync();
    await before.stop();
    notes.kept.clear();
    await restart();
    // Between the id to go on from and the end of the first look.
    const answerSlowly = { method: "labels.list", delayMs: 300, times: 1 };
    given.gmail.fail(answerSlowly);
    const after = again();
    await after.until(({ changes }) => changes.length > 0);
    await deliver("meanwhile");
    await after.inSync();
    expect(after.subjects).toEqual(["meanwhile"]);
    expect(after.of("mailboxReset")).toMatchObject([{ mailbox: { path: "\\All" }, reason: "syncStateLost" }]);
  });

  it("tells a message whose attachment can't be had as missing, and goes on", async () => {
    const watcher = watch({ attachments: { include: true, maxBytes: 0 } });
    await watcher.inSync();
    await given.user.deliver(MIXED_MAIL);
    await deliver("one");
    given.gmail.fail({ method: "messages.attachments.get", status: 500 });
    hint(told.at(-1)?.historyId ?? "");
    await until(1000, () => looks(watcher) === 2);
    expect(watcher.subjects).toEqual(["one"]);
    expect(watcher.of("messageMissing")).toHaveLength(1);
  });

  it("says that a grant is revoked, and goes on where it was once there is another", async () => {
    const before = watch();
    await before.inSync();
    given.user.tokens.delete("good");
    await deliver("one");
    hint(told.at(-1)?.historyId ?? "");
    expect(await before.ended).toMatchObject({ name: "ConnectFailure", reason: "authentication" });
    expect(given.tokens.discarded).toEqual(["good"]);
    const refused = again();
    expect(await refused.ended).toMatchObject({ name: "ConnectFailure", reason: "authentication" });
    await deliver("two");
    given.user.tokens.add("fresh");
    given.tokens.list.push("fresh");
    const after = again();
    await after.inSync();
    expect([...before.subjects, ...after.subjects]).toEqual(["one", "two"]);
    watchers.length = 0;
    watchers.push(after);
  });

  it("renews a token that Gmail no longer takes, and nobody notices", async () => {
    given.tokens.list.push("fresh");
    const watcher = watch();
    await watcher.inSync();
    given.user.tokens.delete("good");
    given.user.tokens.add("fresh");
    await deliver("one");
    hint(told.at(-1)?.historyId ?? "");
    await watcher.until(() => watcher.subjects.length === 1);
    expect(given.tokens.discarded).toEqual(["good"]);
  });

  it.each([
    [429, "rateLimitExceeded", "30"],
    [429, "rateLimitExceeded", undefined],
    [403, "userRateLimitExceeded", undefined],
    [403, "dailyLimitExceeded", undefined],
  ])("waits while Gmail throttles it (%s %s, Retry-After %s)", async (status, reason, retryAfter) => {
    const watcher = watch();
    await watcher.inSync();
    given.gmail.fail({ status, reason, ...(retryAfter !== undefined && { retryAfter }) });
    given.gmail.clearLog();
    await deliver("one", "two");
    hint(told.at(-1)?.historyId ?? "");
    const start = clock.now();
    await until(5000, () => clock.now() - start > 8 * MINUTE_MS);
    expect(watcher.subjects).toEqual([]);
    const asked = given.gmail.calls.length;
    expect(asked).toBeGreaterThan(0);
    expect(asked).toBeLessThan(20);
    await deliver("three");
    given.gmail.heal();
    await until(MINUTE_MS, () => watcher.subjects.length === 3);
    expect(watcher.subjects).toEqual(["one", "two", "three"]);
  });

  it("gives up a connection that fails for good, and goes on where it was", async () => {
    const before = watch();
    await before.inSync();
    given.gmail.fail({ status: 503 });
    await deliver("one");
    hint(told.at(-1)?.historyId ?? "");
    let isOver = false;
    void before.ended.then(() => (isOver = true));
    await until(1000, () => isOver);
    expect(await before.ended).toMatchObject({ name: "ConnectFailure", reason: "connection" });
    given.gmail.heal();
    watchers.length = 0;
    const after = again();
    await after.inSync();
    expect(after.subjects).toEqual(["one"]);
  });

  it("tells a message that can't be read as missing after a few attempts, and the others as they are", async () => {
    const watcher = watch();
    await watcher.inSync();
    await deliver("one", "poison", "two");
    const { id } = given.user.message("poison");
    given.gmail.fail({ method: "messages.get", messageId: id, status: 500 });
    hint(told.at(-1)?.historyId ?? "");
    await until(1000, () => looks(watcher) === 2);
    expect(watcher.subjects).toEqual(["one", "two"]);
    expect(watcher.of("messageMissing")).toMatchObject([{ id, missingRetries: 3, missingDelay: 5590 }]);
  });

  it("tells a message that could be read in the end, and how long that took", async () => {
    const watcher = watch();
    await watcher.inSync();
    await deliver("late");
    given.gmail.fail({ method: "messages.get", status: 500, times: 2 });
    hint(told.at(-1)?.historyId ?? "");
    await until(100, () => watcher.subjects.length === 1);
    expect(watcher.of("messageNew")[0]?.message).toMatchObject({ missingRetries: 2, missingDelay: 2700 });
  });

  it("tells nothing of a message that came and went before anyone looked", async () => {
    const watcher = watch();
    await watcher.inSync();
    await deliver("brief", "stays");
    given.user.mailbox.remove(given.user.message("brief"));
    hint(told.at(-1)?.historyId ?? "");
    await watcher.inSync(2);
    expect(watcher.subjects).toEqual(["stays"]);
    expect(watcher.of("messageDeleted")).toEqual([]);
  });

  it("tells labels by name, and no more of them than really changed", async () => {
    const { mailbox } = given.user;
    const label = mailbox.createLabel("Projects/Blue");
    await deliver("one");
    const message = given.user.message("one");
    const watcher = watch();
    await watcher.inSync();
    mailbox.relabel(message, [label.id, "IMPORTANT", "CATEGORY_UPDATES"], ["INBOX"]);
    hint(told.at(-1)?.historyId ?? "");
    await watcher.until(() => watcher.of("messageUpdated").length === 2);
    expect(watcher.of("messageUpdated").map(({ changes }) => changes)).toEqual([
      { labels: { added: ["Projects/Blue"], value: ["\\Inbox", "Projects/Blue"] } },
      { labels: { deleted: ["\\Inbox"], value: ["Projects/Blue"] } },
    ]);
  });

  it("asks for notifications once a day at most, renews them before they end, and stops them in the end", async () => {
    const first = watch();
    await first.inSync();
    expect(given.user.mailbox.watch).toMatchObject({ topicName: TOPIC });
    await first.stop();
    const second = again();
    await second.inSync();
    expect(callsOf("watch")).toBe(1);
    const start = clock.now();
    await until(HOUR_MS, () => callsOf("watch") === 2);
    expect(clock.now() - start).toBeLessThanOrEqual(7 * DAY_MS);
    expect(given.user.mailbox.watch?.expiration).toBeGreaterThan(start + 13 * DAY_MS);
    await second.stop();
    clock.advance(25 * HOUR_MS);
    await again().inSync();
    expect(callsOf("watch")).toBe(3);
    await backend.withdraw?.({});
    expect(given.user.mailbox.watch).toBeUndefined();
  });

  it("keeps its pace when notifications can't be renewed, and asks for them once an hour", async () => {
    const watcher = watch();
    await watcher.inSync();
    given.gmail.fail({ method: "watch", status: 403, reason: "forbidden" });
    const start = clock.now();
    await until(HOUR_MS, () => callsOf("watch") === 2);
    given.gmail.clearLog();
    const renewedAt = clock.now();
    await until(MINUTE_MS, () => clock.now() - renewedAt > 5 * HOUR_MS);
    expect(renewedAt - start).toBeLessThan(7 * DAY_MS);
    expect(callsOf("watch")).toBeLessThanOrEqual(6);
    expect(callsOf("history.list")).toBeLessThanOrEqual(40);
    const fault = (await notes.read(GMAIL_REGISTRATION_FAULT_KEY)).get(GMAIL_REGISTRATION_FAULT_KEY);
    expect(fault && decodeRegistrationFault(fault)).toMatchObject({ status: 403 });
    await deliver("one");
    await until(MINUTE_MS, () => watcher.subjects.length === 1);
  });

  it("says so to whoever waits for a look when nobody reads on", async () => {
    const watcher = watch();
    await watcher.inSync();
    given.gmail.fail({ method: "history.list", delayMs: 200, times: 1 });
    const look = backend.sync({});
    const outcome = expect(look).rejects.toMatchObject({ kind: "unavailable" });
    await watcher.stop();
    await outcome;
  });

  it("goes on by looking now and then where it may not ask for notifications", async () => {
    given.gmail.fail({ method: "watch", status: 403, reason: "forbidden" });
    const watcher = watch();
    await watcher.inSync();
    await deliver("one");
    await until(MINUTE_MS, () => watcher.subjects.length === 1);
  });

  it("remembers no more than a window of the mailbox, in little space", async () => {
    for (let index = 0; index < 400; index++) await given.user.deliver(mail(`no ${index}`));
    const watcher = watch();
    await watcher.inSync();
    expect(notes.bytes / 400).toBeLessThan(32);
  });
});
