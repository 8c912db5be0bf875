import type { ConnectionPurpose } from "@posthorn/contracts/logs";
import type { Meter } from "../../core/meter.ts";
import type { ImapFlow } from "imapflow";

export type ImapMeter = Pick<Meter, "imapResponse" | "imapBytes" | "imapListening" | "imapConnections" | "imapWaiters">;

/** Codes are the server's own words; what is not one of these counts as `other`, so that it can't fill the metrics. */
const KNOWN_CODE = /^[A-Z][A-Z-]{0,29}$/;

/** Counts a connection's tagged responses as they come, and its bytes with each of them and at its end. */
export function meterConnection(client: ImapFlow, meter: ImapMeter): void {
  const countBytes = () => {
    const { sent, received } = client.stats(true);
    if (sent > 0) meter.imapBytes("sent", sent);
    if (received > 0) meter.imapBytes("received", received);
  };
  client.on("response", ({ response, code }: { response: string; code?: string }) => {
    meter.imapResponse(response, code === undefined ? "" : KNOWN_CODE.test(code) ? code : "other");
    countBytes();
  });
  client.on("close", countBytes);
}

/** Counts a connection that is logged in, until its end. */
export function meterOpenConnection(client: ImapFlow, purpose: ConnectionPurpose, meter: ImapMeter): void {
  meter.imapConnections(purpose, 1);
  client.once("close", () => meter.imapConnections(purpose, -1));
}
