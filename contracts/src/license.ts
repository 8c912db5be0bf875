import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { OrFalse, Strict, Timestamp } from "./schemas.ts";

const details = Type.Object({
  application: Type.String(),
  key: Type.String(),
  licensedTo: Type.String(),
  hostname: Type.String(),
  created: Timestamp(),
  trial: Type.Boolean(),
  lt: Type.Boolean(),
  expires: Type.Optional(Timestamp()),
});

/** There is no licence key; the answer is what clients expect from a licensed installation. */
export const License = Type.Object(
  {
    active: Type.Boolean(),
    type: Type.String(),
    details: OrFalse(details, { $id: "LicenseDetails" }),
    suspended: Type.Optional(Type.Boolean()),
  },
  { $id: "LicenseResponse" },
);
export type License = Static<typeof License>;

const onLicense = { tag: "License", scope: "api", group: "license", path: "/v1/license" } as const;

export const getLicense = contract({
  ...onLicense,
  method: "GET",
  operationId: "getV1License",
  summary: "Show the licence",
  action: "read",
  response: License,
});

export const setLicense = contract({
  ...onLicense,
  method: "POST",
  operationId: "postV1License",
  summary: "Register a licence (without effect)",
  action: "write",
  body: Strict({ license: Type.String({ minLength: 1, maxLength: 10_240 }) }, { $id: "RegisterLicense" }),
  response: License,
});

export const deleteLicense = contract({
  ...onLicense,
  method: "DELETE",
  operationId: "deleteV1License",
  summary: "Remove the licence (without effect)",
  action: "destructive",
  response: Type.Object(
    { active: Type.Boolean(), details: Type.Boolean(), type: Type.String() },
    { $id: "EmptyLicenseResponse" },
  ),
});
