import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { compareDocuments } from "../compat/compare.ts";
import { EXCEPTIONS } from "../compat/exceptions.ts";
import { ALL_CONTRACTS } from "./all.ts";
import { toOpenApi } from "./openapi.ts";
import { OPENAPI_FILE, openApiText } from "./write-openapi.ts";

const document = toOpenApi(ALL_CONTRACTS, { version: "1.2.3", serverUrl: "https://mail.example.com" });
const facts = JSON.parse(readFileSync(new URL("../compat/openapi-facts.json", import.meta.url), "utf8")) as Record<
  string,
  unknown
>;

/** Calls `visit` for every object inside `value`. */
function walk(value: unknown, visit: (node: Record<string, unknown>, path: string) => void, path = ""): void {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) visit(value as Record<string, unknown>, path);
  for (const [key, member] of Object.entries(value)) walk(member, visit, `${path}/${key}`);
}

describe("the compatibility contract", () => {
  const differences = compareDocuments(facts, document as unknown as Record<string, unknown>);
  const covers = (exception: string, pointer: string) =>
    pointer === exception || pointer.startsWith(`${exception}.`) || pointer.startsWith(`${exception}[`);

  it("is kept, save for the reviewed exceptions", () => {
    const unexcused = differences.filter(
      ({ pointer }) => !EXCEPTIONS.some((exception) => covers(exception.pointer, pointer)),
    );
    expect(unexcused.map(({ pointer, problem }) => `${pointer} ${problem}`)).toEqual([]);
  });

  it("has no exception that is no longer one", () => {
    const unused = EXCEPTIONS.filter(
      (exception) => !differences.some(({ pointer }) => covers(exception.pointer, pointer)),
    );
    expect(unused).toEqual([]);
  });

  it("names the operations and tags that we serve in the same way", () => {
    const theirs = facts["paths"] as Record<string, Record<string, { operationId: string; tags: string[] }>>;
    for (const [path, item] of Object.entries(document.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        const known = theirs[path]?.[method];
        if (known)
          expect({ id: operation.operationId, tags: operation.tags }).toEqual({
            id: known.operationId,
            tags: known.tags,
          });
      }
    }
  });

  it("is really compared: what is taken away is missed", () => {
    const poorer = structuredClone(document) as unknown as {
      paths: Record<string, Record<string, unknown>>;
      components: {
        schemas: Record<string, { properties: Record<string, unknown>; required?: string[]; "x-single"?: boolean }>;
      };
    };
    delete poorer.paths["/v1/accounts"];
    const created = poorer.components.schemas["CreateAccount"]!;
    delete created.properties["copy"];
    created.required = [...(created.required ?? []), "email"];
    created.properties["webhooksCustomHeaders"] = { type: "array", items: { type: "string" } };
    const account = poorer.components.schemas["AccountResponse"]!;
    account.required = [];
    delete poorer.components.schemas["SubconnectionPaths"]!["x-single"];
    const headers = poorer.components.schemas["CustomHeaders"] as Record<string, unknown>;
    headers["additionalProperties"] = false;
    const found = compareDocuments(facts, poorer as unknown as Record<string, unknown>).map(
      ({ pointer, problem }) => `${pointer} ${problem}`,
    );
    expect(found).toEqual(
      expect.arrayContaining([
        "GET /v1/accounts is not served",
        "POST /v1/account body.copy is missing",
        "POST /v1/account body.email is required",
        "GET /v1/account/{} 200.type may be missing",
        "POST /v1/account body.webhooksCustomHeaders[] does not take object",
        "POST /v1/account body.subconnections does not take a single value",
        "POST /v1/account/{}/submit body.headers does not take any key",
      ]),
    );
  });
});

describe("the OpenAPI document", () => {
  it("is the committed one", () => {
    expect(
      readFileSync(OPENAPI_FILE, "utf8"),
      "run: node --conditions=source --import tsx contracts/src/write-openapi.ts",
    ).toBe(openApiText());
  });

  it("says nothing that OpenAPI 3.0 does not know", () => {
    const known = new Set([
      "$ref", "type", "properties", "required", "items", "enum", "format", "default", "nullable", "anyOf", "pattern",
      "additionalProperties", "minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "minProperties",
      "maxProperties",
      "x-single",
    ]); // prettier-ignore
    const check = (schema: unknown, path: string): void => {
      const node = schema as Record<string, unknown>;
      expect(
        Object.keys(node).filter((key) => !known.has(key)),
        path,
      ).toEqual([]);
      if (node["$ref"] !== undefined) expect(Object.keys(node), path).toEqual(["$ref"]);
      if (node["type"] !== undefined) {
        expect(["string", "integer", "number", "boolean", "array", "object"], path).toContain(node["type"]);
      }
      if (node["type"] === "array") expect(node["items"], path).toBeTypeOf("object");
      if (node["nullable"] === true && !node["anyOf"]) expect(node["type"], path).toBeTypeOf("string");
      for (const required of (node["required"] ?? []) as string[]) {
        expect(Object.keys(node["properties"] as object), path).toContain(required);
      }
      for (const [key, member] of Object.entries((node["properties"] ?? {}) as object)) check(member, `${path}.${key}`);
      for (const branch of (node["anyOf"] ?? []) as unknown[]) check(branch, `${path}|`);
      if (node["items"]) check(node["items"], `${path}[]`);
      if (typeof node["additionalProperties"] === "object") check(node["additionalProperties"], `${path}.*`);
    };
    for (const [name, schema] of Object.entries(document.components.schemas)) check(schema, name);
    walk(document.paths, (node, path) => {
      if (node["schema"] !== undefined) check(node["schema"], path);
    });
  });

  it("refers only to components that exist, and names each operation once", () => {
    walk(document, (node) => {
      const reference = node["$ref"];
      if (typeof reference !== "string") return;
      expect(reference).toMatch(/^#\/components\/schemas\/[A-Za-z0-9._-]+$/);
      expect(Object.keys(document.components.schemas)).toContain(reference.split("/").at(-1));
    });
    const ids = Object.values(document.paths).flatMap((item) =>
      Object.values(item).map((operation) => operation.operationId),
    );
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("describes every path parameter and answers every route", () => {
    for (const [path, item] of Object.entries(document.paths)) {
      for (const operation of Object.values(item)) {
        const named = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
        const described = operation.parameters.filter((parameter) => parameter.in === "path");
        expect(described.map(({ name, required }) => [name, required])).toEqual(named.map((name) => [name, true]));
        expect(Object.keys(operation.responses)).toContain("200");
        for (const response of Object.values(operation.responses)) expect(response.description).not.toBe("");
      }
    }
  });

  it("asks for a token where one is needed, and tells action and group", () => {
    expect(document.paths["/health"]?.["get"]).toMatchObject({ security: [] });
    expect(document.paths["/v1/account"]?.["post"]).toMatchObject({
      security: [{ bearerAuth: [] }, { cookieAuth: [] }],
      "x-ee-action": "write",
      "x-ee-group": "provisioning",
    });
    expect(document.paths["/metrics"]?.["get"]).toMatchObject({ security: [{ bearerAuth: [] }] });
    expect(document.paths["/v1/sessions"]?.["get"]).toMatchObject({ security: [{ cookieAuth: [] }] });
    expect(document.paths["/v1/session"]?.["post"]).toMatchObject({ security: [], responses: { 401: {}, 429: {} } });
    expect(document.paths["/v1/token"]).toBeUndefined();
    expect(document.servers).toEqual([{ url: "https://mail.example.com" }]);
    expect(document.info.version).toBe("1.2.3");
  });
});
