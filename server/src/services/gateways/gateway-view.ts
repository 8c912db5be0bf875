import type { Gateway, GatewayListEntry } from "@posthorn/contracts/gateways";
import { MASK } from "../../core/mask.ts";
import type { GatewayRecord } from "../../storage/gateways.ts";

export const gatewayListEntry = ({ id, name, deliveries, lastUseAt, lastError }: GatewayRecord): GatewayListEntry => ({
  gateway: id,
  name,
  deliveries,
  lastUse: lastUseAt === null ? null : new Date(lastUseAt).toISOString(),
  lastError,
});

/** A gateway as the API shows it, its password masked. */
export function gatewayView(record: GatewayRecord): Gateway {
  const { pass, sending, fallback, ...server } = record.server;
  return {
    ...gatewayListEntry(record),
    ...server,
    ...(pass !== null && { pass: MASK }),
    ...(sending && { sending }),
    ...(fallback && { fallback }),
  };
}
