import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { once } from "node:events";
import { type FileHandle, open, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { createGzip, type Gzip } from "node:zlib";
import { PosthornError } from "../core/errors.ts";

/**
 * The file of an export: gzip, encrypted in chunks.
 *
 *     header   "EE01", uint32 LE version (2), uint32 LE chunk size, 16 random bytes
 *     chunk    12 bytes IV, uint32 LE length, so many bytes of AES-256-GCM ciphertext, 16 bytes tag
 *
 * Each chunk is authenticated together with the header, its index (uint64 LE) and one byte that is
 * 1 in the last chunk and 0 in all others. So chunks that were exchanged, left out or taken from
 * another file are noticed, and so is a file that ends too early. (In version 1, which EmailEngine
 * writes, they are not.) The key is random and of this file alone.
 *
 * Inside is gzip of one or more members (RFC 1952 section 2.2). A writer that stops and goes on
 * later begins a new member and a new chunk at a mark, and forgets what came after it.
 */
const MAGIC = "EE01";
const VERSION = 2;
const CHUNK_BYTES = 64 * 1024;
const HEADER_BYTES = 28;
const IV_BYTES = 12;
const CHUNK_HEAD_BYTES = IV_BYTES + 4;
const TAG_BYTES = 16;
const KEY_BYTES = 32;

/** A place in a file where all before it is complete. */
export interface ExportMark {
  /** Bytes of the file. */
  bytes: number;
  chunks: number;
  /** Bytes of content, before compression. */
  written: number;
}

export const newExportKey = () => randomBytes(KEY_BYTES);

/** Writes an export's file. One call at a time. After a failure only `rewind` and `close` make sense. */
export class ExportWriter {
  readonly #file: FileHandle;
  readonly #key: Buffer;
  readonly #header: Buffer;
  #mark: ExportMark;
  #written: number;
  /** Compressed, and not yet enough for a chunk. */
  #rest: Buffer[] = [];
  #restBytes = 0;
  #member: { gzip: Gzip; done: Promise<void> } | undefined;

  private constructor(file: FileHandle, key: Buffer, header: Buffer, mark: ExportMark) {
    this.#file = file;
    this.#key = key;
    this.#header = header;
    this.#mark = mark;
    this.#written = mark.written;
  }

  /** Begins a file, readable by its owner alone. One that was there is replaced. */
  static async create(path: string, key: Buffer): Promise<ExportWriter> {
    const header = Buffer.alloc(HEADER_BYTES);
    header.write(MAGIC, "latin1");
    header.writeUInt32LE(VERSION, 4);
    header.writeUInt32LE(CHUNK_BYTES, 8);
    randomBytes(16).copy(header, 12);
    // Made anew, so that neither a link nor the rights of what was there count.
    await rm(path, { force: true });
    const file = await open(path, "wx+", 0o600);
    try {
      await file.write(header, 0, HEADER_BYTES, 0);
    } catch (error) {
      await file.close();
      throw error;
    }
    return new ExportWriter(file, key, header, { bytes: HEADER_BYTES, chunks: 0, written: 0 });
  }

  /** Goes on from a mark; null when the file is not there, or holds less. */
  static async resume(path: string, key: Buffer, mark: ExportMark): Promise<ExportWriter | null> {
    let file: FileHandle;
    try {
      file = await open(path, "r+");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw error;
    }
    try {
      const header = Buffer.alloc(HEADER_BYTES);
      await file.read(header, 0, HEADER_BYTES, 0);
      const { size } = await file.stat();
      if (size >= mark.bytes && isHeader(header)) {
        await file.truncate(mark.bytes);
        return new ExportWriter(file, key, header, mark);
      }
    } catch (error) {
      await file.close();
      throw error;
    }
    await file.close();
    return null;
  }

  /** Bytes of content so far, before compression. */
  get written(): number {
    return this.#written;
  }

  /** Resolves when there is room for more. */
  async append(content: string | Buffer): Promise<void> {
    const { gzip, done } = (this.#member ??= this.#beginMember());
    this.#written += Buffer.byteLength(content);
    if (!gzip.write(content)) await Promise.race([once(gzip, "drain"), done]);
  }

  /** Completes what was appended. Appending after it begins anew, which costs some compression. */
  async mark(): Promise<ExportMark> {
    await this.#endMember();
    if (this.#restBytes > 0) await this.#writeChunk(this.#takeRest(this.#restBytes), false);
    return (this.#mark = { ...this.#mark, written: this.#written });
  }

  /** Forgets what was appended after a mark. */
  async rewind(mark: ExportMark): Promise<void> {
    const member = this.#member;
    this.#member = undefined;
    member?.gzip.destroy();
    await member?.done.catch(() => undefined);
    this.#rest = [];
    this.#restBytes = 0;
    await this.#file.truncate(mark.bytes);
    this.#mark = mark;
    this.#written = mark.written;
  }

  /** Resolves when everything up to the last mark survives power loss. */
  async flush(): Promise<void> {
    await this.#file.sync();
  }

  /** Puts the end to the file, which makes it readable, and flushes it. */
  async finish(): Promise<ExportMark> {
    // No gzip at all would be no valid gzip.
    if (this.#written === 0) this.#member ??= this.#beginMember();
    await this.mark();
    await this.#writeChunk(Buffer.alloc(0), true);
    await this.#file.sync();
    return this.#mark;
  }

  /** Leaves the file as it is; what came after the last mark is incomplete. */
  async close(): Promise<void> {
    this.#member?.gzip.destroy();
    await this.#member?.done.catch(() => undefined);
    await this.#file.close();
  }

  #beginMember(): { gzip: Gzip; done: Promise<void> } {
    const gzip = createGzip();
    const done = this.#encryptAll(gzip);
    // Whoever writes next, or ends the member, is told.
    done.catch(() => undefined);
    return { gzip, done };
  }

  async #endMember(): Promise<void> {
    const member = this.#member;
    this.#member = undefined;
    member?.gzip.end();
    await member?.done;
  }

  async #encryptAll(compressed: AsyncIterable<Buffer>): Promise<void> {
    for await (const piece of compressed) {
      this.#rest.push(piece);
      this.#restBytes += piece.length;
      while (this.#restBytes >= CHUNK_BYTES) await this.#writeChunk(this.#takeRest(CHUNK_BYTES), false);
    }
  }

  #takeRest(length: number): Buffer {
    const all = this.#rest.length === 1 ? (this.#rest[0] as Buffer) : Buffer.concat(this.#rest);
    this.#rest = all.length > length ? [all.subarray(length)] : [];
    this.#restBytes -= length;
    return all.subarray(0, length);
  }

  async #writeChunk(plain: Buffer, isLast: boolean): Promise<void> {
    const { bytes, chunks } = this.#mark;
    const iv = randomBytes(IV_BYTES);
    const cipher = createCipheriv("aes-256-gcm", this.#key, iv);
    cipher.setAAD(boundTo(this.#header, chunks, isLast));
    const length = Buffer.alloc(4);
    length.writeUInt32LE(plain.length);
    const chunk = Buffer.concat([iv, length, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    for (let done = 0; done < chunk.length;)
      done += (await this.#file.write(chunk, done, chunk.length - done, bytes + done)).bytesWritten;
    this.#mark = { ...this.#mark, bytes: bytes + chunk.length, chunks: chunks + 1 };
  }
}

/** What a reader gets of a file, in gzip. */
export interface OpenedExport {
  /** Bytes of the content. */
  size: number;
  content: Readable;
}

/**
 * Opens a finished file for reading; undefined when it is not there. One that is not as long as `mark`
 * says, or not what it was from its first chunk, rejects as damaged; what was changed further on makes
 * the stream fail at that place.
 */
export async function openExport(path: string, key: Buffer, mark: ExportMark): Promise<OpenedExport | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  try {
    const { size } = await file.stat();
    if (size !== mark.bytes) throw damaged();
    // A wrong key, or another file, shows in the first chunk already, while it can still be said in words.
    for await (const _ of decryptAll(file, key, size)) break;
  } catch (error) {
    await file.close();
    throw error;
  }
  // Open until it is read, so that a file which is deleted meanwhile is read to its end.
  const content = Readable.from(decryptAll(file, key, mark.bytes), { objectMode: false });
  content.once("close", () => void file.close());
  return { size: mark.bytes - HEADER_BYTES - mark.chunks * (CHUNK_HEAD_BYTES + TAG_BYTES), content };
}

async function* decryptAll(file: FileHandle, key: Buffer, size: number): AsyncGenerator<Buffer> {
  const header = await readExactly(file, HEADER_BYTES, 0);
  if (!isHeader(header)) throw damaged();
  // There is always a last chunk.
  for (let at = HEADER_BYTES, index = 0; at < size || index === 0; index++) {
    const head = await readExactly(file, CHUNK_HEAD_BYTES, at);
    const length = head.readUInt32LE(IV_BYTES);
    const next = at + CHUNK_HEAD_BYTES + length + TAG_BYTES;
    if (length > CHUNK_BYTES || next > size) throw damaged();
    const body = await readExactly(file, length + TAG_BYTES, at + CHUNK_HEAD_BYTES);
    const decipher = createDecipheriv("aes-256-gcm", key, head.subarray(0, IV_BYTES));
    decipher.setAAD(boundTo(header, index, next === size));
    decipher.setAuthTag(body.subarray(length));
    const plain = decipher.update(body.subarray(0, length));
    try {
      decipher.final();
    } catch (error) {
      throw damaged(error);
    }
    if (length > 0) yield plain;
    at = next;
  }
}

async function readExactly(file: FileHandle, length: number, position: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  for (let done = 0; done < length;) {
    const { bytesRead } = await file.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) throw damaged();
    done += bytesRead;
  }
  return buffer;
}

const isHeader = (header: Buffer) =>
  header.toString("latin1", 0, 4) === MAGIC &&
  header.readUInt32LE(4) === VERSION &&
  header.readUInt32LE(8) === CHUNK_BYTES;

function boundTo(header: Buffer, index: number, isLast: boolean): Buffer {
  const place = Buffer.alloc(9);
  place.writeBigUInt64LE(BigInt(index));
  place.writeUInt8(isLast ? 1 : 0, 8);
  return Buffer.concat([header, place]);
}

const damaged = (cause?: unknown) =>
  new PosthornError("unavailable", "The export file is damaged: it was changed or cut short", {
    code: "ExportFileDamaged",
    cause,
  });
