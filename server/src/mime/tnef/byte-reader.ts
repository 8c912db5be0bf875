/** What is wrong with bytes that are no TNEF. */
export class TnefError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "TnefError";
  }
}

/** Reads little-endian values one after another, and throws a TnefError where there are none left. Copies nothing. */
export class ByteReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  uint8(): number {
    return this.#bytes.readUInt8(this.#step(1));
  }

  uint16(): number {
    return this.#bytes.readUInt16LE(this.#step(2));
  }

  uint32(): number {
    return this.#bytes.readUInt32LE(this.#step(4));
  }

  take(length: number): Buffer {
    const from = this.#step(length);
    return this.#bytes.subarray(from, from + length);
  }

  /** Values fill up to four bytes ([MS-OXTNEF] section 2.1.3.4); the last one may be cut short. */
  takePadded(length: number): Buffer {
    const taken = this.take(length);
    this.#step(Math.min(this.left, (4 - (length % 4)) % 4));
    return taken;
  }

  /** Goes on by so many bytes; where they begin. */
  #step(length: number): number {
    if (length > this.left) throw new TnefError("The TNEF ends before it should");
    const from = this.#at;
    this.#at += length;
    return from;
  }
}
