import { type MailSummary, SENTIMENTS } from "../core/mail-summary.ts";

const MAX_DEPTH = 5;
const MAX_ITEMS = 50;
const MAX_MEMBERS = 100;
const MAX_NAME = 128;
const MAX_TEXT = 10_000;
/** Characters of the summary as JSON; what comes after is left out. */
const MAX_JSON = 65_536;

/**
 * What is kept of an answer: members whose names start with `_`, empty texts and nulls go, those that have a meaning go
 * where they don't fit it, others stay as they are. Sizes are bounded. null for what is no object, or has nothing left.
 */
export function cleanSummary(answer: unknown): MailSummary | null {
  const all = cleanValue(answer, 0);
  if (!isObject(all)) return null;
  const kept: MailSummary = {};
  let length = 2;
  for (const [name, value] of Object.entries(all)) {
    const known = KNOWN.get(name);
    const fit = known === undefined ? value : known(value);
    if (fit === undefined) continue;
    const size = JSON.stringify(fit).length + name.length + 4;
    if (length + size > MAX_JSON) continue;
    length += size;
    kept[name] = fit;
  }
  return Object.keys(kept).length === 0 ? null : kept;
}

/** The JSON object in what a model wrote, which may have put it in a fence or between words. undefined where there is none. */
export function objectIn(content: string): unknown {
  const written = content.slice(content.indexOf("{"), content.lastIndexOf("}") + 1);
  try {
    return JSON.parse(written) as unknown;
  } catch {
    return undefined;
  }
}

type Members = Record<string, unknown>;

const isObject = (value: unknown): value is Members =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Names that mean something to JavaScript; `__proto__` is among those with an underscore. */
const UNSAFE = new Set(["constructor", "prototype"]);

function cleanValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return cleanText(value);
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return value;
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return undefined;
  if (Array.isArray(value))
    return value
      .slice(0, MAX_ITEMS)
      .map((item) => cleanValue(item, depth + 1))
      .filter((item) => item !== undefined);
  const members: [string, unknown][] = [];
  for (const [name, member] of Object.entries(value)) {
    if (name === "" || name.startsWith("_") || name.length > MAX_NAME || UNSAFE.has(name)) continue;
    const clean = cleanValue(member, depth + 1);
    if (clean !== undefined) members.push([name, clean]);
    if (members.length === MAX_MEMBERS) break;
  }
  return Object.fromEntries(members);
}

/** No database takes a NUL in a text, nor half a surrogate pair. */
const cleanText = (text: string) =>
  text.trim() === "" ? undefined : text.slice(0, MAX_TEXT).replaceAll("\0", "").toWellFormed();

const text = (value: unknown) => (typeof value === "string" ? value : undefined);

function sentiment(value: unknown): MailSummary["sentiment"] {
  const word = text(value)?.trim().toLowerCase();
  return SENTIMENTS.find((one) => one === word);
}

function riskAssessment(value: unknown): unknown {
  if (!isObject(value)) return undefined;
  const { risk } = value;
  const isRisk = typeof risk === "number" && Number.isInteger(risk) && risk >= 1 && risk <= 5;
  return isRisk ? withTexts(value, ["assessment"]) : undefined;
}

/** A list of objects with a description, whose other members of note are texts. */
function described(names: readonly string[]) {
  return (value: unknown): unknown => {
    if (!Array.isArray(value)) return undefined;
    const items = value.filter((item) => isObject(item) && typeof item["description"] === "string") as Members[];
    return items.map((item) => withTexts(item, names));
  };
}

/** Without those of the named members that are no texts. */
const withTexts = (members: Members, names: readonly string[]) =>
  Object.fromEntries(
    Object.entries(members).filter(([name, member]) => !names.includes(name) || typeof member === "string"),
  );

/** What the members with a meaning have to be; undefined is what does not fit. */
const KNOWN = new Map<string, (value: unknown) => unknown>([
  ["summary", text],
  ["sentiment", sentiment],
  ["shouldReply", (value) => (typeof value === "boolean" ? value : undefined)],
  ["riskAssessment", riskAssessment],
  ["events", described(["type", "startTime", "endTime", "location"])],
  ["actions", described(["dueDate"])],
]);
