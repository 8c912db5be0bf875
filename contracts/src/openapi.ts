import Type, { type TObject } from "typebox";
import { type Contract, isStream, pathTemplate } from "./contract.ts";
import { LOCALES } from "./locales.ts";
import { type OpenApiSchema, SchemaTranslator } from "./openapi-schema.ts";
import { OneOf } from "./schemas.ts";

/** A type, not an interface, so that it passes for a record of anything. */
export type OpenApiDocument = {
  openapi: string;
  info: { title: string; version: string; description: string; license: { name: string; url: string } };
  servers: { url: string }[];
  tags: { name: string }[];
  paths: Record<string, Record<string, OpenApiOperation>>;
  components: { schemas: Record<string, OpenApiSchema>; securitySchemes: Record<string, OpenApiSchema> };
};

export interface OpenApiOperation {
  operationId: string;
  summary: string;
  tags: string[];
  security: Record<string, string[]>[];
  parameters: OpenApiParameter[];
  requestBody?: { required: boolean; content: Record<string, { schema: OpenApiSchema }> };
  responses: Record<string, { description: string; content: Record<string, { schema: OpenApiSchema }> }>;
  "x-ee-action": string;
  "x-ee-group": string;
}

export interface OpenApiParameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  schema: OpenApiSchema;
}

const MAX_TIMEOUT_MS = 7_200_000;
/** Every route takes these. The language is that of error texts; one that we don't have is ignored. */
const language = Type.Optional(OneOf(LOCALES, { $id: "Locale" }));
const commonHeaders = Type.Object({
  "x-ee-timeout": Type.Optional(Type.Integer({ minimum: 0, maximum: MAX_TIMEOUT_MS })),
  "x-ee-locale": language,
});
const commonQuery = Type.Object({ locale: language });

const failure = { statusCode: Type.Integer(), error: Type.String(), message: Type.String() };
const code = Type.Optional(Type.String());
const field = Type.Object(
  { message: Type.String(), key: Type.String(), path: Type.Optional(Type.String()) },
  { $id: "ValidationErrorField" },
);

const FAILURES: Record<string, { description: string; schema: TObject }> = {
  400: {
    description: "The request is not in order",
    schema: Type.Object(
      { ...failure, code, fields: Type.Optional(Type.Array(field)) },
      { $id: "ValidationErrorResponse" },
    ),
  },
  401: {
    description: "No valid token, or no session",
    schema: Type.Object({ ...failure, code }, { $id: "AuthenticationErrorResponse" }),
  },
  403: {
    description: "The token may not do this",
    schema: Type.Object({ ...failure, code }, { $id: "AccessDeniedErrorResponse" }),
  },
  404: {
    description: "There is no such thing",
    schema: Type.Object({ ...failure, code }, { $id: "NotFoundErrorResponse" }),
  },
  409: {
    description: "It is so already",
    schema: Type.Object({ ...failure, code }, { $id: "ConflictErrorResponse" }),
  },
  413: {
    description: "The request is larger than it may be",
    schema: Type.Object({ ...failure, code }, { $id: "PayloadTooLargeErrorResponse" }),
  },
  415: {
    description: "The body is no JSON",
    schema: Type.Object({ ...failure, code }, { $id: "UnsupportedMediaTypeErrorResponse" }),
  },
  422: {
    description: "What is asked for makes sense, and can not be done",
    schema: Type.Object({ ...failure, code }, { $id: "UnprocessableErrorResponse" }),
  },
  429: {
    description: "Too many requests; `ttl` is in seconds",
    schema: Type.Object({ ...failure, code, ttl: Type.Optional(Type.Integer()) }, { $id: "RateLimitErrorResponse" }),
  },
  500: {
    description: "A fault of the service",
    schema: Type.Object({ ...failure, code, details: Type.Optional(Type.String()) }, { $id: "InternalErrorResponse" }),
  },
  502: {
    description: "The mail server said no",
    schema: Type.Object({ ...failure, code }, { $id: "BadGatewayErrorResponse" }),
  },
  503: {
    description: "It can't be done now; `state` is that of the account, where that is the reason",
    schema: Type.Object(
      { ...failure, code, state: Type.Optional(Type.String()) },
      { $id: "ServiceUnavailableErrorResponse" },
    ),
  },
  504: {
    description: "It took longer than the caller wants to wait",
    schema: Type.Object({ ...failure, code }, { $id: "TimeoutErrorResponse" }),
  },
};

