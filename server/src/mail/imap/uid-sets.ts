/** UIDs in ascending order, and the same as a sequence set (RFC 9051 section 9). */
export interface UidSet {
  set: string;
  uids: readonly number[];
}

/** A line of a command should not be longer than 8192 octets (RFC 7162 section 4). */
const MOST_CHARACTERS = 8000;
/** A server is silent until it is done with a command, and who waits for it has some patience only. */
const MOST_MESSAGES = 5000;

/**
 * Splits UIDs, in ascending order, into sets for one command each. Where they are all that a mailbox
 * holds (`isAll`), the numbers between them belong to no message, and a set is a single range.
 */
export function uidSets(uids: readonly number[], isAll = false): UidSet[] {
  const sets: UidSet[] = [];
  let ranges: string[] = [];
  let length = 0;
  let start = 0;
  const finish = (end: number) => {
    if (end > start) sets.push({ set: ranges.join(","), uids: uids.slice(start, end) });
    ranges = [];
    length = 0;
    start = end;
  };
  for (let first = 0; first < uids.length;) {
    let end = first + 1;
    while (end < uids.length && end - start < MOST_MESSAGES && (isAll || uids[end] === (uids[end - 1] as number) + 1))
      end++;
    const range = end - first === 1 ? `${uids[first]}` : `${uids[first]}:${uids[end - 1]}`;
    if (length + range.length >= MOST_CHARACTERS) finish(first);
    ranges.push(range);
    length += range.length + 1;
    first = end;
    if (first - start >= MOST_MESSAGES) finish(first);
  }
  finish(uids.length);
  return sets;
}
