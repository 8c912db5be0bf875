import fc from "fast-check";
import type { Kind, KnownThings } from "./known-things.ts";

/** A thing that is chosen when the call is made, from what is known then. */
export class Wanted {
  readonly kinds: readonly Kind[];
  readonly #number: number;
  readonly #damage: Damage;

  constructor(kinds: readonly Kind[], number: number, damage: Damage) {
    this.kinds = kinds;
    this.#number = number;
    this.#damage = damage;
  }

  /** The thing, or what has become of it. */
  find(known: KnownThings, account: string): string | Raw {
    const found = this.kinds
      .map((kind) => known.pick(account, kind, this.#number))
      .find((thing) => thing !== undefined);
    return this.#damage(found ?? "AAAAAQAAAAE");
  }
}

/** Part of a path that is sent as it is, whatever a path may have. */
export class Raw {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Damage = (thing: string) => string | Raw;

const whole: Damage = (thing) => thing;

/** One that is known. */
export const real = (...kinds: Kind[]): fc.Arbitrary<Wanted> =>
  fc.nat(10_000).map((number) => new Wanted(kinds, number, whole));

const insertAt = (thing: string, at: number, text: string) => {
  const place = at % (thing.length + 1);
  return thing.slice(0, place) + text + thing.slice(place);
};

function withFlippedBit(thing: string, at: number): string {
  const bytes = Buffer.from(thing, "base64url");
  if (bytes.length === 0) return thing;
  const bit = at % (bytes.length * 8);
  bytes.writeUInt8(bytes.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
  return bytes.toString("base64url");
}

const NONSENSE = [
  "", " ", "0", "-1", "null", "undefined", "18446744073709551616", "9".repeat(300), "..", "../..", "../../etc/passwd",
  "__proto__", "constructor", "toString", "日本語", "\u{1f4ee}", "e\u0301", "\u202e", "'; drop table accounts; --", "{}", "[]",
  "*", "\\Inbox", "a/b", "a\\b", "%", "A".repeat(2000), "=", "AAAA==", "________________", "-----------",
]; // prettier-ignore

const RAW = [
  "%00", "a%00b", "%zz", "%", "%ff", "%c0%af", "..%2f..%2fetc%2fpasswd", "%2e%2e", "..", ".", "", "//", "%0d%0aX-Evil:%201",
  "a;b=c", "a+b", "%20", "%ed%a0%80", "%2500",
]; // prettier-ignore

const anyDamage: fc.Arbitrary<Damage> = fc.oneof(
  fc.nat().map(
    (at): Damage =>
      (thing) =>
        withFlippedBit(thing, at),
  ),
  fc.nat().map(
    (at): Damage =>
      (thing) =>
        thing.slice(0, at % (thing.length + 1)),
  ),
  fc.nat().map(
    (at): Damage =>
      (thing) =>
        thing.slice(at % (thing.length + 1)),
  ),
  fc.tuple(fc.nat(), fc.constantFrom("A", "=", "_", "é", " ", "\0", "%", "/")).map(
    ([at, text]): Damage =>
      (thing) =>
        insertAt(thing, at, text),
  ),
  fc.constantFrom(...NONSENSE).map(
    (text): Damage =>
      () =>
        text,
  ),
  fc.constantFrom(...RAW).map(
    (text): Damage =>
      () =>
        new Raw(text),
  ),
  fc.uint8Array({ minLength: 0, maxLength: 40 }).map(
    (bytes): Damage =>
      () =>
        Buffer.from(bytes).toString("base64url"),
  ),
);

/** One that is known and then damaged, or something else altogether. */
export const damaged = (...kinds: Kind[]): fc.Arbitrary<Wanted> =>
  fc.tuple(fc.nat(10_000), anyDamage).map(([number, damage]) => new Wanted(kinds, number, damage));
