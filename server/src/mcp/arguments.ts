import { isForBound, type Tool } from "../services/mcp/tool.ts";
import type { ApiCall } from "../services/mcp/agent-door.ts";
import { inputSchemaOf, MOST_PER_PAGE, type Place, placesOf } from "./input-schema.ts";

/** Says what is wrong with arguments, in words that a model can mend them by. */
export class ArgumentFault extends Error {}

/**
 * The call of the API that a call of a tool is. `account` is the one that the caller is bound to, which counts unless another
 * was named; the API refuses that. Throws ArgumentFault where an argument is unknown or missing.
 */
export function apiCallOf(tool: Tool, given: unknown, account: string | null): ApiCall {
  const places = placesOf(tool);
  const values = checked(tool, given ?? {}, places, account);
  const parts: Record<Place, Record<string, unknown>> = {
    params: {},
    query: {},
    body: {},
  };
  for (const [name, value] of Object.entries(values)) {
    const place = places.get(name) as Place;
    // A model that leaves something out may say null; a body says by null that something is to be reset.
    if (value === null && place === "query") continue;
    parts[place][name] = name === "pageSize" && Number(value) > MOST_PER_PAGE ? MOST_PER_PAGE : value;
  }
  Object.assign(parts.query, tool.forced?.query);
  Object.assign(parts.body, tool.forced?.body);
  const { contract } = tool;
  const url = contract.path.replaceAll(/:(\w+)/g, (_whole, name: string) => segmentOf(name, parts.params[name]));
  const query = new URLSearchParams(
    Object.fromEntries(Object.entries(parts.query).map(([name, value]) => [name, textOf(value)])),
  );
  return {
    contract,
    url: query.size === 0 ? url : `${url}?${query.toString()}`,
    ...(contract.body !== undefined && { body: parts.body }),
  };
}

function checked(
  tool: Tool,
  given: unknown,
  places: ReadonlyMap<string, Place>,
  account: string | null,
): Record<string, unknown> {
  if (typeof given !== "object" || given === null || Array.isArray(given))
    throw new ArgumentFault("The arguments have to be an object");
  const unknown = Object.keys(given).filter((name) => !places.has(name));
  if (unknown.length > 0)
    throw new ArgumentFault(
      `Unknown arguments: ${unknown.slice(0, 20).map(quoted).join(", ")}. ${tool.name} takes ${namesOf(places)}`,
    );
  const isFilledIn = account !== null && places.has("account") && isForBound(tool);
  const values: Record<string, unknown> = { ...(isFilledIn && { account }), ...given };
  const missing = inputSchemaOf(tool, isFilledIn).required.filter(
    (name) => values[name] === undefined || (values[name] === null && places.get(name) === "params"),
  );
  if (missing.length > 0) throw new ArgumentFault(`Missing arguments: ${missing.map(quoted).join(", ")}`);
  return values;
}

const namesOf = (places: ReadonlyMap<string, Place>) =>
  places.size === 0 ? "none" : [...places.keys()].slice(0, 40).map(quoted).join(", ");

const quoted = (name: string) => JSON.stringify(name.slice(0, 100));

/** An argument as a part of a path. Dots alone would lead out of it. */
function segmentOf(name: string, value: unknown): string {
  const text = textOf(value);
  if (/^\s*\.{0,2}\s*$/.test(text)) throw new ArgumentFault(`${quoted(name)} is no id`);
  return encodeURIComponent(text);
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : JSON.stringify(value));
