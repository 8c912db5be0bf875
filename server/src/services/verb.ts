import type { Contract, InputOf, OutputOf, StreamAnswer } from "@posthorn/contracts/contract";
import type { SignInMethod } from "@posthorn/contracts/roles";
import { PosthornError } from "../core/errors.ts";
import type { Download } from "../core/mail-backend.ts";
import type { Admission } from "./admit.ts";
import type { Context } from "./context.ts";

/** One call, from whatever door. */
export interface Call {
  /** Proof that the caller passed every check of this contract; only `admit` makes one. */
  readonly admission: Admission;
  /** Aborts when the caller went away or the time is up. */
  readonly signal: AbortSignal;
  readonly remoteAddress: string | null;
  readonly userAgent: string | null;
  /** Says who makes the call, for the log of what people do; `how` where this is a sign-in. */
  identify(user: { id: string; name: string }, how: SignInMethod): void;
  /** What the caller's browser is told to do with the cookie of its session. */
  readonly sessionCookie: SessionCookie;
  /** Where the caller reached us, such as `https://mail.example.com`. */
  readonly origin: string;
}

export interface SessionCookie {
  /** Keeps it for so long; null is until the browser closes. */
  set(value: string, keepMs: number | null): void;
  clear(): void;
}

/** The answer of a verb whose contract promises a stream. */
export interface StreamedAnswer extends Download {
  /** Content-Disposition is `attachment` with the file name, unless this says otherwise. */
  disposition?: string;
  /** For content that a browser may show by itself: `inline`, with the file name. */
  isInline?: boolean;
  headers?: Record<string, string | number>;
}

/** In place of a stream: what the caller has already is what there is. */
export interface Unchanged {
  isUnchanged: true;
  headers: Record<string, string>;
}

export type AnswerOf<C extends Contract> = C["response"] extends StreamAnswer
  ? StreamedAnswer | Unchanged
  : OutputOf<C>;

export interface Verb<C extends Contract = Contract> {
  readonly contract: C;
  run(ctx: Context, input: InputOf<C>, call: Call): Promise<AnswerOf<C>>;
}

/** What a caller may ask for: a promise and the function that keeps it. */
export function verb<C extends Contract>(
  contract: C,
  keep: (ctx: Context, input: InputOf<C>, call: Call) => Promise<AnswerOf<C>>,
): Verb<C> {
  return {
    contract,
    run(ctx, input, call) {
      if (call.admission.contract !== contract)
        throw new PosthornError("internal", "The caller was admitted to another route");
      return keep(ctx, input, call);
    },
  };
}
