/**
 * The secret of a first-run link, `#<64 hex>`. It is taken out of the address at once, so that it
 * stays in no history and on no screen. Undefined when the address has none.
 */
export function takeSetupLink(): string | undefined {
  const found = /^#([0-9a-f]{64})$/i.exec(window.location.hash)?.[1];
  if (found === undefined) return undefined;
  window.history.replaceState(window.history.state, "", window.location.pathname + window.location.search);
  return found;
}
