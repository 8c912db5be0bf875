import { describe, expect, it } from "vitest";
import { readAhead } from "./read-ahead.ts";

describe("reading ahead", () => {
  it("asks for the next one while one is used, and for no more", async () => {
    const asked: number[] = [];
    const seen: [number, number, number][] = [];
    for await (const [item, result] of readAhead([1, 2, 3, 4], async (wanted) => {
      asked.push(wanted);
      return wanted * 10;
    }))
      seen.push([item, result, asked.length]);
    expect(seen).toEqual([
      [1, 10, 2],
      [2, 20, 3],
      [3, 30, 4],
      [4, 40, 4],
    ]);
  });

  it("tells a failure in its turn, and none that nobody came to", async () => {
    const read = async (wanted: number) => {
      if (wanted > 1) throw new Error(`no ${wanted}`);
      return wanted;
    };
    const seen: number[] = [];
    const all = async () => {
      for await (const [item] of readAhead([1, 2, 3], read)) seen.push(item);
    };
    await expect(all()).rejects.toThrow("no 2");
    expect(seen).toEqual([1]);
    for await (const _ of readAhead([1, 2], read)) break;
  });
});
