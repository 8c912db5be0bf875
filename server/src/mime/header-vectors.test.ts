import { readFileSync } from "node:fs";
import libmime from "libmime";
import { expect, it } from "vitest";
import { parseHeaders } from "./headers.ts";
import { messageIdsIn } from "./message-id.ts";
import { readAddresses } from "./read-addresses.ts";

interface FoundAddress {
  name: string | null;
  address: string | null;
}
interface Vectors {
  address: {
    header: string;
    expected: { List?: FoundAddress[]; Group?: { addresses: FoundAddress[] }[] };
  }[];
  id: { header: string; expected: string[] }[];
  unstructured: { header: string; expected: string }[];
}

const VECTORS = JSON.parse(
  readFileSync(new URL("../../testdata/corpus/mime/header-vectors.json", import.meta.url), "utf8"),
) as Vectors;

const valueOf = (header: string) => parseHeaders(Buffer.from(`X-Test: ${header}`))["x-test"]?.[0] ?? "";
const squeezed = (text: string) => text.replace(/\s+/g, " ").trim();
/** Another parser takes comments for a part of the name, and keeps them and blanks within addresses. */
const without = (text: string | null) => squeezed((text ?? "").replace(/\([^)]*\)|@[\w.]+:(?=.*@)/g, ""));

/** Where we read something else. */
const DIFFERENCES: Record<string, string> = {
  "Pete(A nice \\) chap)": "A comment with a bracket in it.",
  "Pete(A nice \n": "A comment with a bracket in it, folded.",
  "Mary Smith <@node.test": "Blanks in an address are dropped.",
  "John Doe <jdoe@machine(comment)": "Blanks in an address are dropped.",
  "<http://www.host.com": "An address that is none is told as a name.",
};

it("reads addresses as another parser does", () => {
  const unused = new Set(Object.keys(DIFFERENCES));
  for (const { header, expected } of VECTORS.address) {
    const list = expected.List ?? (expected.Group ?? []).flatMap(({ addresses }) => addresses);
    const wanted = list.map(({ name, address }) => [without(name), without(address)]);
    const found = readAddresses(valueOf(header)).map(({ name, address }) => [without(name), without(address)]);
    const known = Object.keys(DIFFERENCES).find((start) => header.trimStart().startsWith(start));
    if (known === undefined) expect.soft(found, header).toEqual(wanted);
    else if (JSON.stringify(found) !== JSON.stringify(wanted)) unused.delete(known);
  }
  expect([...unused]).toEqual([]);
});

it("reads unstructured values as another parser does, but for blanks", () => {
  for (const { header, expected } of VECTORS.unstructured) {
    const found = squeezed(libmime.decodeWords(valueOf(header)));
    // What follows an encoded word without a blank between them stays so.
    const wanted = header.startsWith("[SUSPECTED SPAM]=?") ? expected.replace("] ", "]") : expected;
    expect.soft(found, header).toBe(squeezed(wanted));
  }
});

it("reads Message-IDs, those with blanks in them left out", () => {
  for (const { header, expected } of VECTORS.id)
    expect(messageIdsIn(header)).toEqual(expected.filter((id) => !id.includes(" ")).map((id) => `<${id}>`));
});
