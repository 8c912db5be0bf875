import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { tarOf } from "./keep-compiled-sqlite.mjs";
import { runCommand } from "./run-command.mjs";

it.each([0, 1, 511, 512, 513, 100_000])("writes an archive that tar reads, for %d bytes", async (size) => {
  const folder = mkdtempSync(join(tmpdir(), "posthorn-tar-"));
  try {
    const content = Buffer.alloc(size, "x");
    writeFileSync(join(folder, "a.tar"), tarOf("build/Release/a.node", content));
    const { code, output } = await runCommand("tar", ["xf", "a.tar"], { cwd: folder });
    expect(output).toBe("");
    expect(code).toBe(0);
    expect(readFileSync(join(folder, "build/Release/a.node")).equals(content)).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
