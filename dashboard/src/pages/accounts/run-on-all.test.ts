import { expect, it } from "vitest";
import { type Progress, runOnAll } from "./run-on-all.ts";

const ids = Array.from({ length: 10 }, (_, number) => `a${number}`);
const never = new AbortController().signal;

it("goes on after a failure, and names it", async () => {
  const told: Progress[] = [];
  const error = new Error("no");
  const act = (id: string) => (id === "a3" ? Promise.reject(error) : Promise.resolve());
  await runOnAll(ids, act, (progress) => told.push(progress), never);
  expect(told.map(({ done }) => done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  expect(told.at(-1)).toEqual({ done: 10, failures: [{ account: "a3", error }] });
});

it("does each once, four at the same time", async () => {
  const seen: string[] = [];
  let running = 0;
  let most = 0;
  const act = async (id: string) => {
    seen.push(id);
    most = Math.max(most, ++running);
    await Promise.resolve();
    running--;
  };
  await runOnAll(ids, act, () => {}, never);
  expect(seen.toSorted()).toEqual(ids);
  expect(most).toBe(4);
});

it("begins nothing more once it is stopped", async () => {
  const stop = new AbortController();
  const seen: string[] = [];
  const act = (id: string) => {
    seen.push(id);
    if (seen.length === 2) stop.abort();
    return Promise.resolve();
  };
  await runOnAll(ids, act, () => {}, stop.signal);
  expect(seen.length).toBeLessThan(6);
});
