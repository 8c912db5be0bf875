import type { DeliveryCheck } from "@posthorn/contracts/delivery-tests";

export type SenderCheck = Pick<DeliveryCheck, "spf" | "dkim" | "dmarc" | "arc" | "bimi" | "mainSig">;

/**
 * Whether a message is from whom it says, as far as its receiver can tell: SPF (RFC 7208), DKIM
 * (RFC 6376), DMARC (RFC 7489) and ARC (RFC 8617). `source` is the message as it arrived; who handed
 * it over is read from the newest Received header, which the receiving server wrote.
 */
export type CheckSender = (source: Buffer) => Promise<SenderCheck>;
