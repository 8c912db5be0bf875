import { ByteReader, TnefError } from "./byte-reader.ts";

/** The value of a MAPI property, by its type. Of several values it is the first. */
export interface Property {
  type: number;
  value: Buffer;
}

// Types of properties ([MS-OXCDATA] section 2.11.1).
export const STRING8 = 0x001e;
export const UNICODE = 0x001f;
export const BINARY = 0x0102;
export const OBJECT = 0x000d;
const MULTIPLE = 0x1000;

const FIXED_BYTES = new Map([
  [0x0001, 0],
  [0x0002, 2],
  [0x0003, 4],
  [0x0004, 4],
  [0x0005, 8],
  [0x0006, 8],
  [0x0007, 8],
  [0x000a, 4],
  [0x000b, 2],
  [0x0014, 8],
  [0x0040, 8],
  [0x0048, 16],
]);
const VARIABLE = new Set([STRING8, UNICODE, BINARY, OBJECT]);

/** Ids from here on are names, which stand beside them. */
const FIRST_NAMED = 0x8000;
const GUID_BYTES = 16;
const NAME_IS_TEXT = 1;

/** The properties of a message or an attachment that have fixed ids, by these ([MS-OXTNEF] section 2.1.3.4). */
export function readProperties(bytes: Buffer): Map<number, Property> {
  const reader = new ByteReader(bytes);
  const properties = new Map<number, Property>();
  const count = reader.uint32();
  for (let read = 0; read < count; read++) {
    const type = reader.uint16();
    const id = reader.uint16();
    if (id >= FIRST_NAMED) skipName(reader);
    const value = readValue(reader, type);
    if (value && id < FIRST_NAMED) properties.set(id, { type: type & ~MULTIPLE, value });
  }
  return properties;
}

function skipName(reader: ByteReader): void {
  reader.take(GUID_BYTES);
  const kind = reader.uint32();
  const value = reader.uint32();
  if (kind === NAME_IS_TEXT) reader.takePadded(value);
}

/** The first value, if there is one; the others are skipped. */
function readValue(reader: ByteReader, type: number): Buffer | undefined {
  const base = type & ~MULTIPLE;
  const isMultiple = (type & MULTIPLE) !== 0;
  const fixed = FIXED_BYTES.get(base);
  if (fixed === undefined && !VARIABLE.has(base)) throw new TnefError("The TNEF has a property of an unknown type");
  // Those of variable length are always counted.
  const count = isMultiple || fixed === undefined ? reader.uint32() : 1;
  // Each one takes at least four bytes, so that no count makes this go on for long.
  if (count * 4 > reader.left && fixed !== 0) throw new TnefError("The TNEF ends before it should");
  if (fixed === 0) return undefined;
  let first: Buffer | undefined;
  for (let read = 0; read < count; read++) {
    const value = reader.takePadded(fixed ?? reader.uint32());
    first ??= value;
  }
  return first;
}
