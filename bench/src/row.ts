import type { Scope } from "./scope.ts";

/** One line of the table. */
export interface Row {
  what: string;
  /** What Posthorn did, with its unit. */
  ours: string;
  /** What the bare client or server did in the same run; empty where there is nothing to compare with. */
  bare: string;
  ratio: string;
  budget: string;
  /** null where there is no budget. */
  isMet: boolean | null;
}

/** A line that says what Posthorn did; what it is held against, if anything, comes with `more`. */
export const rowOf = (what: string, ours: string, more: Partial<Row> = {}): Row => ({
  what,
  ours,
  bare: "",
  ratio: "",
  budget: "",
  isMet: null,
  ...more,
});

export interface Benchmark {
  name: string;
  /** How it is measured, for the page. */
  how: string;
  run(scope: Scope): Promise<Row[]>;
}
