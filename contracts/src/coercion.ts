import type { TSchema } from "typebox";

/**
 * Brings input into the shape that a schema means, before it is checked: numbers and booleans that
 * came as text, one item in place of a list, white space around names, defaults.
 *
 * This is ours, not Ajv's `coerceTypes`, since that turns null into "" or false or [null] and picks
 * the wrong branch of a union. Here null stays null, and a value no rule knows stays as it is, so
 * that the check can refuse it. Objects and lists are changed in place: the input is used up.
 */
export type Coerce = (value: unknown) => unknown;

interface Node {
  type?: string | string[];
  properties?: Record<string, TSchema>;
  additionalProperties?: unknown;
  items?: TSchema;
  anyOf?: TSchema[];
  default?: unknown;
  "x-trim"?: boolean;
  "x-lower"?: boolean;
}

/** The coercion for `schema`, or null where nothing could need it. */
export function compileCoercion(schema: TSchema): Coerce | null {
  const node = schema as Node;
  if (node.anyOf) return union(node.anyOf);
  const types = [node.type ?? []].flat().filter((type) => type !== "null");
  if (types.length !== 1) return null;
  switch (types[0]) {
    case "boolean":
      return toBoolean;
    case "integer":
    case "number":
      return toNumber;
    case "string":
      return toText(node);
    case "array":
      return list(node);
    case "object":
      return object(node);
    default:
      return null;
  }
}

const TRUE = new Set<unknown>(["true", "y", "yes", "1", "on"]);
const FALSE = new Set<unknown>(["false", "n", "no", "0", "off", ""]);

function toBoolean(value: unknown): unknown {
  if (value === 1) return true;
  if (value === 0) return false;
  if (typeof value !== "string" || value.length > 8) return value;
  const word = value.trim().toLowerCase();
  return TRUE.has(word) ? true : FALSE.has(word) ? false : value;
}

function toNumber(value: unknown): unknown {
  if (typeof value !== "string" || value.length > 64 || !/^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value)) {
    return value;
  }
  return Number(value);
}

function toText({ "x-trim": trim, "x-lower": lower }: Node): Coerce {
  return (value) => {
    let text = typeof value === "number" && Number.isFinite(value) ? String(value) : value;
    if (typeof text !== "string") return value;
    if (trim) text = text.trim();
    return lower ? (text as string).toLowerCase() : text;
  };
}

function list({ items }: Node): Coerce {
  const coerceItem = items ? compileCoercion(items) : null;
  return (value) => {
    if (value === null || value === undefined) return value;
    const values: unknown[] = Array.isArray(value) ? value : [value];
    if (coerceItem) for (let index = 0; index < values.length; index++) values[index] = coerceItem(values[index]);
    return values;
  };
}

function object({ properties = {} }: Node): Coerce | null {
  const rules = Object.entries(properties).flatMap(([key, schema]) => {
    const coerce = compileCoercion(schema);
    const preset = (schema as Node).default;
    return coerce || preset !== undefined ? [{ key, coerce, preset }] : [];
  });
  if (rules.length === 0) return null;
  return (value) => {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
    const target = value as Record<string, unknown>;
    for (const { key, coerce, preset } of rules) {
      const given = target[key];
      if (given === undefined) {
        if (preset !== undefined) target[key] = typeof preset === "object" ? structuredClone(preset) : preset;
      } else if (coerce) target[key] = coerce(given);
    }
    return value;
  };
}

/** Each kind of value goes to the first branch for its kind; scalars that no branch is for stay as they are. */
function union(branches: TSchema[]): Coerce | null {
  const find = (type: string) => branches.find((branch) => [(branch as Node).type ?? []].flat().includes(type));
  const compile = (type: string) => {
    const branch = find(type);
    return branch ? compileCoercion(branch) : null;
  };
  const forObjects = compile("object");
  const forLists = compile("array");
  const forText = compile("string");
  if (!forObjects && !forLists && !forText) return null;
  return (value) => {
    if (typeof value === "string") return forText ? forText(value) : value;
    if (typeof value !== "object" || value === null) return value;
    const coerce = Array.isArray(value) ? forLists : forObjects;
    return coerce ? coerce(value) : value;
  };
}
