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

export interface Benchmark {
  name: string;
  /** How it is measured, for the page. */
  how: string;
  run(scope: Scope): Promise<Row[]>;
}
