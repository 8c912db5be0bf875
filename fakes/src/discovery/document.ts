import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A schema of a discovery document: JSON Schema of draft 3, as far as Google uses it. */
export interface DiscoverySchema {
  type?: "string" | "integer" | "number" | "boolean" | "object" | "array" | "any";
  $ref?: string;
  enum?: string[];
  format?: string;
  items?: DiscoverySchema;
  properties?: Record<string, DiscoverySchema>;
  additionalProperties?: DiscoverySchema;
}

export interface DiscoveryParameter extends DiscoverySchema {
  location: "path" | "query";
  required?: boolean;
  repeated?: boolean;
  /** What a value of the path has to look like. */
  pattern?: string;
}

export interface DiscoveryMethod {
  id: string;
  httpMethod: string;
  /** Without a slash in front: `gmail/v1/users/{userId}/profile`. */
  path: string;
  flatPath?: string;
  parameters?: Record<string, DiscoveryParameter>;
  request?: { $ref: string };
  response?: { $ref: string };
  mediaUpload?: { protocols: { simple: { path: string; multipart: boolean } } };
}

interface Resource {
  methods?: Record<string, DiscoveryMethod>;
  resources?: Record<string, Resource>;
}

/** What Google says of one of its APIs (https://developers.google.com/discovery/v1/reference/apis). */
export interface DiscoveryDocument extends Resource {
  name: string;
  batchPath: string;
  /** Taken by every method. */
  parameters: Record<string, DiscoveryParameter>;
  schemas: Record<string, DiscoverySchema>;
}

const FOLDER = join(import.meta.dirname, "../../definitions");

export const readDocument = (name: string): DiscoveryDocument =>
  JSON.parse(readFileSync(join(FOLDER, `${name}.json`), "utf8")) as DiscoveryDocument;

/** All methods of a document, those of nested resources too. */
export function methodsOf(resource: Resource): DiscoveryMethod[] {
  const own = Object.values(resource.methods ?? {});
  return [...own, ...Object.values(resource.resources ?? {}).flatMap(methodsOf)];
}
