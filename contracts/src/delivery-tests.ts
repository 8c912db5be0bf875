import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { AccountParams, Nullable, OpenObject, OrFalse, Strict } from "./schemas.ts";

const DeliveryTestId = Type.String({ pattern: "^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$" });
const onDeliveryTests = { tag: "Delivery Test", scope: "api" } as const;

export const startDeliveryTest = contract({
  ...onDeliveryTests,
  method: "POST",
  path: "/v1/delivery-test/account/:account",
  operationId: "postV1DeliverytestAccountAccount",
  summary: "Send a test message, to see whether receivers can tell that it is genuine",
  action: "send",
  group: "submit",
  params: AccountParams,
  body: Strict(
    { gateway: Type.Optional(OrFalse(Nullable(Type.String({ maxLength: 256 })))) },
    { $id: "DeliveryStartRequest" },
  ),
  response: Type.Object(
    {
      success: Type.Optional(Type.Boolean()),
      deliveryTest: Type.Optional(DeliveryTestId),
      error: Type.Optional(Type.String()),
    },
    { $id: "DeliveryStartResponse" },
  ),
});

/** What a receiver finds out about a message. The members are those of the Authentication-Results header (RFC 8601). */
export const DeliveryCheck = Type.Object(
  {
    success: Type.Optional(Type.Boolean()),
    /** `pending` until the message has arrived. */
    status: Type.Optional(Type.String()),
    spf: Type.Optional(OpenObject({ $id: "SpfResults" })),
    dkim: Type.Optional(OpenObject({ $id: "DkimResults" })),
    dmarc: Type.Optional(OpenObject({ $id: "DmarcResults" })),
    arc: Type.Optional(OpenObject({ $id: "ArcResults" })),
    bimi: Type.Optional(OpenObject({ $id: "BimiResults" })),
    /** Of the DKIM signatures the one that counts. */
    mainSig: Type.Optional(OpenObject({ $id: "MainSignature" })),
    /** The mailbox that the message arrived in. */
    mailbox: Type.Optional(Type.String()),
  },
  { $id: "DeliveryCheckResponse" },
);
export type DeliveryCheck = Static<typeof DeliveryCheck>;

export const checkDeliveryTest = contract({
  ...onDeliveryTests,
  method: "GET",
  path: "/v1/delivery-test/check/:deliveryTest",
  operationId: "getV1DeliverytestCheckDeliverytest",
  summary: "See what came of a test message",
  action: "read",
  group: "diagnostics",
  params: Strict({ deliveryTest: DeliveryTestId }),
  response: DeliveryCheck,
});
