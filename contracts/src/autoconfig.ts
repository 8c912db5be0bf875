import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { Email, Hostname, OrFalse, Strict, Trimmed } from "./schemas.ts";

/** How the servers were found, best first; `unknown` is that they were not. */
export const AUTOCONFIG_SOURCES = [
  "mx",
  "autoconfig",
  "well-known",
  "srv",
  "mozilla",
  "autodiscover",
  "unknown",
] as const;
export type AutoconfigSource = (typeof AUTOCONFIG_SOURCES)[number];

const DetectedLogin = Type.Object(
  { user: Type.Optional(Type.String({ maxLength: 256 })) },
  { $id: "DetectedAuthenticationInfo" },
);

const detectedServer = Type.Object({
  auth: Type.Optional(DetectedLogin),
  host: Type.Optional(Hostname()),
  port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  /** TLS from the first byte; otherwise STARTTLS. */
  secure: Type.Optional(Type.Boolean({ default: false })),
});

/** Whether the provider wants a password made for this purpose, and how one comes by it. */
export const AppPassword = Type.Object(
  {
    required: Type.Optional(Type.Boolean()),
    provider: Type.Optional(Type.String()),
    instructions: Type.Optional(Type.String()),
    /** Why no password will do. */
    warning: Type.Optional(Type.String()),
  },
  { $id: "DiscoveredAppPasswordInfo" },
);
export type AppPassword = Static<typeof AppPassword>;

export const DiscoveredSettings = Type.Object(
  {
    imap: Type.Optional(OrFalse(detectedServer, { $id: "ResolvedServerSettings" })),
    smtp: Type.Optional(OrFalse(detectedServer, { $id: "DiscoveredServerSettings" })),
    appPassword: Type.Optional(AppPassword),
    /** One of `AUTOCONFIG_SOURCES`. */
    _source: Type.Optional(Type.String()),
  },
  { $id: "DiscoveredEmailSettings" },
);
export type DiscoveredSettings = Static<typeof DiscoveredSettings>;

const onAutoconfig = {
  tag: "Settings",
  scope: "api",
  action: "read",
  group: "diagnostics",
  path: "/v1/autoconfig",
  response: DiscoveredSettings,
} as const;

export const getAutoconfig = contract({
  ...onAutoconfig,
  method: "GET",
  operationId: "getV1Autoconfig",
  summary: "Find the mail servers of an address",
  query: Strict({ email: Email({ "x-trim": true }) }),
});

export const postAutoconfig = contract({
  ...onAutoconfig,
  method: "POST",
  operationId: "postV1Autoconfig",
  summary: "Find the mail servers of an address, with a login for those that tell only who logs in",
  body: Strict(
    {
      email: Email({ "x-trim": true }),
      /** Shown to the domain's own autodiscover host only, once it asks for it over HTTPS; never kept. */
      auth: Type.Optional(
        Strict({
          /** By default the address. */
          user: Type.Optional(Trimmed({ minLength: 1, maxLength: 1024 })),
          pass: Type.String({ maxLength: 1024 }),
        }),
      ),
    },
    { $id: "AutoconfigRequest" },
  ),
});
