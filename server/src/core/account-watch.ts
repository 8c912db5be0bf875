/** How the watching of accounts fares, all in all. */
export interface AccountWatch {
  /** Accounts that this process looks after, whatever their state. */
  readonly watched: number;
  /** When it was last made sure that every account is (epoch ms); null before the first time. */
  readonly lookedAt: number | null;
}
