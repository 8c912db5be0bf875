import fc from "fast-check";
import type { createAnyValue } from "./any-value.ts";
import { anyRequest, type Draft } from "./any-request.ts";
import type { KnownThings } from "./known-things.ts";
import type { Operation, Parameter, Schema } from "./operations.ts";
import type { ApiRequest } from "./request.ts";

/** Breaks a request. */
type Breach = (request: ApiRequest) => ApiRequest;

/** Requests with a fault that the document forbids; whatever else is in them, they have to be refused. */
export function anyFaultyRequest(
  operation: Operation,
  anyValue: ReturnType<typeof createAnyValue>,
): fc.Arbitrary<Draft> {
  const breaches = [
    ...headerBreaches,
    ...pathBreaches(operation),
    ...queryBreaches(operation),
    ...bodyBreaches(operation),
  ];
  return fc.tuple(anyRequest(operation, anyValue, false), fc.constantFrom(...breaches)).map(
    ([draft, breach]) =>
      (known: KnownThings) =>
        breach(draft(known)),
  );
}

const headerBreaches = ["-1", "1.5", "abc", "7200001", "", "1e3", "0x10", "٣", "9".repeat(400)].map(
  (timeout): Breach =>
    (request) => ({
      ...request,
      headers: { ...request.headers, "x-ee-timeout": Buffer.from(timeout).toString("latin1") },
    }),
);

/** Ids of their form that stand for nothing. */
const NOTHING: Record<string, string> = {
  message: Buffer.from([0x7f, 0xff, 0xff, 0, 0, 0, 0, 1]).toString("base64url"),
  text: Buffer.from([0x7f, 0xff, 0xff, 0, 0, 0, 0, 1, 0x93, 0x91, 0xa1, 0x31, 0x90, 0x90]).toString("base64url"),
  attachment: Buffer.from([0x7f, 0xff, 0xff, 0, 0, 0, 0, 1, 0x32]).toString("base64url"),
  exportId: `exp_${"f".repeat(24)}`,
  account: "nobody",
};

function pathBreaches({ path, parameters }: Operation): Breach[] {
  const names = parameters.filter((parameter) => parameter.in === "path").map(({ name }) => name);
  const inPlaceOf = (name: string, value: string): Breach => {
    const position = path.split("/").indexOf(`{${name}}`);
    return (request) => ({
      ...request,
      // What was done for a key before is answered again, whatever the rest of the call says; and a long header would leave
      // no room for a long value.
      headers: {},
      path: request.path.split("/").with(position, value).join("/"),
    });
  };
  return names.flatMap((name) =>
    // The log of an account that is not known is empty.
    [path.startsWith("/v1/logs/") ? "%00" : (NOTHING[name] ?? "x"), "%00", "%zz", "x".repeat(11_000)].map((value) =>
      inPlaceOf(name, value),
    ),
  );
}

function queryBreaches({ parameters }: Operation): Breach[] {
  const inQuery = parameters.filter((parameter) => parameter.in === "query" && parameter.name !== "locale");
  const replaced =
    (name: string, ...values: string[]): Breach =>
    (request) => ({
      ...request,
      query: [
        ...request.query.filter(([known]) => known !== name),
        ...values.map((value): [string, string] => [name, value]),
      ],
    });
  return [
    replaced("nonsense", "1"),
    replaced("__proto__", "1"),
    ...(inQuery.some(({ name }) => name === "account") ? [] : [replaced("account", "ada")]),
    ...inQuery.flatMap((parameter: Parameter) => [
      ...wrongTexts(parameter.schema).map((value) => replaced(parameter.name, value)),
      replaced(parameter.name, "1", "1"),
      replaced(`${parameter.name}[]`, "1"),
      ...(parameter.required ? [replaced(parameter.name)] : []),
    ]),
  ];
}

/** Values of a query argument that are none of its schema. */
function wrongTexts({ type, enum: choices, minimum, maximum, maxLength }: Schema): string[] {
  if (choices) return ["nonsense", "\0"];
  if (type === "boolean") return ["maybe", "2", "null"];
  if (type === "integer") {
    const beyond = [minimum === undefined ? [] : minimum - 1, maximum === undefined ? [] : maximum + 1].flat();
    return ["x", "1.5", "1e999", "0x1", "NaN", "null", "1".repeat(100), ...beyond.map(String)];
  }
  // Longer ones would not fit into a request line.
  return ["a\0b", ...(maxLength === undefined || maxLength > 20_000 ? [] : ["x".repeat(maxLength + 1)])];
}

