import type { TSchema } from "typebox";

/** A schema in the dialect of OpenAPI 3.0. */
export type OpenApiSchema = Record<string, unknown>;

/** Members of ours that say how input is read, not what it is. */
const INTERNAL = new Set([
  "$id",
  "x-trim",
  "x-lower",
  "x-empty",
  "x-default",
  "if",
  "then",
  "else",
  "type",
  "enum",
  "const",
]);

/** Our formats in words that other tools know; null for those that none would. */
const FORMATS: Record<string, string | null> = {
  "date-time-or-now": "date-time",
  "http-url": "uri",
  "proxy-url": "uri",
  "support-url": "uri",
  "ip-range": "ip",
  base64: "byte",
  json: null,
  "json-object": null,
};

/**
 * Turns our schemas into those of OpenAPI 3.0, which knows neither lists of types nor null nor
 * conditions. A schema with an `$id` becomes a component and is referred to.
 */
export class SchemaTranslator {
  readonly components: Record<string, OpenApiSchema> = {};
  readonly #sources = new Map<string, string>();

  translate(schema: TSchema): OpenApiSchema {
    const { $id: id } = schema as { $id?: string };
    if (id === undefined) return this.#inline(schema);
    const source = JSON.stringify(schema);
    const known = this.#sources.get(id);
    if (known !== undefined && known !== source) throw new Error(`Two different schemas are named ${id}`);
    if (known === undefined) {
      this.#sources.set(id, source);
      this.components[id] = this.#inline(schema);
    }
    return { $ref: `#/components/schemas/${id}` };
  }

  #inline(schema: TSchema): OpenApiSchema {
    const given = schema as Record<string, unknown>;
    const result: OpenApiSchema = {};
    const types = [given["type"] ?? []].flat() as string[];
    const kinds = types.filter((type) => type !== "null");
    const allowed = given["const"] === undefined ? given["enum"] : [given["const"]];
    if (kinds.length === 1) result["type"] = kinds[0];
    if (Array.isArray(allowed)) result["enum"] = allowed.filter((value) => value !== null);
    if (kinds.length < types.length) result["nullable"] = true;
    if (given["x-default"] !== undefined) result["default"] = given["x-default"];
    for (const [key, value] of Object.entries(given)) {
      if (!INTERNAL.has(key)) this.#member(result, key, value);
    }
    // `items` belongs to the list among several kinds.
    if (kinds.length > 1) {
      const { items, ...rest } = result;
      return { ...rest, anyOf: kinds.map((type) => ({ type, ...(type === "array" && { items }) })) };
    }
    return result;
  }

  #member(result: OpenApiSchema, key: string, value: unknown): void {
    if (key === "properties") {
      const entries = Object.entries(value as Record<string, TSchema>);
      result[key] = Object.fromEntries(entries.map(([name, schema]) => [name, this.translate(schema)]));
    } else if (key === "anyOf") result[key] = (value as TSchema[]).map((schema) => this.translate(schema));
    else if (key === "items" || (key === "additionalProperties" && typeof value === "object")) {
      result[key] = this.translate(value as TSchema);
    } else if (key === "format") {
      const format = FORMATS[String(value)];
      if (format !== null) result[key] = format ?? value;
    } else result[key] = value;
  }
}
