import type { AdminLogEntry } from "@posthorn/contracts/admin-log";
import { texts } from "./texts.ts";

/** Who it was, as far as that is known. */
export const doerOf = ({ user, method }: AdminLogEntry): string =>
  user?.name ?? (method === "command" ? texts.command : texts.unknown);

/** The route, or the words of the command. */
export const callOf = ({ method, path }: AdminLogEntry): string =>
  method === "command" ? path : `${method.toUpperCase()} ${path}`;
