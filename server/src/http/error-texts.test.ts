import { readdirSync, readFileSync } from "node:fs";
import { translateError } from "@posthorn/contracts/texts/translate-error";
import { expect, it } from "vitest";

const ROOTS = ["../../../contracts/src/", "../"].map((path) => new URL(path, import.meta.url));

/** Told to no caller of the API: who would be told is gone, is a part of ours, or a mail program. */
const UNTOLD = [
  "The caller went away",
  "The account is being watched already",
  "The backend is closed",
  "The account has no IMAP server",
  "Too many failed logins, try again later",
  "Access denied, 7",
  "The idempotency key makes no sense",
];

/** An error whose text stands in the source; those of the kind "internal" are told only to the log. */
const THROWN = /new PosthornError\(\s*"(?!internal)\w+",\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g;
/** What is said of a field: its name in quotes, and words. */
const FAULT = /'("\w+" [^'\n]+)'|`("\$\{[^}]+\}" [a-z][^`\n]+)`/g;
/** What a helper makes an error or a fault of, perhaps after a code or a path. */
const GIVEN = /\b(?:fault|refuse|invalid)\((?:["`][^"`\s]*["`],\s*)?"([A-Z][^"\n]* [^"\n]*)"/g;

function textsIn(source: string): string[] {
  return [THROWN, FAULT, GIVEN].flatMap((pattern) =>
    [...source.matchAll(pattern)].map(
      ([, plain, template]) => plain ?? (template ?? "").replaceAll(/\$\{[^}]*\}/g, "7"),
    ),
  );
}

it("are translated, all that stand in the sources", () => {
  const files = ROOTS.flatMap((root) =>
    readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !/\.test\.ts$|\/testing|^(?:cli|config|workers)\/|^texts\//.test(file))
      .map((file) => readFileSync(new URL(file, root), "utf8")),
  );
  const texts = new Set(files.flatMap(textsIn));
  const missing = [...texts].filter((text) => translateError(text, "de") === text && !UNTOLD.includes(text));
  expect(texts.size).toBeGreaterThan(50);
  expect(missing, "add them to contracts/src/texts/errors/").toEqual([]);
});
