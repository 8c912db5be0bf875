import { PosthornError } from "../../core/errors.ts";
import { findGateway, type GatewayRecord } from "../../storage/gateways.ts";
import type { Db } from "../../storage/storage.ts";

export const gatewayNotFound = () =>
  new PosthornError("not_found", "There is no such gateway", { code: "GatewayNotFound" });

/** The gateway; throws GatewayNotFound. */
export async function requireGateway(db: Db, id: string): Promise<GatewayRecord> {
  const gateway = await findGateway(db, id);
  if (gateway === undefined) throw gatewayNotFound();
  return gateway;
}
