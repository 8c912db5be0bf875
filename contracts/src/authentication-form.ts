import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { AccountPath, Subconnections } from "./accounts.ts";
import { AccountId, Email, HttpUrl, Nullable, OrFalse, Strict, Timestamp, TimestampOrNow, Trimmed } from "./schemas.ts";

/** What a link to the hosted form is made for, and what the account gets that comes of it. */
export const RequestAuthForm = Strict(
  {
    /** An account that exists is authorised anew. */
    account: Type.Optional(Nullable(AccountId, { default: null })),
    name: Type.Optional(Trimmed({ maxLength: 256 })),
    /** With `delegated` the mailbox; else also whom to sign in as. */
    email: Type.Optional(Email({ "x-trim": true })),
    /** Whoever signs in has to be this one. */
    expectedEmail: Type.Optional(Email({ "x-trim": true })),
    /** A mailbox of Microsoft that is shared: somebody else signs in. */
    delegated: Type.Optional(Type.Boolean({ default: false })),
    path: Type.Optional(AccountPath),
    subconnections: Type.Optional(Subconnections),
    notifyFrom: Type.Optional(Nullable(TimestampOrNow())),
    /** Deprecated: kept and read back, without effect. */
    syncFrom: Type.Optional(Nullable(Timestamp())),
    /** Whether the page of servers is passed over where they were found and took the password. */
    skipServerSettings: Type.Optional(Type.Boolean({ default: true })),
    /** Where the browser goes once there is an account, with `account` and `state` in the query. */
    redirectUrl: HttpUrl(),
    /** Where its owner may go back to when consent came to nothing, with why in `error` of the query. */
    errorRedirectUrl: Type.Optional(HttpUrl()),
    /** `imap`, or an OAuth2 application: nothing is left to choose. */
    type: Type.Optional(OrFalse(Type.String(), { $id: "DefaultAccountType" })),
  },
  { $id: "RequestAuthForm" },
);
export type RequestAuthForm = Static<typeof RequestAuthForm>;

export const requestAuthenticationForm = contract({
  tag: "Account",
  scope: "api",
  action: "write",
  group: "provisioning",
  method: "POST",
  path: "/v1/authentication/form",
  operationId: "postV1AuthenticationForm",
  summary: "Make a link to the hosted form by which somebody adds a mailbox: once, within a day",
  body: RequestAuthForm,
  response: Type.Object({ url: HttpUrl() }, { $id: "RequestAuthFormResponse" }),
});
