/** Freezes an object and everything in it. */
export function freezeDeeply<T extends object>(value: T): T {
  for (const inner of Object.values(value)) {
    if (typeof inner === "object" && inner !== null && !Object.isFrozen(inner)) freezeDeeply(inner as object);
  }
  return Object.freeze(value);
}
