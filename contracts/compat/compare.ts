/**
 * Compares our OpenAPI document with the compatibility contract, by its rules:
 *
 * 1. Every path and method there exists here (path parameters by position).
 * 2. Every parameter there exists here, takes at least the same values, is required only if it is
 *    there, and has the same default.
 * 3. The same for every property of a request.
 * 4. Every property of a 200 answer there exists here, says no more kinds of value than there, and
 *    is required if it is there.
 * 5. Every status code there has an error body with at least its properties.
 *
 * What `pattern` and `format` say is not compared: they are hints there, and an id is ours to shape.
 */
type Json = Record<string, unknown>;

export interface Difference {
  /** Such as `POST /v1/account body.imap.host`; path parameters read `{}`. */
  pointer: string;
  problem: string;
}

type Report = (pointer: string, problem: string) => void;

export function compareDocuments(theirs: Json, ours: Json): Difference[] {
  const differences: Difference[] = [];
  const report: Report = (pointer, problem) => differences.push({ pointer, problem });
  const theirRoutes = routesOf(theirs);
  const ourRoutes = routesOf(ours);
  for (const [route, operation] of theirRoutes) {
    const found = ourRoutes.get(route);
    if (!found) {
      report(route, "is not served");
      continue;
    }
    compareParameters(route, operation, found, report);
    compareBody(route, operation, found, report);
    compareAnswers(route, operation, found, report);
  }
  return differences;
}

function routesOf(document: Json): Map<string, Json> {
  const routes = new Map<string, Json>();
  for (const [path, item] of Object.entries(document["paths"] as Record<string, Json>)) {
    for (const [method, operation] of Object.entries(item)) {
      if (method === "parameters") continue;
      routes.set(`${method.toUpperCase()} ${path.replaceAll(/\{\w+\}/g, "{}")}`, resolved(operation, document) as Json);
    }
  }
  return routes;
}

/** `value` with every `$ref` replaced by what it points at. */
function resolved(value: unknown, document: Json): unknown {
  if (Array.isArray(value)) return value.map((item) => resolved(item, document));
  if (typeof value !== "object" || value === null) return value;
  const { $ref: reference, ...rest } = value as Json;
  if (typeof reference === "string") {
    const target = reference
      .slice(2)
      .split("/")
      .reduce<unknown>((node, key) => (node as Json)[key], document);
    return resolved(target, document);
  }
  return Object.fromEntries(Object.entries(rest).map(([key, member]) => [key, resolved(member, document)]));
}

function compareParameters(route: string, theirs: Json, ours: Json, report: Report): void {
  const list = (operation: Json) => (operation["parameters"] ?? []) as Json[];
  const inPath = (operation: Json) => list(operation).filter((parameter) => parameter["in"] === "path");
  for (const parameter of list(theirs)) {
    const { name, in: place } = parameter as { name: string; in: string };
    const position = inPath(theirs).indexOf(parameter);
    const found =
      place === "path"
        ? inPath(ours)[position]
        : list(ours).find((candidate) => candidate["in"] === place && candidate["name"] === name);
    const pointer = `${route} ${place}.${name}`;
    if (!found) {
      report(pointer, "is missing");
      continue;
    }
    if (found["required"] === true && parameter["required"] !== true) report(pointer, "is required");
    compareInput(pointer, parameter["schema"] as Json, found["schema"] as Json, report);
  }
}

function compareBody(route: string, theirs: Json, ours: Json, report: Report): void {
  const theirBody = jsonOf(theirs["requestBody"]);
  if (!theirBody) return;
  const ourBody = jsonOf(ours["requestBody"]);
  if (!ourBody) report(`${route} body`, "is missing");
  else compareInput(`${route} body`, theirBody, ourBody, report);
}

function compareAnswers(route: string, theirs: Json, ours: Json, report: Report): void {
  const ourAnswers = ours["responses"] as Record<string, Json>;
  for (const [status, answer] of Object.entries(theirs["responses"] as Record<string, Json>)) {
    const found = ourAnswers[status];
    if (!found) {
      report(`${route} ${status}`, "is missing");
      continue;
    }
    const kinds = Object.keys((answer["content"] ?? {}) as Json);
    const missing = kinds.filter((kind) => !Object.hasOwn((found["content"] ?? {}) as Json, kind));
    if (missing.length > 0) report(`${route} ${status}`, `is not ${missing.join(", ")}`);
    const theirBody = jsonOf(answer);
    const ourBody = jsonOf(found);
    if (theirBody && ourBody) compareOutput(`${route} ${status}`, theirBody, ourBody, report);
  }
}

const jsonOf = (holder: unknown) =>
  ((holder as Json | undefined)?.["content"] as Record<string, Json> | undefined)?.["application/json"]?.["schema"] as
    | Json
    | undefined;

