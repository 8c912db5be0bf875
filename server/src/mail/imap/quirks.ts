/** What a provider's servers need that others do not. */
export interface Quirks {
  /** IDLE is renewed this often. */
  renewIdleMs?: number;
  /** What a connection asks between two looks, where the server can't push. */
  pollWith?: "NOOP" | "STATUS";
  /** A listing also fetches the address headers, since ENVELOPE tells no usable addresses. */
  readsAddressHeaders?: true;
}

/** By the name of the server; most need nothing. */
export function quirksOf(host: string): Quirks {
  const name = host.toLowerCase().replace(/\.$/, "");
  const is = (domain: string) => name === domain || name.endsWith(`.${domain}`);
  // rambler.ru drops an IDLE after a minute without a word.
  if (is("rambler.ru")) return { renewIdleMs: 55_000 };
  // 163.com takes a NOOP for no sign of life.
  if (is("163.com")) return { renewIdleMs: 55_000, pollWith: "STATUS" };
  // Yahoo stops pushing in a long IDLE.
  if (is("yahoo.com")) return { renewIdleMs: 180_000 };
  // larksuite.com answers ENVELOPE with names in place of addresses, or with nothing.
  if (is("larksuite.com")) return { readsAddressHeaders: true };
  return {};
}
