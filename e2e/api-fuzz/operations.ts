import { FORMATS } from "@posthorn/contracts/formats";
import { Ajv, type ValidateFunction } from "ajv";

/** A schema of an OpenAPI 3.0 document, with everything that it refers to in its place. */
export interface Schema {
  type?: "string" | "integer" | "number" | "boolean" | "array" | "object";
  nullable?: boolean;
  enum?: unknown[];
  anyOf?: Schema[];
  format?: string;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  items?: Schema;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  required?: string[];
  /** One item may stand in place of a list. */
  "x-single"?: boolean;
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  schema: Schema;
}

/** What the document says of one method of one path. */
export interface Operation {
  id: string;
  method: string;
  /** Such as `/v1/account/{account}`. */
  path: string;
  parameters: Parameter[];
  body: Schema | undefined;
  answers: ReadonlyMap<number, PromisedAnswer>;
}

export interface PromisedAnswer {
  contentType: string;
  /** What is wrong with a body, or null; undefined for what is no JSON. */
  faultOf: ((body: unknown) => string | null) | undefined;
}

type Json = Record<string, unknown>;

/** The operations of the document that have one of the tags. */
export function readOperations(document: Json, tags: readonly string[]): Operation[] {
  const resolved = withoutReferences(document, document) as { paths: Record<string, Record<string, Json>> };
  return Object.entries(resolved.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => (operation["tags"] as string[]).some((tag) => tags.includes(tag)))
      .map(([method, operation]) => toOperation(method, path, operation)),
  );
}

function toOperation(method: string, path: string, operation: Json): Operation {
  const { operationId, parameters, requestBody, responses } = operation as {
    operationId: string;
    parameters: Parameter[];
    requestBody?: { content: Record<string, { schema: Schema }> };
    responses: Record<string, { content: Record<string, { schema: Schema }> }>;
  };
  const answers = Object.entries(responses).map(([status, { content }]): [number, PromisedAnswer] => {
    const [contentType = "", { schema } = { schema: {} }] = Object.entries(content)[0] ?? [];
    return [
      Number(status),
      { contentType, faultOf: contentType === "application/json" ? faultsBy(schema) : undefined },
    ];
  });
  return {
    id: operationId,
    method: method.toUpperCase(),
    path,
    parameters,
    body: requestBody?.content["application/json"]?.schema,
    answers: new Map(answers),
  };
}

function withoutReferences(value: unknown, document: Json): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutReferences(item, document));
  if (typeof value !== "object" || value === null) return value;
  const { $ref: reference } = value as { $ref?: string };
  if (reference === undefined)
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutReferences(member, document)]));
  const target = reference
    .slice(2)
    .split("/")
    .reduce<unknown>((node, key) => (node as Json)[key], document);
  return withoutReferences(target, document);
}

/** By the names that formats have in the document. An empty text is that of a field which was cleared. */
const formats = Object.fromEntries(
  Object.entries({
    ...FORMATS,
    uri: (text: string) => URL.canParse(text),
    byte: FORMATS["base64"],
  }).map(([name, test]) => [name, (text: string) => text === "" || test?.(text) === true]),
);
const ajv = new Ajv({ strict: false, formats });

function faultsBy(schema: Schema): (body: unknown) => string | null {
  let check: ValidateFunction | undefined;
  return (body) => {
    check ??= ajv.compile(asPromised(schema));
    return check(body) ? null : ajv.errorsText(check.errors);
  };
}

/** The schema without leave to tell more than it names; null is among the choices of what may be null. */
function asPromised(schema: Schema): Schema {
  const promised = { ...schema };
  if (schema.enum && schema.nullable === true) promised.enum = [...schema.enum, null];
  if (schema.items) promised.items = asPromised(schema.items);
  if (schema.anyOf) promised.anyOf = schema.anyOf.map(asPromised);
  if (typeof schema.additionalProperties === "object")
    promised.additionalProperties = asPromised(schema.additionalProperties);
  if (schema.properties) {
    const properties = Object.entries(schema.properties).map(([name, property]) => [name, asPromised(property)]);
    promised.properties = Object.fromEntries(properties) as Record<string, Schema>;
    // Errors may have members of their kind, such as `state`.
    if (!("statusCode" in schema.properties)) promised.additionalProperties ??= false;
  }
  return promised;
}
