import type { Static } from "typebox";
import Type from "typebox";
import { contract } from "./contract.ts";
import { OpenObject, Timestamp } from "./schemas.ts";

/** A process that works on the database. */
export const PosthornNode = Type.Object(
  {
    id: Type.String(),
    /** The name of its machine. */
    host: Type.String(),
    pid: Type.Integer(),
    version: Type.String(),
    started: Timestamp(),
    /** When it last said that it is there, which it does every 15 seconds. */
    seen: Timestamp(),
    /** Bytes that the process occupies. */
    memory: Type.Integer(),
    /** Whether it answers this call. */
    isThis: Type.Boolean(),
    /** How many lanes of which kind of work it is at, such as `message-delivery`. */
    work: OpenObject<Record<string, number>>(),
  },
  { $id: "Node" },
);
export type PosthornNode = Static<typeof PosthornNode>;

export const listNodes = contract({
  method: "GET",
  path: "/v1/nodes",
  operationId: "listNodes",
  summary: "List the processes that work on the database, the oldest first",
  tag: "Stats",
  scope: "api",
  action: "read",
  group: "diagnostics",
  response: Type.Object({ nodes: Type.Array(PosthornNode, { $id: "NodeEntries" }) }, { $id: "Nodes" }),
});