/** The contracts as an OpenAPI 3.0 document. Deprecated ones are left out. */
export function toOpenApi(
  contracts: readonly Contract[],
  { version, serverUrl }: { version: string; serverUrl: string },
): OpenApiDocument {
  const translator = new SchemaTranslator();
  const paths: OpenApiDocument["paths"] = {};
  const advertised = contracts.filter((contract) => !contract.deprecated);
  for (const contract of advertised) {
    (paths[pathTemplate(contract)] ??= {})[contract.method.toLowerCase()] = operation(contract, translator);
  }
  const byName = ([a]: [string, unknown], [b]: [string, unknown]) => (a < b ? -1 : 1);
  return {
    openapi: "3.0.0",
    info: {
      title: "Posthorn API",
      version,
      description: "One HTTP API over any mailbox",
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
    },
    servers: [{ url: serverUrl }],
    tags: [...new Set(advertised.map((contract) => contract.tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries(Object.entries(translator.components).sort(byName)),
      securitySchemes: {
        bearerAuth: { type: "http", scheme: "bearer" },
        cookieAuth: {
          type: "apiKey",
          in: "cookie",
          name: "posthorn_session",
          description: "The session of a person who signed in. Everything but GET also needs the header X-CSRF-Token.",
        },
      },
    },
  };
}

function operation(contract: Contract, translator: SchemaTranslator): OpenApiOperation {
  const { body, response, params, query, headers } = contract;
  const answer = isStream(response)
    ? {
        [response.stream]: {
          schema: { type: "string", ...(response.stream.startsWith("text/") ? {} : { format: "binary" }) },
        },
      }
    : { "application/json": { schema: translator.translate(response) } };
  return {
    operationId: contract.operationId,
    summary: contract.summary,
    tags: [contract.tag],
    security: securityOf(contract),
    parameters: [
      ...parameters("header", commonHeaders, translator),
      ...(headers ? parameters("header", headers, translator) : []),
      ...parameters("path", params, translator),
      ...parameters("query", query, translator),
      ...("locale" in query.properties ? [] : parameters("query", commonQuery, translator)),
    ],
    ...(body && {
      requestBody: {
        required: ((body as { required?: string[] }).required ?? []).length > 0,
        content: { "application/json": { schema: translator.translate(body) } },
      },
    }),
    responses: {
      200: { description: "Success", content: answer },
      ...(headers && "if-none-match" in headers.properties && { 304: { description: "Not Modified", content: {} } }),
      ...failures(contract, translator),
    },
    "x-ee-action": contract.action,
    "x-ee-group": contract.group,
  };
}

function securityOf({ scope }: Contract): OpenApiOperation["security"] {
  if (scope === null) return [];
  if (scope === "session") return [{ cookieAuth: [] }];
  return scope === "api" ? [{ bearerAuth: [] }, { cookieAuth: [] }] : [{ bearerAuth: [] }];
}

function parameters(place: OpenApiParameter["in"], schema: TObject, translator: SchemaTranslator): OpenApiParameter[] {
  const required = (schema as { required?: readonly string[] }).required ?? [];
  return Object.entries(schema.properties).map(([name, property]) => ({
    name,
    in: place,
    required: required.includes(name),
    schema: translator.translate(property),
  }));
}

function failures(
  { scope, path, body, alsoFailsWith = [] }: Contract,
  translator: SchemaTranslator,
): OpenApiOperation["responses"] {
  // 503 is also the answer of a service that is being stopped.
  const statuses = scope !== null ? ["400", "401", "403", "404", "429", "500", "503"] : ["500", "503"];
  // Where one gets in: signing in, and making the first user.
  if (scope === null && body !== undefined) statuses.unshift("400", "401", "403", "409", "429");
  if (body !== undefined) statuses.push("413", "415");
  if (path.startsWith("/v1/account/:account/")) statuses.push("502");
  if (path.startsWith("/v1/")) statuses.push("504");
  if (body !== undefined && "search" in ((body as Partial<TObject>).properties ?? {})) statuses.push("422");
  statuses.push(...alsoFailsWith);
  return Object.fromEntries(
    statuses.flatMap((status) => {
      const known = FAILURES[status];
      if (!known) return [];
      const { description, schema } = known;
      return [[status, { description, content: { "application/json": { schema: translator.translate(schema) } } }]];
    }),
  );
}
