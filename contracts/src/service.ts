import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { OpenObject } from "./schemas.ts";

/** Answered with 200 when `success`, else with 503 and the checks that failed. */
export const Health = Type.Object(
  {
    success: Type.Boolean(),
    checks: Type.Optional(OpenObject<Record<string, { ok: boolean; message?: string }>>()),
  },
  { $id: "HealthResponse" },
);
export type Health = Static<typeof Health>;

const onService = { method: "GET", tag: "Service", action: "read", group: "diagnostics" } as const;

export const getHealth = contract({
  ...onService,
  path: "/health",
  operationId: "getHealth",
  summary: "Whether the service works",
  scope: null,
  response: Health,
});

export const getLiveness = contract({
  ...onService,
  path: "/health/live",
  operationId: "getHealthLive",
  summary: "Whether the process answers",
  scope: null,
  response: Health,
});

export const getReadiness = contract({
  ...onService,
  path: "/health/ready",
  operationId: "getHealthReady",
  summary: "Whether the service takes requests",
  scope: null,
  response: Health,
});

export const getMetrics = contract({
  ...onService,
  path: "/metrics",
  operationId: "getMetrics",
  summary: "Metrics for Prometheus",
  scope: "metrics",
  response: { stream: "text/plain" },
});

export const getSbom = contract({
  ...onService,
  path: "/sbom.json",
  operationId: "getSbomJson",
  summary: "The libraries that Posthorn is made of, as a CycloneDX document",
  scope: "api",
  group: "admin",
  response: OpenObject(),
});

export const getOpenApi = contract({
  ...onService,
  path: "/swagger.json",
  operationId: "getSwaggerJson",
  summary: "This API as an OpenAPI document",
  scope: null,
  response: OpenObject(),
});
