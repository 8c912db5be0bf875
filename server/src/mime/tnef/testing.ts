/** Writes TNEF, for tests ([MS-OXTNEF]). */
type Value = string | number | Buffer | { text8: Buffer } | { object: Buffer } | Buffer[];

const u16 = (value: number) => {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
};
const u32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
const counted = (bytes: Buffer) => Buffer.concat([u32(bytes.length), padded(bytes)]);

function attribute(level: number, id: number, data: Buffer): Buffer {
  const sum = data.reduce((total, byte) => (total + byte) & 0xffff, 0);
  return Buffer.concat([Buffer.from([level]), u32(id), u32(data.length), data, u16(sum)]);
}

function property([id, value]: readonly [number, Value]): Buffer {
  const name =
    id >= 0x8000 ? Buffer.concat([Buffer.alloc(16, 7), u32(1), counted(Buffer.from("Named", "utf16le"))]) : "";
  const tagged = (type: number, ...rest: Buffer[]) =>
    Buffer.concat([u16(type), u16(id), ...(name === "" ? [] : [name]), ...rest]);
  if (typeof value === "number") return tagged(0x0003, u32(value));
  if (typeof value === "string") return tagged(0x001f, u32(1), counted(Buffer.from(`${value}\0`, "utf16le")));
  if (Buffer.isBuffer(value)) return tagged(0x0102, u32(1), counted(value));
  if (Array.isArray(value)) return tagged(0x1102, u32(value.length), ...value.map(counted));
  if ("text8" in value) return tagged(0x001e, u32(1), counted(Buffer.concat([value.text8, Buffer.alloc(1)])));
  return tagged(0x000d, u32(1), counted(Buffer.concat([Buffer.alloc(16, 9), value.object])));
}

const properties = (values: readonly (readonly [number, Value])[]) =>
  Buffer.concat([u32(values.length), ...values.map(property)]);

export interface TnefToWrite {
  codepage?: number;
  body?: Buffer;
  properties?: readonly (readonly [number, Value])[];
  attachments?: { title?: string; data?: Buffer; properties?: readonly (readonly [number, Value])[] }[];
}

export function writeTnef({ codepage = 1252, body, properties: values, attachments = [] }: TnefToWrite): Buffer {
  return Buffer.concat([
    u32(0x223e9f78),
    u16(1),
    attribute(1, 0x00089006, u32(0x00010000)),
    attribute(1, 0x00069007, Buffer.concat([u32(codepage), u32(0)])),
    ...(body ? [attribute(1, 0x0002800c, body)] : []),
    ...(values ? [attribute(1, 0x00069003, properties(values))] : []),
    ...attachments.flatMap(({ title, data, properties: own }) => [
      attribute(2, 0x00069002, Buffer.concat([u16(1), Buffer.alloc(12, 0xff)])),
      ...(title === undefined ? [] : [attribute(2, 0x00018010, Buffer.from(`${title}\0`, "latin1"))]),
      ...(data ? [attribute(2, 0x0006800f, data)] : []),
      ...(own ? [attribute(2, 0x00069005, properties(own))] : []),
    ]),
  ]);
}
