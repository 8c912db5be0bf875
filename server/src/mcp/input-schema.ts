import { isForBound, type Tool } from "../services/mcp/tool.ts";
import { ARGUMENT_TEXTS } from "./argument-texts.ts";

/** JSON Schema 2020-12. */
export type JsonSchema = Record<string, unknown>;

export interface InputSchema extends JsonSchema {
  type: "object";
  properties: Record<string, JsonSchema>;
  required: string[];
  additionalProperties: false;
}

/** Where an argument goes. */
export type Place = "params" | "query" | "body";

export const MOST_PER_PAGE = 100;

/** The arguments of a tool, and where they go; those of the path first. */
export function placesOf({ contract, query = [], body = [] }: Tool): Map<string, Place> {
  const ofPath = Object.keys(contract.params.properties);
  return new Map<string, Place>([
    ...ofPath.map((name) => [name, "params"] as const),
    ...query.map((name) => [name, "query"] as const),
    ...body.map((name) => [name, "body"] as const),
  ]);
}

/**
 * What a tool takes, as its REST operation does. Where a token is bound to an account, tools take none: that one is meant.
 */
export function inputSchemaOf(tool: Tool, isBound: boolean): InputSchema {
  const { contract } = tool;
  const properties: Record<string, JsonSchema> = {};
  const required: string[] = [];
  for (const [name, place] of placesOf(tool)) {
    if (isBound && name === "account" && isForBound(tool)) continue;
    const part = contract[place] as unknown as { properties: Record<string, unknown>; required?: string[] };
    const schema = plain(part.properties[name]) as JsonSchema;
    const text = ARGUMENT_TEXTS[`${tool.name}.${name}`] ?? ARGUMENT_TEXTS[name];
    properties[name] = {
      ...schema,
      ...(name === "pageSize" && { maximum: MOST_PER_PAGE }),
      ...(text !== undefined && { description: text }),
    };
    if (place === "params" || part.required?.includes(name) === true) required.push(name);
  }
  return { type: "object", properties, required, additionalProperties: false };
}

/** Formats that JSON Schema knows; programs that check schemas refuse others. */
const FORMATS: readonly unknown[] = ["date", "date-time", "email", "hostname", "ipv4", "ipv6", "uri"];

/** Without what says how we read input, and without conditions, which few models understand; the operation checks both. */
function plain(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plain);
  if (typeof schema !== "object" || schema === null) return schema;
  const entries = Object.entries(schema).filter(
    ([key, value]) =>
      !(key.startsWith("x-") || ["$id", "if", "then", "else"].includes(key)) &&
      !(key === "format" && !FORMATS.includes(value)),
  );
  return Object.fromEntries(
    entries.map(([key, value]) => [
      key,
      key === "properties"
        ? Object.fromEntries(Object.entries(value as object).map(([name, property]) => [name, plain(property)]))
        : ["enum", "default", "const", "required"].includes(key)
          ? (value as unknown)
          : plain(value),
    ]),
  );
}
