import fc from "fast-check";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, it } from "vitest";
import { decodeTransfer, transferDecoder } from "./transfer-decoder.ts";

const wrapped = (text: string) => text.replace(/.{1,76}/g, "$&\r\n");

async function streamed(encoded: Buffer, encoding: string, size: number) {
  const pieces: Buffer[] = [];
  for (let at = 0; at < encoded.length; at += size) pieces.push(encoded.subarray(at, at + size));
  const decoder = transferDecoder(encoding);
  if (!decoder) throw new Error("no decoder");
  return buffer(Readable.from(pieces).pipe(decoder));
}

const quotedPrintable = (bytes: Uint8Array) =>
  [...bytes]
    .map((byte) => `=${byte.toString(16).toUpperCase().padStart(2, "0")}`)
    .join("")
    .replace(/.{75}/g, "$&=\r\n");

it("decodes streams however they are cut", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), fc.integer({ min: 1, max: 50 }), async (bytes, size) => {
      const base64 = Buffer.from(wrapped(Buffer.from(bytes).toString("base64")));
      expect([...(await streamed(base64, "base64", size))]).toEqual([...bytes]);
      const quoted = Buffer.from(quotedPrintable(bytes).replaceAll("=\r\n=", "=\r\n="));
      expect([...(await streamed(quoted, "quoted-printable", size))]).toEqual([
        ...decodeTransfer(quoted, "quoted-printable"),
      ]);
    }),
    { numRuns: 50 },
  );
});

it("bears what broken senders do", () => {
  const of = (text: string, encoding: string) => decodeTransfer(Buffer.from(text), encoding).toString();
  expect(of("SGVs*bG8=\r\nIHdvcmxk", "BASE64")).toBe("Hello world");
  expect(of("a=3Db=\r\nc =\nd  \r\n=ZZ=", "quoted-printable")).toBe("a=bc d\r\n=ZZ=");
  expect(of("as it is", "7bit")).toBe("as it is");
});

it("gets through very many blanks soon", async () => {
  const blanks = Buffer.from(`${"\t".repeat(60_000)}x\n`.repeat(50));
  expect((await streamed(blanks, "quoted-printable", 65_536)).equals(blanks)).toBe(true);
  expect(decodeTransfer(blanks, "quoted-printable").equals(blanks)).toBe(true);
});
