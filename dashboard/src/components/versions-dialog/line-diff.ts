/** A line of two texts: in both, or only in one of them. */
export interface DiffLine {
  kind: "same" | "removed" | "added";
  text: string;
}

/** Above so many pairs of lines what differs is told as a whole. */
const MOST_PAIRS = 4_000_000;

/** What has to be removed from `before` and added to it so that it becomes `after`, line by line. */
export function lineDiff(before: string, after: string): DiffLine[] {
  if (before === after) return linesOf(after).map((text) => ({ kind: "same", text }));
  const [a, b] = [linesOf(before), linesOf(after)];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  return [
    ...a.slice(0, start).map((text): DiffLine => ({ kind: "same", text })),
    ...middleDiff(a.slice(start, a.length - end), b.slice(start, b.length - end)),
    ...a.slice(a.length - end).map((text): DiffLine => ({ kind: "same", text })),
  ];
}

const linesOf = (text: string) => (text === "" ? [] : text.split(/\r?\n/));

/** By the longest common subsequence, as long as that is not too much to count. */
function middleDiff(a: readonly string[], b: readonly string[]): DiffLine[] {
  const lines: DiffLine[] = [];
  const common = a.length * b.length > MOST_PAIRS ? undefined : commonLengths(a, b);
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (common !== undefined && i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: "same", text: a[i] ?? "" });
      i += 1;
      j += 1;
    } else if (i < a.length && (common === undefined || j >= b.length || common(i + 1, j) >= common(i, j + 1))) {
      lines.push({ kind: "removed", text: a[i] ?? "" });
      i += 1;
    } else {
      lines.push({ kind: "added", text: b[j] ?? "" });
      j += 1;
    }
  }
  return lines;
}

/** How many lines the rest of `a` from `i` on and the rest of `b` from `j` on have in common, in order. */
function commonLengths(a: readonly string[], b: readonly string[]): (i: number, j: number) => number {
  const width = b.length + 1;
  const table = new Uint32Array((a.length + 1) * width);
  const at = (i: number, j: number) => table[i * width + j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      table[i * width + j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  return at;
}
