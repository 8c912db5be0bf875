import type { AdminLogChange } from "@posthorn/contracts/admin-log";
import type { Contract, InputOf } from "@posthorn/contracts/contract";
import { rolePermits } from "@posthorn/contracts/role-permits";
import { PosthornError } from "../../core/errors.ts";
import type { Context } from "../context.ts";
import type { AnswerOf, Call, Verb } from "../verb.ts";
import { changesBetween } from "./compare.ts";
import { type Twin, TWINS } from "./twins.ts";

/**
 * Runs a verb. Where somebody who signed in calls one that has a twin, what it changes is read before and after, and told
 * to `tell`. Should that fail, nothing is told; the call goes its way.
 */
export async function runWithChanges<C extends Contract>(
  ctx: Context,
  verb: Verb<C>,
  input: InputOf<C>,
  call: Call,
  tell: (changes: AdminLogChange[]) => void,
): Promise<AnswerOf<C>> {
  const twin = twinFor(verb.contract, call);
  if (twin === undefined) return verb.run(ctx, input, call);
  const isGoneAfterwards = verb.contract.action === "destructive";
  const before = await attempt(ctx, verb.contract, () => lookBefore(ctx, twin, input, call));
  const answer = await verb.run(ctx, input, call);
  if (before !== null)
    await attempt(ctx, verb.contract, async () => {
      const after = isGoneAfterwards ? NOTHING : await look(ctx, twin, input, call, answer);
      if (after === null) return;
      const sent = twin.sent ? twin.sent(input, answer) : input.body;
      const shown = ({ seen }: Sight) => (seen === undefined ? undefined : twin.shown(seen, input, answer));
      const { leftOut, isFlat } = twin;
      tell(changesBetween({ before: shown(before), after: shown(after), sent, leftOut, isFlat }));
    });
  return answer;
}

/** Only for sessions: the way of tokens stays as short as it is. */
function twinFor(contract: Contract, { admission: { session } }: Call): Twin | undefined {
  const twin = session === null ? undefined : TWINS.get(contract);
  return session !== null && twin && rolePermits(session.user.role, twin.reads.contract) ? twin : undefined;
}

interface Sight {
  /** What the verb answered; undefined where there is nothing. */
  seen: unknown;
}

const NOTHING: Sight = { seen: undefined };

async function lookBefore(ctx: Context, twin: Twin, input: unknown, call: Call): Promise<Sight> {
  try {
    return (await look(ctx, twin, input, call, undefined)) ?? NOTHING;
  } catch (error) {
    if (error instanceof PosthornError && error.kind === "not_found") return NOTHING;
    throw error;
  }
}

/** Null where it is not known what to look at. */
async function look(ctx: Context, twin: Twin, input: unknown, call: Call, answer: unknown): Promise<Sight | null> {
  const asked = twin.asked(input, answer);
  if (asked === undefined) return null;
  const admission = { ...call.admission, contract: twin.reads.contract };
  return { seen: await twin.reads.run(ctx, asked, { ...call, admission }) };
}

async function attempt<T>(ctx: Context, { path }: Contract, act: () => Promise<T>): Promise<T | null> {
  try {
    return await act();
  } catch (error) {
    ctx.log.warn({ err: error, route: path }, "What somebody changed could not be told to the admin log");
    return null;
  }
}
