import Type from "typebox";
import { contract } from "./contract.ts";
import { AccountParams, Strict } from "./schemas.ts";

/** Who speaks: we are the client. */
export type LogDirection = "client" | "server";

/** What a connection of an account to its mail servers is for. */
export type ConnectionPurpose = "watch" | "sub-connection" | "request" | "relay" | "smtp" | "api";

/** One line of an account's log, as JSON. More members may come. */
export interface AccountLogEntry {
  /** ISO 8601. */
  time: string;
  /** Who spoke; null for what was noticed about the connection, or about the log itself. */
  direction: LogDirection | null;
  /** The same for all lines of one connection; null for what is about the log itself. */
  connection: string | null;
  purpose: ConnectionPurpose | null;
  text: string;
}

/** Characters of a `text` at most; what is longer ends with a mark that says how much is missing. */
export const LONGEST_LOG_TEXT = 4096;

const onLogs = { tag: "Logs", scope: "api", group: "logs", params: AccountParams } as const;

export const getAccountLog = contract({
  ...onLogs,
  method: "GET",
  path: "/v1/logs/:account",
  operationId: "getV1LogsAccount",
  summary: "Download the log of an account's connections to its mail servers, oldest line first",
  action: "read",
  query: Strict({
    /** Only so many of the newest lines; all that are kept when left out. */
    lines: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000_000 })),
  }),
  response: { stream: "text/plain" },
});

export const deleteAccountLog = contract({
  ...onLogs,
  method: "DELETE",
  path: "/v1/logs/:account",
  operationId: "deleteAccountLog",
  summary: "Empty the log of an account's connections; whether it is written on stays as it is",
  action: "destructive",
  response: Type.Object(
    {
      account: Type.String({ maxLength: 256 }),
      /** False where it was empty. */
      deleted: Type.Boolean(),
    },
    { $id: "DeletedAccountLog" },
  ),
});
