import type { SendingLimits } from "@posthorn/contracts/sending-limits";
import { type Answer, askPace } from "../../core/pace.ts";
import { timeZoneAmong } from "../../core/sending-window.ts";
import { domainsOf, type PacedScope, type SendingScope } from "../../core/waiting.ts";
import { putOffLane } from "../../queue/put-off.ts";
import type { AccountSettings } from "../../storage/accounts.ts";
import {
  countUnderWay,
  endUnderWay,
  giveBackDay,
  lockPaces,
  noteUnderWay,
  writePace,
} from "../../storage/sending-paces.ts";
import type { Db } from "../../storage/storage.ts";
import { type Submission, updateSubmission } from "../../storage/submissions.ts";
import type { DeliveryLane, DeliverySettings } from "./delivery-settings.ts";

/** Leave to send one message, to be given back by `endTurn`. */
export interface Turn {
  /** Whose day counts the message. */
  ofDay: PacedScope[];
  /** Where it is one of so many at once. */
  underWay: PacedScope[];
}

const FREE: Turn = { ofDay: [], underWay: [] };

interface Limited {
  scope: PacedScope;
  limits: SendingLimits;
  tz: string;
}

/**
 * The one place that says whether a message may go now by all limits that there are: of its account, of its gateway, and
 * of the domains of its recipients. When it may not, it is put off until it asks again, and counts no attempt. Settled
 * in the database, so that all nodes together keep the limits; where there are none, nothing is asked. An attempt that goes on
 * with another gateway has `kept` what it took of its account and the domains, and asks for that gateway alone.
 */
export async function takeTurn(
  deps: DeliverySettings,
  lane: DeliveryLane,
  submission: Submission,
  of: { account: AccountSettings; scope: SendingScope; sending: SendingLimits | null },
  kept?: Turn,
): Promise<Turn | "waits"> {
  const all = limitsOf(deps, submission, of).filter(({ scope }) => kept === undefined || scope === of.scope);
  const { ofDay, underWay: isUnderWay } = kept ?? FREE;
  if (all.length === 0) return kept ?? FREE;
  const now = deps.now();
  return deps.storage.transaction(async (tx) => {
    const paces = await lockPaces(tx, all.map(({ scope }) => scope), now); // prettier-ignore
    const answers: { scope: PacedScope; answer: Answer }[] = [];
    for (const { scope, limits, tz } of all) {
      const pace = paces.get(scope);
      if (pace === undefined) continue;
      const underWay = limits.atOnce === undefined ? 0 : await countUnderWay(tx, scope, now);
      const isBulk = lane.share !== submission.account;
      answers.push({ scope, answer: askPace(pace, { limits, tz, isBulk, underWay, now }) });
    }
    const last = answers
      .flatMap(({ scope, answer }) => (answer.may ? [] : [{ scope, ...answer }]))
      .toSorted((a, b) => b.at - a.at)[0];
    // When one says no, the others have not let it go either.
    for (const { scope, answer } of answers)
      if (last === undefined || !answer.may) await writePace(tx, scope, answer.pace, now);
    if (last !== undefined) {
      const { at, reason, scope } = last;
      await updateSubmission(tx, submission.id, { nextAttemptAt: at, waitingFor: reason, waitingScope: scope });
      if (kept) await endTurn(tx, kept, submission, { isSent: false, now });
      await putOffLane(tx, lane, at);
      return "waits";
    }
    const underWay = all.flatMap(({ scope, limits }) => (limits.atOnce === undefined ? [] : [scope]));
    await noteUnderWay(tx, underWay, submission.id);
    const counted = all.flatMap(({ scope, limits }) => (limits.perDay === undefined ? [] : [scope]));
    return { ofDay: [...ofDay, ...counted], underWay: [...isUnderWay, ...underWay] };
  });
}

/** To be committed with what became of the message. */
export async function endTurn(
  tx: Db,
  { ofDay, underWay }: Turn,
  submission: Submission,
  { isSent, now }: { isSent: boolean; now: number },
): Promise<void> {
  if (!isSent) await giveBackDay(tx, ofDay);
  await endUnderWay(tx, underWay, submission.id, now);
}

function limitsOf(
  { settings }: DeliverySettings,
  { account: id, envelope }: Submission,
  { account, scope, sending }: { account: AccountSettings; scope: SendingScope; sending: SendingLimits | null },
): Limited[] {
  const found: Limited[] = [];
  const add = (of: PacedScope, limits: SendingLimits | null | undefined) => {
    if (limits && Object.values(limits).some((limit) => typeof limit !== "string"))
      found.push({ scope: of, limits, tz: timeZoneAmong([limits.tz, account.tz, settings.get("timezone")]) });
  };
  add(`account ${id}`, account.sending ?? settings.get("sendingPerAccount"));
  // Who sends through a gateway has nothing to do with its hours.
  if (sending) add(scope, { ...sending, tz: sending.tz ?? settings.get("timezone") ?? "UTC" });
  const perDomain = settings.get("sendingPerDomain") ?? [];
  if (perDomain.length === 0) return found;
  const named = (name: string) => perDomain.find(({ domain }) => domain.toLowerCase() === name);
  for (const name of domainsOf(envelope)) {
    const known = named(name) ?? named("*");
    if (known === undefined) continue;
    const { domain: _, ...limits } = known;
    add(`domain ${name}`, { ...limits, tz: settings.get("timezone") ?? "UTC" });
  }
  return found;
}
