import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { Nullable, OneOf, Strict, Timestamp } from "./schemas.ts";

/** Servers of ours that can show a certificate. */
export const TLS_LISTENERS = ["api", "smtpServer", "imapProxyServer"] as const;
export type TlsListener = (typeof TLS_LISTENERS)[number];

const Hostname = () => Type.String({ minLength: 1, maxLength: 255, pattern: "^[a-z0-9._-]+$" });

/** What a certificate says. */
const facts = {
  /** Names and addresses that it is for. */
  hostnames: Type.Array(Type.String({ maxLength: 512 }), { $id: "CertificateHostnames" }),
  issuer: Type.String(),
  notBefore: Timestamp(),
  notAfter: Timestamp(),
  /** SHA-256, as tools print it. */
  fingerprint: Type.String(),
};

export const Certificate = Type.Object(
  {
    certificate: Type.String({ maxLength: 264 }),
    kind: OneOf(["acme", "manual"]),
    /** Null while one is ordered for the first time. */
    facts: Nullable(Type.Object(facts, { $id: "CertificateFacts" })),
    /** When one was last ordered; null for those that were uploaded. */
    lastOrder: Nullable(Timestamp()),
    /** Why the last order came to nothing. */
    error: Nullable(Type.String()),
    created: Timestamp(),
  },
  { $id: "Certificate" },
);
export type Certificate = Static<typeof Certificate>;

/** What a server of ours shows. */
export const ShownCertificate = Type.Object(
  {
    listener: OneOf(TLS_LISTENERS),
    /** Whether it speaks TLS from the first byte. */
    tls: Type.Boolean(),
    /** The setting; null is as `auto`. */
    choice: Nullable(Type.String({ maxLength: 262 })),
    /** What that came to: `acme:<host>`, `manual:<id>`, `env:<server>` or `self-signed`. */
    source: Type.String({ maxLength: 262 }),
    /** Null for one that it signs itself and has not been asked for yet. */
    facts: Nullable(Type.Object(facts, { $id: "ShownCertificateFacts" })),
    /** Why it is not what was chosen. */
    error: Nullable(Type.String()),
  },
  { $id: "ShownCertificate" },
);
export type ShownCertificate = Static<typeof ShownCertificate>;

const onCertificates = { tag: "TLS Certificates", scope: "api" } as const;
const Params = Strict({ certificate: Type.String({ minLength: 1, maxLength: 264 }) });

export const listCertificates = contract({
  ...onCertificates,
  method: "GET",
  path: "/v1/certificates",
  operationId: "getV1Certificates",
  summary: "List the certificates of this service's own servers, and what each server shows",
  action: "read",
  group: "settings",
  response: Type.Object(
    {
      certificates: Type.Array(Certificate, { $id: "Certificates" }),
      listeners: Type.Array(ShownCertificate, { $id: "ShownCertificates" }),
    },
    { $id: "CertificatesResponse" },
  ),
});

export const uploadCertificate = contract({
  ...onCertificates,
  method: "POST",
  path: "/v1/certificates",
  operationId: "postV1Certificates",
  summary: "Upload a certificate with its key; it takes the place of an uploaded one for the same names",
  action: "write",
  group: "admin",
  body: Strict(
    {
      /** In PEM, with those in between. */
      certificate: Type.String({ minLength: 1, maxLength: 262_144 }),
      privateKey: Type.String({ minLength: 1, maxLength: 65_536 }),
      /** What the key is encrypted with. It is stored without. */
      passphrase: Type.Optional(Nullable(Type.String({ maxLength: 1024 }))),
    },
    { $id: "UploadCertificate" },
  ),
  response: Type.Object(
    { certificate: Type.String({ maxLength: 264 }), state: OneOf(["existing", "new"]) },
    { $id: "UploadCertificateResponse" },
  ),
});

export const orderCertificate = contract({
  ...onCertificates,
  method: "POST",
  path: "/v1/certificates/order",
  operationId: "postV1CertificatesOrder",
  summary: "Order a certificate for a name from the authority, now",
  action: "write",
  group: "admin",
  body: Strict({ hostname: Hostname() }, { $id: "OrderCertificate" }),
  response: Type.Object(
    { certificate: Type.String({ maxLength: 264 }), ordered: Type.Boolean({ default: true }) },
    { $id: "OrderCertificateResponse" },
  ),
});

export const checkHostname = contract({
  ...onCertificates,
  method: "POST",
  path: "/v1/certificates/check",
  operationId: "postV1CertificatesCheck",
  summary: "Tell whether this service answers under a name on port 80, as the authority will ask it to",
  action: "read",
  group: "admin",
  body: Strict({ hostname: Hostname() }, { $id: "CheckHostname" }),
  response: Type.Object(
    {
      reachable: Type.Boolean(),
      /** Why not; null when it is. */
      error: Nullable(Type.String()),
    },
    { $id: "CheckHostnameResponse" },
  ),
});

export const deleteCertificate = contract({
  ...onCertificates,
  method: "DELETE",
  path: "/v1/certificates/:certificate",
  operationId: "deleteV1CertificatesCertificate",
  summary: "Delete a certificate with its key",
  action: "destructive",
  group: "admin",
  params: Params,
  response: Type.Object(
    { certificate: Type.String({ maxLength: 264 }), deleted: Type.Boolean({ default: true }) },
    { $id: "DeleteCertificateResponse" },
  ),
});
