import { faultsOfParameters, faultsOfPath, faultsOfValue, type Target } from "./model.ts";
import { parseFilter, pathsOf } from "./filter.ts";

/** A request, taken apart. */
export interface GraphRequest {
  method: string;
  /** Of the path below the version, decoded. */
  segments: string[];
  query: URLSearchParams;
  /** Names in small letters. */
  headers: Record<string, string | undefined>;
  /** Undefined where there is none. */
  body: Buffer | undefined;
  isInBatch: boolean;
}

const QUERY = new Set([
  "$select",
  "$expand",
  "$filter",
  "$orderby",
  "$search",
  "$top",
  "$skip",
  "$count",
  "$skiptoken",
  "$deltatoken",
]);

/** What in a request is not as the model says. `json` is its body, where that is JSON. */
export function faultsOfRequest(
  { method, query, headers }: GraphRequest,
  target: Target,
  json: Record<string, unknown> | undefined,
): string[] {
  const { type, operation } = target;
  const faults = [...query].flatMap(([name, value]) => faultsOfOption(type, name.toLowerCase(), value));
  // Of a user and of subscriptions there is one kind of id only.
  if (type !== "subscription" && type !== "user" && !/IdType="ImmutableId"/.test(headers["prefer"] ?? ""))
    faults.push('Prefer: IdType="ImmutableId" is missing');
  if (json === undefined) return faults;
  if (operation) return [...faults, ...faultsOfParameters(operation, json)];
  return method === "POST" || method === "PATCH" ? [...faults, ...faultsOfValue(type, json, type)] : faults;
}

function faultsOfOption(type: string, name: string, value: string): string[] {
  if (!QUERY.has(name)) return [`there is no query option ${name}`];
  switch (name) {
    case "$select":
      return value.split(",").flatMap((path) => faultsOfPath(type, path.trim()));
    case "$orderby":
      return value.split(",").flatMap((part) => faultsOfPath(type, part.trim().split(/\s+/)[0] ?? ""));
    case "$expand":
      return expansionsIn(value).flatMap(({ path, select }) => [
        ...faultsOfPath(type, path),
        ...select.flatMap((name) => faultsOfPath(path === "attachments" ? "attachment" : type, name)),
      ]);
    case "$filter":
      try {
        return pathsOf(parseFilter(value)).flatMap((path) => faultsOfPath(type, path));
      } catch (error) {
        return [String(error)];
      }
    default:
      return [];
  }
}

/** What `$expand` asks for: `attachments($select=id,name)`. */
export const expansionsIn = (expand: string): { path: string; select: string[] }[] =>
  [...expand.matchAll(/(\w+)(?:\(\$select=([^)]*)\))?/g)].map(([, path = "", select = ""]) => ({
    path,
    select: select === "" ? [] : select.split(","),
  }));
