import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { AccountParams, Nullable, OneOf, Timestamp } from "./schemas.ts";

const names = Type.Array(Type.String());
const host = Type.String();
/** How we logged in; null where we did not. */
const authMethod = Nullable(Type.String());

/** What an IMAP server said of itself when it was last logged in to, for watching. */
export const ImapServerDetails = Type.Object(
  {
    seenAt: Timestamp(),
    /** The server that said it; another than the account's own where that was changed, and not reached since. */
    host,
    /** Its answer to ID (RFC 2971); empty where it tells nothing. */
    id: Type.Object({
      name: Type.Optional(Type.String()),
      vendor: Type.Optional(Type.String()),
      version: Type.Optional(Type.String()),
      /** Only where it is one of the web. */
      supportUrl: Type.Optional(Type.String()),
    }),
    capabilities: names,
    /** Also those that were only named before the login. */
    authMethods: names,
    authMethod,
  },
  { $id: "ImapServerDetails" },
);
export type ImapServerDetails = Static<typeof ImapServerDetails>;

/** What the account's own SMTP server said of itself when mail was handed over on a new connection. */
export const SmtpServerDetails = Type.Object(
  {
    seenAt: Timestamp(),
    /** The server that said it; another than the account's own where that was changed, and not reached since. */
    host,
    /** The lines of its answer to EHLO, but that of AUTH. */
    extensions: names,
    authMethods: names,
    authMethod,
    /** The largest message that it takes, in bytes; null where it names none. */
    maxMessageSize: Nullable(Type.Integer()),
  },
  { $id: "SmtpServerDetails" },
);
export type SmtpServerDetails = Static<typeof SmtpServerDetails>;

/** A mailbox that has, or is to have, a connection of its own. */
export const SubconnectionState = Type.Object(
  {
    path: Type.String(),
    /** `waiting`: it failed, and is tried again by itself. */
    state: OneOf(["connecting", "listening", "waiting"]),
    since: Timestamp(),
    /** Why it failed the last time; absent while it listens. */
    error: Type.Optional(Type.String()),
  },
  { $id: "SubconnectionState" },
);
export type SubconnectionState = Static<typeof SubconnectionState>;

export const getServerDetails = contract({
  tag: "Account",
  method: "GET",
  path: "/v1/account/:account/server-details",
  operationId: "getServerDetails",
  summary: "Tell what an account's mail servers last said of themselves; none of them is asked",
  scope: "api",
  action: "read",
  group: "account",
  params: AccountParams,
  response: Type.Object(
    {
      account: Type.String({ maxLength: 256 }),
      /** null before the first login, and for an account that is not read over IMAP. */
      imap: Nullable(ImapServerDetails),
      /** null before mail was sent, and for an account that does not send over SMTP. */
      smtp: Nullable(SmtpServerDetails),
      /** Of the node that looks after the account; empty on others. */
      subconnections: Type.Array(SubconnectionState),
    },
    { $id: "AccountServerDetails" },
  ),
});
export type ServerDetails = Static<typeof getServerDetails.response>;
