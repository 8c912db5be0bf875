import { describe, expect, it } from "vitest";
import { ToldLog } from "./told.ts";

describe("what was told", () => {
  it("is known from an id on, as far as it is kept", () => {
    const log = new ToldLog<number>(10);
    const start = log.newest;
    expect(log.since(start)).toEqual([]);
    const ids = Array.from({ length: 100 }, (_, number) => log.note(number));
    expect(log.since(ids[99] ?? "")).toEqual([]);
    expect(log.since(ids[89] ?? "")?.map(({ what }) => what)).toEqual([90, 91, 92, 93, 94, 95, 96, 97, 98, 99]);
    expect(log.since(ids[97] ?? "")?.map(({ id }) => id)).toEqual(ids.slice(98));
    expect(log.since(ids[50] ?? "")).toBeNull();
    expect(log.since(start)).toBeNull();
  });

  it("is not mistaken for what was told at another time", () => {
    const [log, other] = [new ToldLog<number>(10), new ToldLog<number>(10)];
    for (const id of [other.note(1), "", "-1", `${log.newest}1`, `${log.newest}.5`, log.newest.replace("-0", "-")])
      expect(log.since(id)).toBeNull();
    const before = log.note(1);
    log.begin();
    expect(log.since(before)).toBeNull();
    expect(log.since(log.newest)).toEqual([]);
  });
});
