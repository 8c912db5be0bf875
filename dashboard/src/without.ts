/** A copy of `object` that lacks `key`. */
export const without = <T extends object, K extends keyof T>(object: T, key: K): Omit<T, K> => {
  const copy = { ...object };
  delete copy[key];
  return copy;
};
