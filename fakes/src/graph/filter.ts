/**
 * The part of OData's `$filter` that Outlook's mail takes: comparisons, `and`, `or`, `not`, `contains`, `startswith`, `any`
 * over a list of texts. Throws a SyntaxError for anything else.
 */
export type Filter =
  | { op: "and" | "or"; parts: Filter[] }
  | { op: "not"; part: Filter }
  | { op: Comparison; path: string; value: FilterValue }
  | { op: "contains" | "startswith"; path: string; value: string }
  | { op: "any"; path: string; value: string };

type Comparison = "eq" | "ne" | "gt" | "ge" | "lt" | "le";
type FilterValue = string | boolean | number | null;

const TOKEN = /\s*(?:('(?:[^']|'')*')|([()/,:])|([\w.$-]+(?:\/[\w.$]+)*)|(\S))/gy;

export function parseFilter(text: string): Filter {
  const tokens = [...text.trim().matchAll(TOKEN)].map(([, quoted, mark, word, other]) => {
    if (other !== undefined) throw new SyntaxError(`Invalid filter clause at ${other}`);
    return quoted ?? mark ?? word ?? "";
  });
  let at = 0;
  const peek = () => tokens[at]?.toLowerCase();
  const take = (wanted?: string): string => {
    const token = tokens[at++];
    if (token === undefined || (wanted !== undefined && token.toLowerCase() !== wanted))
      throw new SyntaxError(`Invalid filter clause: expected ${wanted ?? "more"}, got ${token ?? "its end"}`);
    return token;
  };

  function either(): Filter {
    const parts = [both()];
    while (peek() === "or") parts.push((take(), both()));
    return parts.length === 1 ? (parts[0] as Filter) : { op: "or", parts };
  }
  function both(): Filter {
    const parts = [one()];
    while (peek() === "and") parts.push((take(), one()));
    return parts.length === 1 ? (parts[0] as Filter) : { op: "and", parts };
  }
  function one(): Filter {
    if (peek() === "not") return { op: "not", part: (take(), one()) };
    if (peek() === "(") {
      take();
      const inner = either();
      take(")");
      return inner;
    }
    const word = take();
    if ((word === "contains" || word === "startswith") && peek() === "(") {
      take("(");
      const path = take();
      take(",");
      const value = textOf(take());
      take(")");
      return { op: word, path, value };
    }
    if (word.endsWith("/any")) {
      take("(");
      const name = take();
      take(":");
      if (take() !== name) throw new SyntaxError(`Invalid filter clause in any()`);
      take("eq");
      const value = textOf(take());
      take(")");
      return { op: "any", path: word.slice(0, -"/any".length), value };
    }
    const op = take().toLowerCase();
    if (!/^(eq|ne|gt|ge|lt|le)$/.test(op)) throw new SyntaxError(`Invalid filter clause: ${op}`);
    return { op: op as Comparison, path: word, value: valueOf(readValue()) };
  }
  /** A date has colons in it. */
  function readValue(): string {
    let value = take();
    while (peek() === ":") value += take() + take();
    return value;
  }

  const filter = either();
  if (at < tokens.length) throw new SyntaxError(`Invalid filter clause: ${tokens[at]} is too much`);
  return filter;
}

const textOf = (token: string) => {
  if (!token.startsWith("'")) throw new SyntaxError(`Invalid filter clause: ${token} is no text`);
  return token.slice(1, -1).replaceAll("''", "'");
};

function valueOf(token: string): FilterValue {
  if (token.startsWith("'")) return textOf(token);
  if (token === "true" || token === "false") return token === "true";
  if (token === "null") return null;
  if (/^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(token)) return token;
  if (/^-?\d+$/.test(token)) return Number(token);
  throw new SyntaxError(`Invalid filter clause: ${token}`);
}

/** The properties that a filter names, in order. */
export function pathsOf(filter: Filter): string[] {
  if ("parts" in filter) return filter.parts.flatMap(pathsOf);
  return "part" in filter ? pathsOf(filter.part) : [filter.path];
}

/** Whether an entity fits. Texts are compared as Exchange does, without regard to case. */
export function fits(filter: Filter, entity: unknown): boolean {
  if ("parts" in filter)
    return filter.op === "and"
      ? filter.parts.every((part) => fits(part, entity))
      : filter.parts.some((part) => fits(part, entity));
  if ("part" in filter) return !fits(filter.part, entity);
  const held = filter.path
    .split("/")
    .reduce<unknown>((value, name) => (value as Record<string, unknown> | null | undefined)?.[name], entity);
  switch (filter.op) {
    case "any":
      return Array.isArray(held) && held.includes(filter.value);
    case "contains":
      return lower(held).includes(filter.value.toLowerCase());
    case "startswith":
      return lower(held).startsWith(filter.value.toLowerCase());
    default:
      return compare(filter.op, held, filter.value);
  }
}

const lower = (value: unknown) => (typeof value === "string" ? value.toLowerCase() : "");

const DATE = /^\d{4}-\d\d-\d\dT/;

function compare(op: Comparison, held: unknown, value: FilterValue): boolean {
  const areDates = typeof held === "string" && typeof value === "string" && DATE.test(held) && DATE.test(value);
  const key = (side: unknown) =>
    areDates ? Date.parse(side as string) : typeof side === "string" ? side.toLowerCase() : side;
  const [a, b] = [key(held), key(value)] as [number, number];
  if (op === "eq") return a === b;
  if (op === "ne") return a !== b;
  return op === "gt" ? a > b : op === "ge" ? a >= b : op === "lt" ? a < b : a <= b;
}
