import { randomBytes } from "node:crypto";
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { createGunzip, gunzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type ExportMark, ExportWriter, newExportKey, openExport } from "./export-file.ts";

describe("the file of an export", () => {
  let folder: string;
  let path: string;
  const key = newExportKey();
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "posthorn-export-"));
    path = join(folder, "file");
  });
  afterEach(() => rm(folder, { recursive: true }));

  /** As a downloader gets it. */
  async function read(mark: ExportMark): Promise<Buffer> {
    const opened = await openExport(path, key, mark);
    if (opened === undefined) throw new Error("There is no file");
    const compressed = await buffer(opened.content);
    expect(compressed.length).toBe(opened.size);
    return compressed;
  }
  const contentOf = async (mark: ExportMark) => gunzipSync(await read(mark)).toString();

  async function written(...pieces: (string | Buffer)[]): Promise<ExportMark> {
    const file = await ExportWriter.create(path, key);
    for (const piece of pieces) {
      await file.append(piece);
      await file.mark();
    }
    const mark = await file.finish();
    await file.close();
    return mark;
  }

  it("gives back what was written, however it was cut, to its owner alone", async () => {
    const noise = randomBytes(300_000);
    const mark = await written("one\n", "", noise.toString("hex"), "\nlast\n");
    expect(mark.written).toBe(600_010);
    expect(await contentOf(mark)).toBe(`one\n${noise.toString("hex")}\nlast\n`);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    const gunzip = createGunzip();
    gunzip.end(await read(mark));
    expect((await buffer(gunzip)).length).toBe(mark.written);
  });

  it("is valid gzip when nothing was written", async () => {
    const mark = await written();
    expect(await contentOf(mark)).toBe("");
  });

  it("overwrites what was there, and narrows who may read it", async () => {
    await writeFile(path, randomBytes(100_000), { mode: 0o644 });
    expect(await contentOf(await written("new"))).toBe("new");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("goes on from a mark, whatever came after it", async () => {
    const first = await ExportWriter.create(path, key);
    await first.append("kept\n");
    const mark = await first.mark();
    await first.append(randomBytes(200_000));
    await first.mark();
    await first.append("lost");
    await first.close();

    const second = await ExportWriter.resume(path, key, mark);
    expect(second?.written).toBe(5);
    await second?.append("more\n");
    const end = await second?.finish();
    await second?.close();
    expect(await contentOf(end!)).toBe("kept\nmore\n");
  });

  it("does not go on from what is not there", async () => {
    const mark = { bytes: 28, chunks: 0, written: 0 };
    expect(await ExportWriter.resume(path, key, mark)).toBeNull();
    await writeFile(path, randomBytes(100));
    expect(await ExportWriter.resume(path, key, mark)).toBeNull();
    const whole = await written("text");
    await truncate(path, whole.bytes - 1);
    expect(await ExportWriter.resume(path, key, whole)).toBeNull();
  });

  it("takes back what was appended", async () => {
    const file = await ExportWriter.create(path, key);
    await file.append("kept\n");
    const mark = await file.mark();
    await file.append(randomBytes(500_000));
    await file.rewind(mark);
    expect(file.written).toBe(5);
    await file.append("instead\n");
    const end = await file.finish();
    await file.close();
    expect(await contentOf(end)).toBe("kept\ninstead\n");
  });

  describe("tampered with", () => {
    let mark: ExportMark;
    let whole: Buffer;
    beforeEach(async () => {
      mark = await written("one\n", "two\n", "three\n");
      whole = await readFile(path);
    });

    /** The chunks as they lie in the file, after its header. */
    function chunks(): Buffer[] {
      const found: Buffer[] = [];
      for (let at = 28; at < whole.length;) {
        const end = at + 12 + 4 + whole.readUInt32LE(at + 12) + 16;
        found.push(whole.subarray(at, end));
        at = end;
      }
      return found;
    }
    async function isRefused(bytes: Buffer): Promise<void> {
      await writeFile(path, bytes);
      const given = { ...mark, bytes: bytes.length };
      const reading = openExport(path, key, given).then((opened) => buffer(opened!.content));
      await expect(reading).rejects.toMatchObject({ code: "ExportFileDamaged" });
    }

    it("is not there, which is told apart", async () => {
      await rm(path);
      expect(await openExport(path, key, mark)).toBeUndefined();
    });

    it("is read to its end when it is deleted meanwhile", async () => {
      const opened = await openExport(path, key, mark);
      await rm(path);
      expect((await buffer(opened!.content)).length).toBe(opened!.size);
      const unread = await openExport(path, key, mark);
      expect(unread).toBeUndefined();
    });

    it("is refused at once when its size is another", async () => {
      await truncate(path, whole.length - 1);
      await expect(openExport(path, key, mark)).rejects.toMatchObject({ code: "ExportFileDamaged" });
    });

    it("is refused wherever a bit is another", async () => {
      for (let at = 0; at < whole.length; at++) {
        const changed = Buffer.from(whole);
        changed.writeUInt8(changed.readUInt8(at) ^ 1, at);
        await isRefused(changed);
      }
    });

    it("is refused when a chunk is missing, moved, repeated or the last", async () => {
      const header = whole.subarray(0, 28);
      const [a, b, c, end] = chunks() as [Buffer, Buffer, Buffer, Buffer];
      for (const order of [[a, b, c], [a, b, end], [b, a, c, end], [a, a, b, c, end], [a, b, c, end, end], []])
        await isRefused(Buffer.concat([header, ...order]));
      await isRefused(whole.subarray(0, whole.length - 5));
    });

    it("is refused when a chunk is of another file of the same key", async () => {
      const [, , , end] = chunks() as [Buffer, Buffer, Buffer, Buffer];
      await written("other\n");
      const other = await readFile(path);
      await isRefused(Buffer.concat([other.subarray(0, other.length - end.length), end]));
    });
  });
});
