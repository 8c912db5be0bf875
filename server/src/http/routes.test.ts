import { ALL_CONTRACTS } from "@posthorn/contracts/all";
import { describe, expect, it } from "vitest";
import { ROUTES } from "./routes.ts";

const nameOf = ({ method, path }: { method: string; path: string }) => `${method} ${path}`;

describe("ROUTES", () => {
  it("are everything the contracts promise, once each, and nothing else", () => {
    expect(ROUTES.map(({ contract }) => nameOf(contract)).toSorted()).toEqual(ALL_CONTRACTS.map(nameOf).toSorted());
    for (const { contract } of ROUTES) expect(ALL_CONTRACTS).toContain(contract);
  });
});
