/**
 * The file of a backup, the same for every engine: gzip of lines of JSON.
 *
 *   {"posthorn":"backup","format":1,…}       the header
 *   {"table":"accounts","columns":["id",…]}  from here on rows of this table
 *   ["ada",null,1785000000000,{"bytes":"…"}] a row: text, numbers, nulls, bytes in base64
 *   {"end":true,"rows":12345,"sha256":"…"}   how many rows there were, and the hash of every line before
 *
 * Whoever reads one reads it twice: first all of it, whether it is whole, and then to use it.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { StartError } from "../../core/errors.ts";

export type CellValue = string | number | null | Uint8Array;

/** The newest form of the file that is understood here. */
const FORMAT = 1;
/** Beyond it a line is no line of ours. A queued message in base64 is far shorter. */
const MAX_LINE_BYTES = 512 * 1024 * 1024;

export interface ArchiveHeader {
  createdAt: string;
  /** The version of the program that wrote it. */
  version: string;
  engine: "sqlite" | "postgres";
  /** What made the tables, in order. */
  migrations: readonly string[];
  /** The last number that was given to an event. */
  lastEvent: number;
  /** What is in the key file, where somebody asked for that. */
  key?: string;
}

export interface ArchivedTable {
  name: string;
  columns: readonly string[];
  rows: AsyncIterable<CellValue[]>;
}

/** Writes a file that only its owner can read; it is there, flushed, when this resolves. Returns how many rows it holds. */
export async function writeArchive(
  path: string,
  header: ArchiveHeader,
  tables: AsyncIterable<ArchivedTable>,
): Promise<number> {
  let rows = 0;
  async function* lines(): AsyncGenerator<Buffer> {
    const hash = createHash("sha256");
    const line = (value: unknown) => {
      const bytes = Buffer.from(`${JSON.stringify(value)}\n`);
      hash.update(bytes);
      return bytes;
    };
    yield line({ posthorn: "backup", format: FORMAT, ...header });
    for await (const { name, columns, rows: all } of tables) {
      yield line({ table: name, columns });
      for await (const row of all) {
        rows++;
        yield line(row.map((value) => (value instanceof Uint8Array ? { bytes: toBase64(value) } : value)));
      }
    }
    yield Buffer.from(`${JSON.stringify({ end: true, rows, sha256: hash.digest("hex") })}\n`);
  }
  const file = await open(path, "wx", 0o600);
  try {
    await pipeline(Readable.from(lines()), createGzip(), file.createWriteStream({ flush: true }));
  } finally {
    await file.close().catch(() => undefined);
  }
  return rows;
}

/** Its header, once all of it was read and is whole. Throws StartError for anything else, saying what it is. */
export async function checkArchive(path: string): Promise<ArchiveHeader> {
  const hash = createHash("sha256");
  let header: ArchiveHeader | null = null;
  let rows = 0;
  let end: { rows: number; sha256: string } | null = null;
  for await (const line of linesOf(path)) {
    if (end !== null) throw damaged(path, "something follows its end");
    const value = parse(path, line);
    if (header === null) header = headerOf(path, value);
    else if (Array.isArray(value)) rows++;
    if (isEnd(value)) end = value;
    else hash.update(line).update("\n");
  }
  if (header === null || end === null) throw damaged(path, "its end is missing");
  if (end.rows !== rows || end.sha256 !== hash.digest("hex")) throw damaged(path, "its checksum does not fit");
  return header;
}

/** Its tables with their rows; those of one have to be read before the next. To be called for a file that was checked. */
export async function* readArchive(path: string): AsyncGenerator<ArchivedTable> {
  const lines = linesOf(path);
  let current: unknown;
  const advance = async () => {
    const { value, done } = await lines.next();
    current = done === true ? { end: true } : parse(path, value);
  };
  async function* rows(): AsyncGenerator<CellValue[]> {
    for (await advance(); Array.isArray(current); await advance()) yield current.map(cellOf);
  }
  // Behind the header.
  await advance();
  await advance();
  while (isTable(current)) yield { name: current.table, columns: current.columns, rows: rows() };
}

const isTable = (value: unknown): value is { table: string; columns: readonly string[] } =>
  typeof (value as { table?: unknown }).table === "string";

const isEnd = (value: unknown): value is { end: true; rows: number; sha256: string } =>
  !Array.isArray(value) && (value as { end?: unknown }).end === true;

const cellOf = (value: unknown): CellValue =>
  typeof value === "object" && value !== null
    ? Buffer.from((value as { bytes: string }).bytes, "base64")
    : (value as CellValue);

const toBase64 = (bytes: Uint8Array) =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");

function headerOf(path: string, value: unknown): ArchiveHeader {
  const header = value as { posthorn?: unknown; format?: unknown };
  if (header.posthorn !== "backup") throw new StartError(`${path} is not a backup of Posthorn.`);
  if (header.format !== FORMAT)
    throw new StartError(`${path} was written by a newer version of Posthorn (format ${String(header.format)}).`);
  return value as ArchiveHeader;
}

/** Lines as bytes, without their ends. */
async function* linesOf(path: string): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  const file = createReadStream(path);
  const content = file.pipe(createGunzip());
  file.once("error", (error) => content.destroy(error));
  try {
    for await (const chunk of content as AsyncIterable<Buffer>) {
      let from = 0;
      for (let to = chunk.indexOf(10); to >= 0; to = chunk.indexOf(10, from)) {
        yield Buffer.concat([...parts, chunk.subarray(from, to)]);
        parts = [];
        length = 0;
        from = to + 1;
      }
      parts.push(chunk.subarray(from));
      length += chunk.length - from;
      if (length > MAX_LINE_BYTES) throw damaged(path, "a line of it has no end");
    }
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code.startsWith("Z_")) throw damaged(path, code === "Z_BUF_ERROR" ? "its end is missing" : "it is no gzip");
    throw error;
  } finally {
    file.destroy();
  }
  if (length > 0) throw damaged(path, "its end is missing");
}

function parse(path: string, line: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(line.toString());
    if (typeof value === "object" && value !== null) return value;
  } catch {
    // Told below.
  }
  throw damaged(path, "it holds no JSON");
}

const damaged = (path: string, why: string) => new StartError(`The backup ${path} can't be used: ${why}.`);
