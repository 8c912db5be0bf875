import { EVENT_SAMPLES } from "@posthorn/contracts/event-samples";
import type { EventName } from "@posthorn/contracts/events";

type Payload = Record<string, unknown>;

/** What functions find in every event, besides what receivers are sent. */
const ONLY_FOR_FUNCTIONS = { eventId: "3f0b8a52-6d1c-4d0e-9d7c-2f6a1f3c9b10", _route: { id: "AAABnLV0OkA5cFTx" } };

/** The type of `payload` as TypeScript, by what an event says and by the example of its name. */
export function payloadType(payload: Payload): string {
  const known = sampleOf(payload);
  const seen = known === undefined ? [payload] : [known, payload];
  return typeOf(seen.map((one) => ({ ...one, ...ONLY_FOR_FUNCTIONS })));
}

/** What can be named in a function, with what stands behind it, so that an editor can offer it. */
export function namesInFunctions(payload: Payload): Record<string, unknown> {
  const known = sampleOf(payload) ?? {};
  const data = { ...partOf(known["data"]), ...partOf(payload["data"]) };
  const log = () => {};
  return {
    payload: { ...known, ...payload, data, ...ONLY_FOR_FUNCTIONS },
    env: {},
    fetch: globalThis.fetch,
    URL,
    URLSearchParams,
    logger: { trace: log, debug: log, info: log, warn: log, error: log, fatal: log, silent: log },
  };
}

const sampleOf = ({ event }: Payload): Payload | undefined =>
  Object.hasOwn(EVENT_SAMPLES, String(event)) ? { ...EVENT_SAMPLES[event as EventName] } : undefined;

const isObject = (value: unknown): value is Payload =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const partOf = (value: unknown): Payload => (isObject(value) ? value : {});

/** The one type that all of the values have. */
function typeOf(values: readonly unknown[], indent = ""): string {
  const objects = values.filter(isObject);
  const lists = values.filter((value) => Array.isArray(value));
  const types = new Set(
    ["string", "number", "boolean"].filter((type) => values.some((value) => typeof value === type)),
  );
  if (objects.length > 0) types.add(objectType(objects, indent));
  if (lists.length > 0) types.add(listType(lists.flat(), indent));
  if (values.includes(null)) types.add("null");
  return types.size > 0 ? [...types].join(" | ") : "unknown";
}

function listType(items: readonly unknown[], indent: string): string {
  const type = typeOf(items, indent);
  return /^[^{]* \| /.test(type) ? `(${type})[]` : `${type}[]`;
}

function objectType(objects: readonly Payload[], indent: string): string {
  const names = [...new Set(objects.flatMap((one) => Object.keys(one)))];
  if (names.length === 0) return "{}";
  const inner = `${indent}  `;
  const lines = names.map((name) => {
    const values = objects.map((one) => one[name]).filter((value) => value !== undefined);
    const mark = values.length < objects.length ? "?" : "";
    return `${inner}${keyOf(name)}${mark}: ${typeOf(values, inner)};${exampleOf(values)}`;
  });
  return `{\n${lines.join("\n")}\n${indent}}`;
}

const keyOf = (name: string) => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));

const LONGEST_EXAMPLE = 48;

function exampleOf(values: readonly unknown[]): string {
  const example = values.findLast((value) => ["string", "number", "boolean"].includes(typeof value));
  const text = example === undefined ? "" : JSON.stringify(example);
  return text === "" || text.length > LONGEST_EXAMPLE ? "" : ` // ${text}`;
}
