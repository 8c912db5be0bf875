import { createCipheriv, randomBytes, scryptSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { isWd01, openWd01 } from "./wd01.ts";

function sealed(text: string, secret: string): string {
  const [iv, salt] = [randomBytes(12), randomBytes(16)];
  const cipher = createCipheriv("aes-256-gcm", scryptSync(secret, salt, 32), iv);
  const data = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return `$wd01$aes-256-gcm$${[cipher.getAuthTag(), iv, salt, data].map((part) => part.toString("hex")).join("$")}`;
}

describe("a value that EmailEngine encrypted", () => {
  it("opens with its secret, among others", async () => {
    for (const text of ["pässword", "", "x".repeat(10_000)]) {
      const value = sealed(text, "secret");
      expect(isWd01(value)).toBe(true);
      expect(await openWd01(value, ["wrong", "secret"])).toBe(text);
      expect(await openWd01(value.toUpperCase().replace("$WD01$AES-256-GCM$", "$wd01$aes-256-gcm$"), ["secret"])).toBe(
        text,
      );
    }
  });

  it("opens with no other, nor when anything of it was changed", async () => {
    const value = sealed("password", "secret");
    expect(await openWd01(value, ["wrong"])).toBeNull();
    expect(await openWd01(value, [])).toBeNull();
    const parts = value.split("$");
    for (let index = 3; index < parts.length; index++) {
      const part = parts[index] ?? "";
      const changed = parts.with(index, `${part.startsWith("0") ? "1" : "0"}${part.slice(1)}`).join("$");
      expect(await openWd01(changed, ["secret"])).toBeNull();
      expect(await openWd01(parts.with(index, part.slice(2)).join("$"), ["secret"])).toBeNull();
    }
    for (const text of ["", "password", "$wd01$", "$wd01$aes-256-cbc$00$00$00$00"])
      expect(await openWd01(text, ["secret"])).toBeNull();
  });
});
