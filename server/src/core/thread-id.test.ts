import fc from "fast-check";
import { expect, it } from "vitest";
import { isLocalThreadId, localThreadId, readLocalThreadId, startOf, sumOf, threadIdOfMessage } from "./thread-id.ts";

/** What a Message-ID may be made of, and more. */
const anyMessageId = fc
  .string({ unit: "binary", minLength: 1, maxLength: 300 })
  .filter((id) => /^[^<>\s\p{Cc}\ufffd]+$/u.test(id));

it("leads back to what it was made of, whatever that is, and fits into an id", () => {
  fc.assert(
    fc.property(anyMessageId, (root) => {
      const id = localThreadId(root);
      expect(id).toMatch(/^local\.[a-z]+\.[A-Za-z0-9_.-]{1,240}$/);
      expect(id.length).toBeLessThanOrEqual(256);
      expect(isLocalThreadId(id)).toBe(true);
      const read = readLocalThreadId(id);
      const isShort = Buffer.byteLength(root) <= 180;
      expect(read).toEqual(isShort ? { root } : { start: startOf(root), sha256: sumOf(root) });
      expect(root.startsWith(startOf(root))).toBe(true);
    }),
  );
  expect(readLocalThreadId(threadIdOfMessage("AAAAAQAAACk"))).toEqual({ message: "AAAAAQAAACk" });
});

it("is of nobody else, and has nothing in it that could end a command", () => {
  for (const id of ["T1a2b3c", "1799999999999999999", "AAQkADhk=", "local", "locale.id.YQ"]) {
    expect(readLocalThreadId(id)).toBeNull();
    expect(isLocalThreadId(id)).toBe(false);
  }
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.constantFrom("id", "start"), (text, kind) => {
      const id = `local.${kind}.${Buffer.from(text).toString("base64url")}${kind === "start" ? `.${sumOf(text)}` : ""}`;
      const read = readLocalThreadId(id);
      expect((read?.root ?? read?.start ?? "").match(/[\r\n\0<> ]/)).toBeNull();
    }),
  );
  for (const id of ["local.", "local.id.", "local.id.YQ==", "local.id.Y!", "local.start.YQ", "local.start..x"])
    expect(readLocalThreadId(id), id).toBeNull();
});