function bodyBreaches({ body }: Operation): Breach[] {
  if (!body) return [];
  const bytes =
    (of: (json: string) => string | Buffer): Breach =>
    (request) => ({
      ...request,
      bytes: Buffer.from(of(JSON.stringify(request.body))),
    });
  const ofType =
    (contentType: string): Breach =>
    (request) => ({
      ...request,
      headers: { ...request.headers, "content-type": contentType },
    });
  return [
    ...[
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data; boundary=x",
      "application/xml",
      "json",
    ].map(ofType),
    bytes((json) => json.slice(0, -1)),
    bytes((json) => `${json}x`),
    bytes((json) => `[${json}]`),
    bytes((json) => json.replace("{", '{"__proto__":{"a":1},')),
    bytes((json) => json.replace("{", '{"constructor":{"prototype":{"a":1}},')),
    bytes((json) => json.replace("{", `{"nonsense":${"[".repeat(100_000)}${"]".repeat(100_000)},`)),
    bytes((json) => json.replace("{", '{"nonsense":NaN,')),
    bytes(() => "["),
    bytes(() => '"text"'),
    bytes(() => "1"),
    bytes(() => "\0"),
    bytes(() => "{'a':1}"),
    ...sitesOf(body, []).map(({ path, value }): Breach => (request) => ({
      ...request,
      body: put(request.body, path, value),
    })),
  ];
}

/** A value at a place in a body where it may not be; undefined takes away what is there. */
interface Site {
  path: readonly string[];
  value: unknown;
}

/** The item of a list, in a path. */
const ITEM = "[]";

function sitesOf(schema: Schema, path: readonly string[]): Site[] {
  const here = path.length === 0 ? [] : wrongValues(schema).map((value) => ({ path, value }));
  const branches = (schema.anyOf ?? [schema]).flatMap((branch) => [
    ...(branch.additionalProperties === false
      ? ["nonsense", "toString"].map((key) => ({ path: [...path, key], value: 1 }))
      : []),
    ...(branch.required ?? []).map((key) => ({ path: [...path, key], value: undefined })),
    ...Object.entries(branch.properties ?? {}).flatMap(([key, property]) => sitesOf(property, [...path, key])),
    ...(branch.items ? sitesOf(branch.items, [...path, ITEM]) : []),
  ]);
  return [...here, ...branches];
}

const LONGEST = 20_000;

function wrongValues(schema: Schema): unknown[] {
  const {
    nullable,
    anyOf,
    enum: choices,
    type,
    minimum,
    maximum,
    minItems,
    maxItems,
    maxLength,
    pattern,
    format,
  } = schema;
  const none = nullable === true || anyOf?.some((branch) => branch.nullable) === true ? [] : [null];
  if (anyOf)
    return [...none, 0.5, [[]]].filter((value) => !anyOf.some((branch) => branch.type === "string") || value !== 0.5);
  if (choices) return [...none, "nonsense", {}, [[1]]];
  switch (type) {
    case "boolean":
      return [...none, "maybe", 2, {}, []];
    case "integer":
    case "number":
      return [
        ...none,
        "x",
        1.5,
        {},
        true,
        ...(minimum === undefined ? [] : [minimum - 1]),
        ...(maximum === undefined ? [] : [maximum + 1]),
      ];
    case "array":
      return [
        ...none,
        [[[1]]],
        [null],
        ...(minItems === undefined ? [] : [[]]),
        ...(maxItems === undefined ? [] : [Array.from({ length: maxItems + 1 }, () => "a")]),
      ];
    case "object":
      return [...none, "text", 5, [1], true];
    default:
      return [
        ...none,
        {},
        true,
        ["a", "b"],
        "a\0b",
        ...(maxLength === undefined || maxLength > LONGEST ? [] : ["x".repeat(maxLength + 1)]),
        ...(pattern === undefined || new RegExp(pattern).test("a\r\n!") ? [] : ["a\r\n!"]),
        ...(format === undefined ? [] : ["! !"]),
      ];
  }
}

/** A copy of `value` with another one at a path in it, which is made where it is missing. */
function put(value: unknown, [key, ...rest]: readonly string[], at: unknown): unknown {
  if (key === undefined) return at;
  if (key === ITEM) {
    const [first, ...others] = Array.isArray(value) ? (value as unknown[]) : [value];
    return [put(first, rest, at), ...others];
  }
  const object = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  const { [key]: member, ...others } = object as Record<string, unknown>;
  const placed = put(member, rest, at);
  return placed === undefined ? others : { ...others, [key]: placed };
}
