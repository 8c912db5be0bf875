import { readFileSync } from "node:fs";

/** Our own part of what runs in the sandbox. It is read as text: the interpreter compiles it, not ours. */
const read = (name: string) => readFileSync(new URL(`./guest/${name}.js`, import.meta.url), "utf8");

export const GUEST_SCRIPTS = {
  world: read("world"),
  telling: read("telling"),
  url: read("url"),
  fetch: read("fetch"),
} as const;
