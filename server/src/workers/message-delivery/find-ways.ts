import type { SendingLimits } from "@posthorn/contracts/sending-limits";
import type { SmtpSettings } from "../../core/mail-backend.ts";
import { type SendingScope, serverScope } from "../../core/waiting.ts";
import type { Submission } from "../../storage/submissions.ts";
import type { DeliverySettings } from "./delivery-settings.ts";

/** Where a message goes. */
export interface Way {
  /** The gateway; undefined when it goes the account's own way. */
  gateway: string | undefined;
  relay: SmtpSettings | null;
  scope: SendingScope;
  /** What may go through the gateway. */
  sending: SendingLimits | null;
  /** The gateway that was named is not there, and nothing else is wanted. */
  isGone: boolean;
}

/** Gateways that one attempt may go through, so that it comes to an end. */
const MOST_GATEWAYS = 5;

/**
 * The ways that an attempt may take, the one that was asked for first: a gateway and its fallback, and the fallback of that
 * one, as long as they are there and none comes twice. Without a gateway that was named, a message goes the account's own
 * way, unless that is not wanted.
 */
export async function findWays(
  { settings, gatewayOf }: DeliverySettings,
  { account, options }: Submission,
): Promise<[Way, ...Way[]]> {
  const ways: Way[] = [];
  let next = options.gateway ?? null;
  while (next !== null && ways.length < MOST_GATEWAYS && !ways.some(({ gateway }) => gateway === next)) {
    const found = await gatewayOf(next);
    if (found === null) break;
    const { relay, sending, fallback } = found;
    ways.push({ gateway: next, relay, scope: serverScope(account, next), sending, isGone: false });
    next = fallback;
  }
  const [first, ...others] = ways;
  if (first !== undefined) return [first, ...others];
  const isGone = options.gateway !== undefined && settings.get("strictGateways") === true;
  return [{ gateway: undefined, relay: null, scope: serverScope(account, undefined), sending: null, isGone }];
}
