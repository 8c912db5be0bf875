/** Whether numbers are in a sequence set (RFC 9051 section 9): `1,3:5,7:*`. */
export function readSequenceSet(text: string, largest: number): (number: number) => boolean {
  const bound = (value: string | undefined) => (value === "*" ? largest : Number(value));
  const ranges = text.split(",").map((range) => {
    const [from, to = from] = range.split(":");
    return [bound(from), bound(to)].sort((a, b) => a - b) as [number, number];
  });
  return (number) => ranges.some(([from, to]) => number >= from && number <= to);
}

/** Numbers in ascending order as a sequence set. */
export function writeSequenceSet(numbers: readonly number[]): string {
  const ranges: string[] = [];
  for (let i = 0; i < numbers.length;) {
    const from = numbers[i] as number;
    let to = from;
    while (numbers[++i] === to + 1) to++;
    ranges.push(from === to ? `${from}` : `${from}:${to}`);
  }
  return ranges.join(",");
}
