import type { EventName } from "@posthorn/contracts/events";
import type { SendingLimits } from "@posthorn/contracts/sending-limits";
import type { Log } from "../../core/log.ts";
import type { MailSessions, SmtpSettings } from "../../core/mail-backend.ts";
import type { Meter } from "../../core/meter.ts";
import type { EventLog } from "../../events/event-log.ts";
import type { ClaimedLane } from "../../queue/job.ts";
import type { SettingsStore } from "../../storage/settings.ts";
import type { Db, Storage } from "../../storage/storage.ts";
import type { Submission } from "../../storage/submissions.ts";
import type { GatewayUses } from "./gateway-uses.ts";
import type { KnownHolds } from "./known-holds.ts";
import type { SmtpStatusKeeper } from "./smtp-status.ts";

/** How a gateway is reached, and what may go through it. */
export interface ReachableGateway {
  relay: SmtpSettings;
  sending: SendingLimits | null;
  /** The gateway to try when it can't take a message. */
  fallback: string | null;
}

export interface DeliverySettings {
  storage: Storage;
  settings: SettingsStore;
  events: EventLog;
  mail: MailSessions;
  meter: Meter;
  log: Log;
  smtpStatus: SmtpStatusKeeper;
  gatewayUses: GatewayUses;
  holds: KnownHolds;
  /** Null when there is none by this id any more. */
  gatewayOf(gateway: string): Promise<ReachableGateway | null>;
  /** For one attempt, from dialling to the answer. */
  timeoutMs: number;
  /** Mail whose server refuses the login for so long is given up. */
  maxAuthFailureMs: number;
  now(): number;
}

export type DeliveryLane = ClaimedLane<"message-delivery">;

/** Tells of a submission, with what its caller wanted to be told, if the transaction commits. */
export const publishOf = (
  { events, now }: DeliverySettings,
  tx: Db,
  name: EventName,
  { account, options: { metadata } }: Submission,
  data: object,
) => events.publish(tx, [{ name, account, data: { ...data, ...(metadata && { metadata }) } }], now());
