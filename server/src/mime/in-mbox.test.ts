import fc from "fast-check";
import { expect, it } from "vitest";
import { inMbox } from "./in-mbox.ts";

const MARK = { sender: "ida@example.com", receivedAt: new Date("2025-01-06T09:05:07.123Z") };

async function write(pieces: readonly (string | Buffer)[], mark = MARK): Promise<string> {
  async function* source() {
    for (const piece of pieces) yield typeof piece === "string" ? Buffer.from(piece, "latin1") : piece;
  }
  const written: Buffer[] = [];
  for await (const bytes of inMbox(source(), mark)) written.push(bytes);
  return Buffer.concat(written).toString("latin1");
}

/** The messages of an mbox, as its readers take it apart. */
const messagesOf = (mbox: string) =>
  mbox
    .split(/(?<=^|\n)From [^\n]*\n/)
    .slice(1)
    .map((message) => message.replace(/\n$/, "").replaceAll(/(?<=^|\n)>(>*From )/g, "$1"));

it("begins a message with its sender and the time, and ends it with an empty line", async () => {
  expect(await write(["Subject: x\r\n\r\nfirst\r\n", "second\r\n"])).toBe(
    "From ida@example.com Mon Jan  6 09:05:07 2025\nSubject: x\n\nfirst\nsecond\n\n",
  );
  expect(await write(["x"])).toMatch(/2025\nx\n\n$/);
  for (const sender of ["", "two words", "a\nFrom b"])
    expect(await write([], { ...MARK, sender })).toBe("From MAILER-DAEMON Mon Jan  6 09:05:07 2025\n\n");
});

it("marks lines that look like the beginning of a message", async () => {
  const written = await write(["a\r\nFrom here\r\n>From there\r\nFromage\r\n From x\r\n"]);
  expect(written).toContain("\na\n>From here\n>>From there\nFromage\n From x\n\n");
});

it("gives every message back, wherever its source is cut", async () => {
  const line = fc.constantFrom("From a", ">From b", ">>From ", "From", "", "x\rFrom y", "\xff\xfe", "F", ">");
  await fc.assert(
    fc.asyncProperty(fc.array(line, { maxLength: 12 }), fc.array(fc.nat(80), { maxLength: 6 }), async (lines, cuts) => {
      const source = lines.map((text) => `${text}\r\n`).join("");
      const places = [0, ...cuts.filter((cut) => cut <= source.length).toSorted((a, b) => a - b), source.length];
      const pieces = places.slice(1).map((end, index) => source.slice(places[index], end));
      const twice = (await write(pieces)) + (await write([source]));
      const own = lines.map((text) => `${text}\n`).join("");
      expect(messagesOf(twice)).toEqual([own, own]);
    }),
  );
});

it("passes on lines without end", async () => {
  const long = `From ${"x".repeat(300_000)}`;
  const pieces = [...(long.match(/[^]{1,10000}/g) ?? []), "\r", "\nFrom b\r\n"];
  expect(messagesOf(await write(pieces))).toEqual([`${long}\nFrom b\n`]);
});
