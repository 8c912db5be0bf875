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
    return this.take(1).readUInt8();
  }

  uint16(): number {
    return this.take(2).readUInt16LE();
  }

  uint32(): number {
    return this.take(4).readUInt32LE();
  }

  take(length: number): Buffer {
    if (length > this.left) throw new TnefError("The TNEF ends before it should");
    const taken = this.#bytes.subarray(this.#at, this.#at + length);
    this.#at += length;
    return taken;
  }

  /** Values fill up to four bytes ([MS-OXTNEF] section 2.1.3.4); the last one may be cut short. */
  takePadded(length: number): Buffer {
    const taken = this.take(length);
    this.take(Math.min(this.left, (4 - (length % 4)) % 4));
    return taken;
  }
}
