import type { Contract, InputOf } from "@posthorn/contracts/contract";
import { compileContract } from "@posthorn/contracts/validation";
import { PosthornError } from "../core/errors.ts";
import type { Context } from "./context.ts";
import type { AnswerOf, Call, Verb } from "./verb.ts";

/** What a call says, not looked at yet. */
export interface Said {
  params?: Record<string, unknown>;
  query?: Record<string, unknown>;
  body?: unknown;
}

/**
 * Calls a verb for the operator at the machine itself, who may do everything: whoever can use the database and the secret
 * needs no token. What is said is checked like that of any other caller.
 */
export async function callAsOperator<C extends Contract>(
  ctx: Context,
  verb: Verb<C>,
  said: Said,
): Promise<AnswerOf<C>> {
  const checked = compileContract(verb.contract)({
    params: said.params ?? {},
    query: said.query ?? {},
    ...(said.body !== undefined && { body: said.body }),
  });
  if ("faults" in checked)
    throw new PosthornError("invalid", checked.faults.map(({ message }) => message).join("; "), {
      fields: checked.faults,
    });
  return verb.run(ctx, checked.input as InputOf<C>, callOf(verb.contract));
}

const callOf = (contract: Contract): Call => ({
  admission: { contract, token: null, session: null, rateLimit: null },
  signal: new AbortController().signal,
  remoteAddress: null,
  userAgent: null,
  identify() {},
  sessionCookie: { set() {}, clear() {} },
  origin: "",
});
