/** So many are asked for while one is used. More would take connections from those who wait for an answer. */
const AHEAD = 1;

/** Each item with what is read for it, in order; the next one is being read meanwhile. */
export async function* readAhead<T, R>(
  items: readonly T[],
  read: (item: T) => Promise<R>,
): AsyncGenerator<[item: T, result: R]> {
  const reading: Promise<R>[] = [];
  for (const [index, item] of items.entries()) {
    for (const next of items.slice(index + reading.length, index + 1 + AHEAD)) {
      const result = read(next);
      // Its failure is told when its turn comes, if it comes.
      result.catch(() => undefined);
      reading.push(result);
    }
    yield [item, (await reading.shift()) as R];
  }
}
