import { describe, expect, it } from "vitest";
import { FULL_SCAN_MS, type MailboxNow, planSync, type RememberedMailbox } from "./sync-plan.ts";

const TIME = 1_800_000_000_000;
const known: RememberedMailbox = {
  uidValidity: "7",
  uidNext: 11,
  messages: 10,
  highestModseq: 100n,
  isIncomplete: false,
  lastFullScan: TIME - 1000,
};
const same: MailboxNow = { uidValidity: "7", uidNext: 11, messages: 10, highestModseq: 100n };
const plain = { ...known, highestModseq: undefined };
const samePlain = { ...same, highestModseq: undefined };
const plan = (remembered: RememberedMailbox | undefined, now: MailboxNow, hasConnectedBefore = true) =>
  planSync(remembered, now, { hasConnectedBefore, time: TIME });

describe("what a look at a mailbox takes", () => {
  it("is everything when nothing is known, told only to an account that is new", () => {
    expect(plan(undefined, same, false)).toBe("first");
    expect(plan(undefined, same, true)).toBe("seed");
    expect(plan(undefined, { ...same, messages: 0 }, true)).toBe("first");
  });

  it("is a new start when UIDVALIDITY changed, and the rest of one that was interrupted", () => {
    expect(plan(known, { ...same, uidValidity: "8" })).toBe("reset");
    expect(plan({ ...known, isIncomplete: true }, same)).toBe("resume");
  });

  it("is nothing when nothing changed", () => {
    expect(plan(known, same)).toBe("nothing");
    expect(plan({ ...known, lastFullScan: 0 }, same)).toBe("nothing");
    expect(plan(plain, samePlain)).toBe("nothing");
    expect(plan({ ...plain, messages: 0, lastFullScan: 0 }, { ...samePlain, messages: 0 })).toBe("nothing");
  });

  it("is what changed where the server can tell", () => {
    expect(plan(known, { ...same, highestModseq: 101n })).toBe("changes");
    expect(plan(known, { ...same, highestModseq: 105n, uidNext: 13, messages: 12 })).toBe("changes");
  });

  it("is the new messages where only they can be seen", () => {
    expect(plan(plain, { ...samePlain, uidNext: 13, messages: 12 })).toBe("arrivals");
  });

  it("is every message when some are gone or it is time to compare the flags", () => {
    expect(plan(known, { ...same, highestModseq: 101n, messages: 9 })).toBe("full");
    expect(plan(known, { ...same, highestModseq: 101n, messages: 10, uidNext: 12 })).toBe("full");
    expect(plan(plain, { ...samePlain, messages: 9 })).toBe("full");
    const longAgo = { ...plain, lastFullScan: TIME - FULL_SCAN_MS };
    expect(plan(longAgo, samePlain)).toBe("full");
    expect(plan(longAgo, { ...samePlain, uidNext: 13, messages: 12 })).toBe("full");
  });
});
