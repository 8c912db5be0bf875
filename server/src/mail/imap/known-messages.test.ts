import { describe, expect, it } from "vitest";
import { KnownMessages } from "./known-messages.ts";
import { type FixedMessage, toFixed } from "./message-object.ts";

const MINUTE = 60_000;

const message = (uid: number, subject = "Hello"): FixedMessage =>
  toFixed({ mailbox: 1, uid }, { seq: uid, uid, id: "", envelope: { subject } });

describe("known messages", () => {
  it("are found by mailbox and UID, in the account that learnt them", () => {
    const all = new KnownMessages();
    const [ada, bo] = [all.ofAccount(), all.ofAccount()];
    ada.learn({ mailbox: 1, uid: 7 }, 3, message(7));
    expect(ada.get({ mailbox: 1, uid: 7 })).toEqual(message(7));
    expect(ada.get({ mailbox: 2, uid: 7 })).toBeUndefined();
    expect(ada.get({ mailbox: 1, uid: 3 })).toBeUndefined();
    expect(bo.get({ mailbox: 1, uid: 7 })).toBeUndefined();
  });

  it("are counted by the position they were seen at", () => {
    const known = new KnownMessages().ofAccount();
    for (const seq of [3, 4, 6]) known.learn({ mailbox: 1, uid: seq + 100 }, seq, message(seq + 100));
    expect(known.countAt(1, 1, 10)).toBe(3);
    expect(known.countAt(1, 4, 5)).toBe(1);
    expect(known.countAt(2, 1, 10)).toBe(0);
  });

  it("take no more memory than they may, and those used last stay", () => {
    const all = new KnownMessages({ maxBytes: 100_000 });
    const known = all.ofAccount();
    known.learn({ mailbox: 1, uid: 1 }, 1, message(1));
    for (let uid = 2; uid < 500; uid++) {
      known.learn({ mailbox: 1, uid }, uid, message(uid, "x".repeat(200)));
      expect(known.get({ mailbox: 1, uid: 1 })).toBeDefined();
      expect(all.bytes).toBeLessThanOrEqual(100_000);
    }
    expect(known.get({ mailbox: 1, uid: 2 })).toBeUndefined();
    expect(known.get({ mailbox: 1, uid: 499 })).toBeDefined();
    expect(known.countAt(1, 1, 500)).toBeLessThan(100);
    known.learn({ mailbox: 1, uid: 900 }, 900, message(900, "x".repeat(60_000)));
    expect(all.bytes).toBeLessThanOrEqual(100_000);
  });

  it("learn the same message anew without counting it twice", () => {
    const all = new KnownMessages();
    const known = all.ofAccount();
    known.learn({ mailbox: 1, uid: 5 }, 5, message(5));
    const before = all.bytes;
    known.learn({ mailbox: 1, uid: 5 }, 4, message(5));
    expect(all.bytes).toBe(before);
    expect(known.countAt(1, 4, 4)).toBe(1);
    expect(known.countAt(1, 5, 5)).toBe(0);
  });

  it("are forgotten when nobody asks for them, and after an hour in any case", () => {
    let time = MINUTE;
    const all = new KnownMessages({ now: () => time });
    const known = all.ofAccount();
    for (const uid of [1, 2]) known.learn({ mailbox: 1, uid }, uid, message(uid));
    time = 10 * MINUTE;
    expect(known.get({ mailbox: 1, uid: 2 })).toBeDefined();
    time = 12 * MINUTE;
    all.sweep();
    expect(known.countAt(1, 1, 2)).toBe(1);
    for (; time < 61 * MINUTE; time += 9 * MINUTE) expect(known.get({ mailbox: 1, uid: 2 })).toBeDefined();
    expect(known.get({ mailbox: 1, uid: 2 })).toBeUndefined();
    expect(all.bytes).toBe(0);
  });
});
