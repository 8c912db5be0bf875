/** Tokens, as a service counts them. */
export interface TokenUsage {
  prompt: number;
  completion: number;
}

/** A model was asked once. */
export interface ModelCall {
  /** For whom; null for a trial that belongs to no account. */
  account: string | null;
  model: string;
  /** Whether the service answered at all. */
  isAnswered: boolean;
  /** Whether the answer was of use. */
  isUsable: boolean;
  /** null where the service tells none. */
  usage: TokenUsage | null;
}

/** Writes down what language models are used for. Cheap, never throws, never waits. */
export interface ModelUses {
  note(call: ModelCall): void;
}
