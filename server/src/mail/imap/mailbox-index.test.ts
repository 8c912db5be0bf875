import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { NoteWrite } from "../../core/mail-backend.ts";
import { decodeChunk, encodeChunk, MailboxIndex } from "./mailbox-index.ts";

const PREFIX = "index/00000001/";

function commit(notes: Map<string, Uint8Array>, writes: NoteWrite[]) {
  for (const { key, value } of writes)
    if (value === null) notes.delete(key);
    else notes.set(key, value);
}

describe("the mailbox index", () => {
  it("reads back every chunk it writes", () => {
    const messages = fc
      .uniqueArray(fc.integer({ min: 1, max: 0xffff_ffff }), { maxLength: 300 })
      .chain((uids) =>
        fc.tuple(
          ...uids.toSorted((a, b) => a - b).map((uid) => fc.record({ uid: fc.constant(uid), flags: fc.nat(300) })),
        ),
      );
    fc.assert(
      fc.property(messages, (list) => {
        const first = list[0]?.uid ?? 1;
        expect([...decodeChunk(first, encodeChunk(first, list))]).toEqual(list);
      }),
    );
  });

  it("agrees with a plain list after any changes, in memory and from its notes", () => {
    const change = fc.oneof(
      { weight: 6, arbitrary: fc.record({ set: fc.integer({ min: 1, max: 5000 }), flags: fc.nat(5) }) },
      { weight: 2, arbitrary: fc.record({ delete: fc.integer({ min: 1, max: 5000 }) }) },
      { weight: 1, arbitrary: fc.constant("write" as const) },
    );
    fc.assert(
      fc.property(fc.nat(3000), fc.array(change, { maxLength: 200 }), (start, changes) => {
        const notes = new Map<string, Uint8Array>();
        const plain = new Map<number, number>();
        const index = new MailboxIndex(PREFIX);
        for (let uid = 1; uid <= start; uid++) {
          index.set(uid, 0);
          plain.set(uid, 0);
        }
        for (const step of changes)
          if (step === "write") commit(notes, index.takeWrites());
          else if ("set" in step) {
            index.set(step.set, step.flags);
            plain.set(step.set, step.flags);
          } else expect(index.delete(step.delete)).toBe(plain.delete(step.delete));
        commit(notes, index.takeWrites());
        const expected = [...plain].sort(([a], [b]) => a - b).map(([uid, flags]) => ({ uid, flags }));
        for (const copy of [index, new MailboxIndex(PREFIX, notes)]) {
          expect([...copy]).toEqual(expected);
          expect(copy.size).toBe(expected.length);
          expect(copy.lastUid).toBe(expected.at(-1)?.uid ?? 0);
          const middle = Math.floor(expected.length / 2);
          expect(copy.uidAt(middle)).toBe(expected[middle]?.uid);
          for (const { uid, flags } of expected.slice(0, 20)) expect(copy.flagsOf(uid)).toBe(flags);
        }
      }),
      { numRuns: 40 },
    );
  });

  it("keeps 100,000 messages of mixed flags in well under a megabyte and a hundred notes", () => {
    const index = new MailboxIndex(PREFIX);
    // No two neighbours alike and a gap every third message: the worst that real mailboxes do.
    for (let i = 0, uid = 1; i < 100_000; i++, uid += i % 3 === 0 ? 2 : 1) index.set(uid, i % 7);
    const writes = index.takeWrites();
    const bytes = writes.reduce((sum, { value }) => sum + (value?.length ?? 0), 0);
    expect(writes).toHaveLength(100);
    expect(bytes).toBeLessThan(350_000);
  });

  it("rewrites only the chunk that a change touches", () => {
    const index = new MailboxIndex(PREFIX);
    for (let uid = 1; uid <= 5000; uid++) index.set(uid, 0);
    index.takeWrites();
    index.set(2500, 1);
    expect(index.takeWrites()).toHaveLength(1);
    index.set(5001, 0);
    expect(index.takeWrites().map(({ key }) => key)).toEqual([`${PREFIX}00001389`]);
    index.delete(5001);
    expect(index.takeWrites()).toEqual([{ key: `${PREFIX}00001389`, value: null }]);
    expect(index.takeWrites()).toEqual([]);
  });

  it("reports a damaged note instead of guessing", () => {
    expect(() => new MailboxIndex(PREFIX, new Map([[`${PREFIX}00000001`, Uint8Array.of(0, 1)]]))).toThrow("damaged");
  });
});
