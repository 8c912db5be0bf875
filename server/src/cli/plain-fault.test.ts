import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCommandLine } from "./command-line.ts";
import { plainFault } from "../core/plain-fault.ts";

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "posthorn-fault-"));
});
afterEach(() => rm(folder, { recursive: true }));

const saidOf = async (dataDir: string, ...argv: string[]) => {
  let err = "";
  const code = await runCommandLine({ POSTHORN_DATA_DIR: dataDir, POSTHORN_LOG_LEVEL: "silent" }, argv, {
    out: () => undefined,
    err: (text) => (err += text),
  });
  return { code, err };
};

describe("a fault that the operator can mend", () => {
  it("is told in words where the data folder is a file", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    expect(await saidOf(file, "tokens", "list")).toEqual({
      code: 1,
      err: `posthorn: EEXIST: file already exists, mkdir '${file}'. That is no folder: see to POSTHORN_DATA_DIR.\n`,
    });
  });

  it("is told in words where the file is no database", async () => {
    await writeFile(join(folder, "posthorn.db"), "This is a text and nothing else, of some length");
    expect(await saidOf(folder, "tokens", "list")).toEqual({
      code: 1,
      err: "posthorn: The database can't be opened: file is not a database. posthorn doctor looks for the reason.\n",
    });
  });

  it("says what helps where nobody can listen", () => {
    const listening = (code: string) => Object.assign(new Error(`listen ${code}`), { code, syscall: "listen" });
    expect(plainFault(listening("EADDRINUSE"))).toBe(
      "listen EADDRINUSE. Another program has the port: end it, or choose another port.",
    );
    expect(plainFault(listening("EADDRNOTAVAIL"))).toBe(
      "listen EADDRNOTAVAIL. This machine has no such address: see to POSTHORN_HOST.",
    );
  });

  it("is none where the program is at fault", () => {
    expect(plainFault(new TypeError("x is not a function"))).toBeNull();
  });
});
