import { Ajv, type ValidateFunction } from "ajv";
import {
  type DiscoveryDocument,
  type DiscoveryMethod,
  type DiscoveryParameter,
  type DiscoverySchema,
  methodsOf,
} from "./document.ts";

export interface MatchedCall {
  method: DiscoveryMethod;
  /** Values of the path, decoded. */
  params: Record<string, string>;
  /** Whether it came by the path for uploads. */
  isUpload: boolean;
}

/** Holds calls and answers against a discovery document. Every fault is a sentence that names the method. */
export interface DocumentChecker {
  readonly methodIds: readonly string[];
  /** The method that a request is for; undefined where there is none. */
  match(httpMethod: string, path: string): MatchedCall | undefined;
  checkQuery(call: MatchedCall, query: URLSearchParams): string[];
  checkBody(method: DiscoveryMethod, body: unknown): string[];
  checkAnswer(method: DiscoveryMethod, answer: unknown): string[];
}

interface Route extends Omit<MatchedCall, "params"> {
  httpMethod: string;
  pattern: RegExp;
  names: string[];
}

export function createChecker(document: DiscoveryDocument): DocumentChecker {
  const methods = methodsOf(document);
  const routes = methods.flatMap(routesOf);
  const ajv = new Ajv({ strict: false, allErrors: true });
  const $defs = Object.fromEntries(
    Object.entries(document.schemas).map(([name, schema]) => [name, toJsonSchema(schema)]),
  );
  ajv.addSchema({ $id: "document", $defs });
  const compiled = new Map<string, ValidateFunction>();

  function faultsOf(schema: string, value: unknown, what: string): string[] {
    let validate = compiled.get(schema);
    if (!validate) compiled.set(schema, (validate = ajv.compile({ $ref: `document#/$defs/${schema}` })));
    if (validate(value)) return [];
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) => `${what}${instancePath}: ${message} ${JSON.stringify(params)}`,
    );
  }

  return {
    methodIds: methods.map(({ id }) => id),

    match(httpMethod, path) {
      for (const { httpMethod: wanted, pattern, names, ...route } of routes) {
        const found = wanted === httpMethod ? pattern.exec(path) : null;
        if (!found) continue;
        const values = names.map((name, index) => [name, decodeURIComponent(found[index + 1] ?? "")]);
        return { ...route, params: Object.fromEntries(values) as Record<string, string> };
      }
      return undefined;
    },

    checkQuery({ method, isUpload }, query) {
      const faults: string[] = [];
      const known = { ...document.parameters, ...method.parameters };
      for (const name of new Set(query.keys())) {
        const parameter = Object.hasOwn(known, name) ? known[name] : undefined;
        if (parameter?.location !== "query") faults.push(`${method.id}: no parameter ${name}`);
        else faults.push(...faultsOfValues(query.getAll(name), parameter).map((f) => `${method.id}: ${name} ${f}`));
      }
      for (const [name, { location, required }] of Object.entries(known))
        if (location === "query" && required && !query.has(name)) faults.push(`${method.id}: ${name} is missing`);
      if (query.has("uploadType") && !isUpload) faults.push(`${method.id}: uploadType without an upload`);
      return faults;
    },

    checkBody(method, body) {
      if (method.request) return faultsOf(method.request.$ref, body ?? {}, `${method.id} request`);
      return body === undefined ? [] : [`${method.id}: takes no body`];
    },

    checkAnswer: (method, answer) =>
      method.response ? faultsOf(method.response.$ref, answer, `${method.id} response`) : [],
  };
}

/** A colon begins a verb, as in `topics/t:getIamPolicy`. */
const ONE_NAME = "[^/:]+";

function routesOf(method: DiscoveryMethod): Route[] {
  const of = (path: string, isUpload: boolean): Route => {
    const names = [...path.matchAll(/\{\+?(\w+)\}/g)].map(([, name = ""]) => name);
    const source = path.replaceAll(/\{(\+?)(\w+)\}/g, (_, plus: string, name: string) => {
      const pattern = method.parameters?.[name]?.pattern?.replaceAll(/^\^|\$$/g, "").replaceAll("[^/]+", ONE_NAME);
      return pattern === undefined ? (plus ? "(.+?)" : `(${ONE_NAME})`) : `(${pattern})`;
    });
    return { method, isUpload, names, httpMethod: method.httpMethod, pattern: new RegExp(`^/${source}$`) };
  };
  const upload = method.mediaUpload?.protocols.simple.path.slice(1);
  return [of(method.path, false), ...(upload === undefined ? [] : [of(upload, true)])];
}

function faultsOfValues(values: string[], { type, enum: words, repeated }: DiscoveryParameter): string[] {
  const faults = values.length > 1 && !repeated ? ["comes more than once"] : [];
  for (const value of values) {
    if (type === "integer" && !/^\d+$/.test(value)) faults.push(`is no integer: ${value}`);
    if (type === "boolean" && !/^(true|false)$/.test(value)) faults.push(`is no boolean: ${value}`);
    if (words && !words.includes(value)) faults.push(`is none of its words: ${value}`);
  }
  return faults;
}

/** Names that the document does not have are a fault here, while Google ignores most. */
function toJsonSchema({ type, $ref, enum: words, format, ...rest }: DiscoverySchema): object {
  if ($ref !== undefined) return { $ref: `document#/$defs/${$ref}` };
  const { items, properties, additionalProperties } = rest;
  return {
    ...(type !== undefined && type !== "any" && { type }),
    ...(words && { enum: words }),
    ...(type === "string" && format && FORMATS[format] && { pattern: FORMATS[format] }),
    ...(items && { items: toJsonSchema(items) }),
    ...(properties && {
      properties: Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, toJsonSchema(each)])),
    }),
    ...(additionalProperties && { additionalProperties: toJsonSchema(additionalProperties) }),
    ...(properties && !additionalProperties && { additionalProperties: false }),
  };
}

const FORMATS: Record<string, string> = {
  uint64: String.raw`^\d+$`,
  int64: String.raw`^-?\d+$`,
  byte: String.raw`^[\w+/-]*={0,2}$`,
};