/** What a schema allows, one entry a kind of value. `null` is a kind of its own. */
function kindsOf(schema: Json): Map<string, Json> {
  const kinds = new Map<string, Json>();
  const branches = (schema["anyOf"] as Json[] | undefined) ?? [schema];
  for (const branch of branches) {
    kinds.set((branch["type"] as string | undefined) ?? "anything", branch);
    if (branch["nullable"] === true) kinds.set("null", {});
  }
  if (schema["nullable"] === true) kinds.set("null", {});
  return kinds;
}

function compareInput(pointer: string, theirs: Json, ours: Json, report: Report): void {
  if (JSON.stringify(theirs["default"]) !== JSON.stringify(ours["default"])) {
    report(
      pointer,
      `has the default ${JSON.stringify(ours["default"])} instead of ${JSON.stringify(theirs["default"])}`,
    );
  }
  const ourKinds = kindsOf(ours);
  for (const [kind, theirBranch] of kindsOf(theirs)) {
    const ourBranch = ourKinds.get(kind) ?? (kind === "integer" ? ourKinds.get("number") : undefined);
    if (!ourBranch) {
      report(pointer, `does not take ${kind}`);
      continue;
    }
    compareLimits(pointer, theirBranch, ourBranch, report);
    if (kind === "object") {
      compareProperties(pointer, theirBranch, ourBranch, report, compareInput);
      const extra = listOf(ourBranch["required"]).filter((name) => !listOf(theirBranch["required"]).includes(name));
      for (const name of extra) report(`${pointer}.${name}`, "is required");
    }
    if (kind === "object" && theirBranch["properties"] === undefined && ourBranch["additionalProperties"] === false)
      report(pointer, "does not take any key");
    if (kind === "array") {
      if (theirs["x-single"] === true && ours["x-single"] !== true) report(pointer, "does not take a single value");
      compareInput(`${pointer}[]`, theirBranch["items"] as Json, ourBranch["items"] as Json, report);
    }
  }
}

function compareLimits(pointer: string, theirs: Json, ours: Json, report: Report): void {
  const values = listOf(theirs["enum"]);
  const ourValues = ours["enum"] === undefined ? undefined : listOf(ours["enum"]);
  if (ourValues && (theirs["enum"] === undefined || values.some((value) => !ourValues.includes(value)))) {
    report(pointer, `takes only ${ourValues.join(", ")}`);
  }
  for (const limit of ["minimum", "minLength", "minItems", "minProperties"]) {
    const most = (theirs[limit] as number | undefined) ?? (limit === "minLength" ? 1 : -Infinity);
    // Where the contract is silent, an empty string may be legal or not; the text decides.
    if (((ours[limit] as number | undefined) ?? -Infinity) > most)
      report(pointer, `has a ${limit} of ${String(ours[limit])}`);
  }
  for (const limit of ["maximum", "maxLength", "maxItems"]) {
    const least = (theirs[limit] as number | undefined) ?? Infinity;
    if (((ours[limit] as number | undefined) ?? Infinity) < least)
      report(pointer, `has a ${limit} of ${String(ours[limit])}`);
  }
}

function compareOutput(pointer: string, theirs: Json, ours: Json, report: Report): void {
  const theirKinds = kindsOf(theirs);
  for (const [kind, ourBranch] of kindsOf(ours)) {
    const isListItem = theirs["x-single"] === true && kind === "string";
    const theirBranch = theirKinds.get(kind) ?? (kind === "integer" ? theirKinds.get("number") : undefined);
    if (isListItem) continue;
    if (!theirBranch) {
      report(pointer, `may be ${kind}`);
      continue;
    }
    const values = theirBranch["enum"] === undefined ? undefined : listOf(theirBranch["enum"]);
    const extra = listOf(ourBranch["enum"]).filter((value) => values && !values.includes(value));
    if (values && ourBranch["enum"] === undefined) report(pointer, "names no choices");
    if (extra.length > 0) report(pointer, `may be ${extra.join(", ")}`);
    if (kind === "object") {
      compareProperties(pointer, theirBranch, ourBranch, report, compareOutput);
      for (const name of listOf(theirBranch["required"])) {
        if (!listOf(ourBranch["required"]).includes(name)) report(`${pointer}.${String(name)}`, "may be missing");
      }
    }
    if (kind === "array")
      compareOutput(`${pointer}[]`, theirBranch["items"] as Json, ourBranch["items"] as Json, report);
  }
}

function compareProperties(
  pointer: string,
  theirs: Json,
  ours: Json,
  report: Report,
  compare: (pointer: string, theirs: Json, ours: Json, report: Report) => void,
): void {
  const ourProperties = (ours["properties"] ?? {}) as Record<string, Json>;
  for (const [name, schema] of Object.entries((theirs["properties"] ?? {}) as Record<string, Json>)) {
    const found = ourProperties[name];
    if (found) compare(`${pointer}.${name}`, schema, found, report);
    else report(`${pointer}.${name}`, "is missing");
  }
}

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
