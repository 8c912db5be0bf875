import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import type { TSchema } from "typebox";
import { compileCoercion } from "./coercion.ts";
import type { Contract, InputOf } from "./contract.ts";
import type { FieldFault } from "./errors.ts";
import { toFaults } from "./faults.ts";
import { FORMATS } from "./formats.ts";

/** The parts of a request as they arrived. They are used up: coercion happens in place. */
export interface RawInput {
  params?: unknown;
  query?: unknown;
  body?: unknown;
  headers?: Record<string, unknown>;
}

export type Checked<C extends Contract> = { input: InputOf<C> } | { faults: FieldFault[] };

/** Beyond this many values a faulty input gets only its first fault told: collecting all costs memory. */
const MOST_VALUES_TO_REPORT_ON = 20_000;

const options = {
  strict: true,
  strictTypes: false,
  strictRequired: false,
  allowUnionTypes: true,
  formats: FORMATS,
} as const;
const firstFault = new Ajv({ ...options, allErrors: false });
const allFaults = new Ajv({ ...options, allErrors: true });

/** A process may have several servers, as tests do. */
const compiled = new WeakMap<Contract, unknown>();

/**
 * The check of a contract's input. Params, query, declared headers and body are brought into shape
 * and checked together; every fault of every part is reported. Rules between fields come last, once
 * each field by itself is in order. Made once for each contract; the work itself is put off until the
 * first request, since many routes of a server are never asked for.
 */
export function compileContract<C extends Contract>(contract: C): (raw: RawInput) => Checked<C> {
  const known = compiled.get(contract) as ((raw: RawInput) => Checked<C>) | undefined;
  const check = known ?? compile(contract);
  compiled.set(contract, check);
  return check;
}

function compile<C extends Contract>(contract: C): (raw: RawInput) => Checked<C> {
  const { params, query, body, headers } = contract;
  const schema = wholeInput({ params, query, ...(body && { body }), ...(headers && { headers }) });
  const jsonSchema = once(() => toJsonSchema(schema));
  const coercion = once(() => compileCoercion(schema));
  const first = once(() => firstFault.compile(jsonSchema()));
  const all = once(() => allFaults.compile(jsonSchema()));
  const headerNames = Object.keys(headers?.properties ?? {});
  const ignored = ["documentStore", ...(contract.ignored ?? [])].filter(
    (name) => !(name in query.properties) && !(name in propertiesOf(body)),
  );

  // Every route takes `?locale=`, which chooses the language of error texts and is none of its input.
  const ignoredInQuery = "locale" in query.properties ? ignored : [...ignored, "locale"];

  return (raw) => {
    const input = {
      params: withoutIgnored(raw.params ?? {}, ignored),
      query: withoutIgnored(raw.query ?? {}, ignoredInQuery),
      ...(body && { body: withoutReferenceStore(withoutIgnored(raw.body ?? {}, ignored)) }),
      ...(headers && { headers: pick(raw.headers, headerNames) }),
    };
    coercion()?.(input);
    const isValid = first();
    if (!isValid(input)) return { faults: toFaults(allErrors(input, isValid, all())) };
    const whole = { body: undefined, headers: {}, ...input } as unknown as InputOf<C>;
    const faults = contract.check?.(whole as never) ?? [];
    return faults.length > 0 ? { faults } : { input: whole };
  };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

function allErrors(input: unknown, found: ValidateFunction, report: ValidateFunction): readonly ErrorObject[] {
  const first = found.errors ?? [];
  if (countValues(input, MOST_VALUES_TO_REPORT_ON) >= MOST_VALUES_TO_REPORT_ON) return first;
  report(input);
  return report.errors ?? first;
}

function countValues(value: unknown, most: number): number {
  const open: unknown[] = [value];
  let count = 0;
  while (open.length > 0 && count < most) {
    const next = open.pop();
    count++;
    if (typeof next !== "object" || next === null) continue;
    for (const key in next) {
      open.push((next as Record<string, unknown>)[key]);
      if (open.length + count > most) return most;
    }
  }
  return count;
}

const wholeInput = (parts: Record<string, TSchema>): TSchema =>
  ({ type: "object", properties: parts, required: Object.keys(parts) }) as TSchema;

const propertiesOf = (schema: TSchema | undefined): object =>
  (schema as { properties?: object } | undefined)?.properties ?? {};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function withoutIgnored(part: unknown, ignored: readonly string[]): unknown {
  if (isObject(part)) for (const name of ignored) if (name in part) delete part[name];
  return part;
}

/** Old clients also send `reference.documentStore`. */
function withoutReferenceStore(body: unknown): unknown {
  if (isObject(body) && isObject(body["reference"])) delete body["reference"]["documentStore"];
  return body;
}

function pick(headers: Record<string, unknown> | undefined, names: readonly string[]): Record<string, unknown> {
  const picked: Record<string, unknown> = {};
  for (const name of names) if (headers?.[name] !== undefined) picked[name] = headers[name];
  return picked;
}

/**
 * The schema as Ajv is to see it: without our own keys and without what coercion has done already.
 * "X or false" and "X or empty" become conditions, so that a fault tells what is wrong with X
 * instead of that no branch fits.
 */
function toJsonSchema(schema: unknown): Record<string, unknown> {
  const { anyOf, "x-empty": mayBeEmpty, $id: _, default: _preset, ...rest } = schema as Record<string, unknown>;
  const result: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(rest)) {
    if (!key.startsWith("x-")) result[key] = SUBSCHEMAS.has(key) ? mapSchemas(key, value) : value;
  }
  if (Array.isArray(anyOf)) {
    const other = anyOf.length === 2 && isJustFalse(anyOf[1]) ? anyOf[0] : undefined;
    if (other === undefined) result["anyOf"] = anyOf.map(toJsonSchema);
    else return { ...result, if: { const: false }, else: toJsonSchema(other) };
  }
  return mayBeEmpty ? { if: { const: "" }, else: result } : result;
}

const SUBSCHEMAS = new Set(["properties", "items", "additionalProperties", "if", "then", "else"]);

function mapSchemas(key: string, value: unknown): unknown {
  if (!isObject(value)) return value;
  if (key !== "properties") return toJsonSchema(value);
  return Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, toJsonSchema(schema)]));
}

const isJustFalse = (schema: unknown) =>
  isObject(schema) && Array.isArray(schema["enum"]) && schema["enum"].length === 1 && schema["enum"][0] === false;
