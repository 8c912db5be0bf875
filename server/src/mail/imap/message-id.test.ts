import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  attachmentId,
  enclosedPart,
  messageId,
  readAttachmentId,
  readMessageId,
  readTextId,
  textId,
} from "./message-id.ts";

const KEY = { mailbox: 5, uid: 417 };
const NOT_FOUND = expect.objectContaining({ kind: "not_found", code: "MessageNotFound" });

describe("ids", () => {
  it("have the byte layout that clients may have stored", () => {
    expect(messageId(KEY)).toBe("AAAABQAAAaE");
    expect(attachmentId(KEY, "2")).toBe("AAAABQAAAaEy");
    expect(textId(KEY, { plain: ["1.1"], html: ["1.2"] })).toBe("AAAABQAAAaGTkaMxLjGRozEuMpA");
  });

  it("are read back, with or without padding", () => {
    expect(readMessageId("AAAABQAAAaE=")).toEqual(KEY);
    expect(readAttachmentId("AAAABQAAAaEy")).toEqual({ ...KEY, part: "2" });
    expect(readAttachmentId(attachmentId(KEY, enclosedPart("1.2", 30)))).toEqual({ ...KEY, part: "1.2", enclosed: 30 });
    expect(readTextId("AAAABQAAAaGTkaMxLjGRozEuMpA")).toEqual({ ...KEY, parts: { plain: ["1.1"], html: ["1.2"] } });
  });

  it("that mean nothing are messages that are not found, whatever they are", () => {
    const readers = [readMessageId, readTextId, readAttachmentId];
    for (const id of ["", "A", "AAAABQ", "AAAAAAAAAAA", "not base64!", "AAAABQAAAaGTkaMxLjGRozEuMpAA"])
      for (const read of readers) {
        if (read === readAttachmentId && id.length > 20) continue;
        expect(() => read(id), `${read.name} ${id}`).toThrow(NOT_FOUND);
      }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        for (const read of readers)
          try {
            read(Buffer.from(bytes).toString("base64url"));
          } catch (error) {
            expect(error).toEqual(NOT_FOUND);
          }
      }),
    );
  });

  it("can't smuggle anything but part numbers into a command", () => {
    expect(() => readAttachmentId(attachmentId(KEY, "1] BODY[2"))).toThrow(NOT_FOUND);
    for (const part of ["2.t", "2.t0", "2.t01", "2.t99999", "2.t1.t1", ".t1", "2.t1.1"])
      expect(() => readAttachmentId(attachmentId(KEY, part)), part).toThrow(NOT_FOUND);
    expect(() => readTextId(textId(KEY, { plain: ["1\r\nA LOGOUT"], html: [] }))).toThrow(NOT_FOUND);
  });
});
