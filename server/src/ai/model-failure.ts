import type { ModelOutcome } from "../core/mail-summary.ts";

/** A model gave no usable answer. The message is for the operator; neither keys nor mail are part of it. */
export class ModelFailure extends Error {
  readonly outcome: Exclude<ModelOutcome, "answered">;

  constructor(outcome: Exclude<ModelOutcome, "answered">, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "ModelFailure";
    this.outcome = outcome;
  }
}
