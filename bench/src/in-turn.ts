/**
 * Does the same with ours and with the bare client, in turn, so that whatever else the machine does
 * hits both alike. Milliseconds that each took; rounds below 0 warm up and do not count.
 */
export async function inTurn(
  { rounds, warmUp }: { rounds: number; warmUp: number },
  ours: (round: number) => Promise<unknown>,
  bare: (round: number) => Promise<unknown>,
) {
  const took = { ours: [] as number[], theirs: [] as number[] };
  for (let round = -warmUp; round < rounds; round++) {
    const began = performance.now();
    await bare(round);
    const between = performance.now();
    await ours(round);
    const ended = performance.now();
    if (round < 0) continue;
    took.theirs.push(between - began);
    took.ours.push(ended - between);
  }
  return took;
}
