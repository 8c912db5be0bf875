/** Why a consent came to nothing, for the page that says so. Nothing was stored. */
export type ConsentProblem =
  /** The state is unknown, used or too old, or the link was used or ran out. */
  | { kind: "expired" }
  /** The person said no. */
  | { kind: "cancelled" }
  /** The provider has something against it: `detail` in its words. */
  | { kind: "refused"; detail: string }
  /** The provider can't be asked right now. */
  | { kind: "unreachable" }
  | { kind: "missingScopes"; scopes: string[] }
  | { kind: "wrongAccount"; expected: string; signedInAs: string }
  /** The mailbox has an account already. */
  | { kind: "taken" };

/** Ends a consent. `retryUrl` is where another try begins; absent where none is possible. */
export class ConsentFailed extends Error {
  readonly problem: ConsentProblem;
  readonly retryUrl: string | undefined;
  /** Where to go back to without success; set where whoever made the link named such a place. */
  backUrl: string | undefined;

  constructor(problem: ConsentProblem, retryUrl?: string) {
    super(`The consent failed: ${problem.kind}`);
    this.name = "ConsentFailed";
    this.problem = problem;
    this.retryUrl = retryUrl;
  }
}
