/** Values that a template reads as `params`. */
export type Params = Record<string, unknown>;

/** A name below `params`, and whether it is gone through as a list. */
const NAMED = /(#each\s+)?\bparams\.([A-Za-z_][\w]*(?:\.[A-Za-z_][\w]*)*)/g;

/** The names that a template reads below `params`, and which of them are lists. */
export function namesIn(...sources: (string | undefined)[]): { name: string; isList: boolean }[] {
  const found = new Map<string, boolean>();
  for (const source of sources)
    for (const [, each, name] of (source ?? "").matchAll(NAMED))
      if (name !== undefined) found.set(name, found.get(name) === true || each !== undefined);
  return [...found].map(([name, isList]) => ({ name, isList }));
}

/** The names that `params` has nothing for. */
export const missingIn = (params: Params, names: ReturnType<typeof namesIn>): string[] =>
  names.filter(({ name }) => valueAt(params, name) === undefined).map(({ name }) => name);

/** `params` with a value for each of the names that had none: the name itself, or a list of it. */
export function filledUp(params: Params, names: ReturnType<typeof namesIn>): Params {
  const filled = structuredClone(params);
  for (const { name, isList } of names) {
    if (valueAt(filled, name) !== undefined) continue;
    const path = name.split(".");
    const last = path.pop() ?? name;
    let place: Params = filled;
    for (const step of path) {
      if (!isObject(place[step])) place[step] = {};
      place = place[step] as Params;
    }
    place[last] = isList ? [last] : last;
  }
  return filled;
}

/** The object that a text of JSON holds; undefined when it holds none. An empty text is no value at all. */
export function parsedParams(text: string): Params | undefined {
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Params =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function valueAt(params: Params, name: string): unknown {
  let value: unknown = params;
  for (const step of name.split(".")) value = isObject(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return value;
}
