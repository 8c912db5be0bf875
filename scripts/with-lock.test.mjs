import { existsSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withLock } from "./with-lock.mjs";

let folder;
let file;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "posthorn-lock-"));
  file = join(folder, "inner", "lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

describe("withLock", () => {
  it("lets one in after the other", async () => {
    const seen = [];
    const work = (name) =>
      withLock(file, async () => {
        seen.push(`${name} in`);
        await new Promise(setImmediate);
        seen.push(`${name} out`);
      });
    await Promise.all([work("a"), work("b")]);
    expect(seen).toEqual(["a in", "a out", "b in", "b out"]);
    expect(existsSync(file)).toBe(false);
  });

  it("gives the lock back when the work fails", async () => {
    await expect(withLock(file, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
    expect(await withLock(file, () => "yes")).toBe("yes");
  });

  it("takes over from a process that is gone", async () => {
    await withLock(file, () => {});
    writeFileSync(file, "999999999");
    expect(await withLock(file, () => "yes")).toBe("yes");
  });

  it("takes over from a holder that stopped giving signs of life", async () => {
    await withLock(file, () => {});
    writeFileSync(file, String(process.pid));
    const longAgo = new Date(Date.now() - 60_000);
    utimesSync(file, longAgo, longAgo);
    expect(await withLock(file, () => "yes")).toBe("yes");
  });
});
