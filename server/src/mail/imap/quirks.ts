/** What a provider's servers need that others do not. */
export interface Quirks {
  /** IDLE is renewed this often. */
  renewIdleMs?: number;
  /** What a connection asks between two looks, where the server can't push. */
  pollWith?: "NOOP" | "STATUS";
}

export function quirksOf(host: string): Quirks {
  const is = (domain: string) => host === domain || host.endsWith(`.${domain}`);
  // rambler.ru drops an IDLE after a minute without a word.
  if (is("rambler.ru")) return { renewIdleMs: 55_000 };
  // 163.com takes a NOOP for no sign of life.
  if (is("163.com")) return { renewIdleMs: 55_000, pollWith: "STATUS" };
  // Yahoo stops pushing in a long IDLE.
  if (is("yahoo.com")) return { renewIdleMs: 180_000 };
  return {};
}
