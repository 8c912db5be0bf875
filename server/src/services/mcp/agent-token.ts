import { findToken, type TokenRecord } from "../../storage/tokens.ts";
import type { Context } from "../context.ts";

/** The token that an agent called with, as it is now; undefined when it is gone. */
export const findAgentToken = ({ storage }: Pick<Context, "storage">, id: string): Promise<TokenRecord | undefined> =>
  findToken(storage, id);
