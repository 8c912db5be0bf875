import { describe, expect, it } from "vitest";
import { HIDDEN, hideSecrets } from "./hide-secrets.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

describe("what a server repeats of a secret", () => {
  const secret = 'p"ss\\w.rd+(é)';
  const hide = hideSecrets([secret, undefined, ""]);

  it.each([
    ["as it is", `NO ${secret} is wrong`, `NO ${HIDDEN} is wrong`],
    ["quoted", 'NO "p\\"ss\\\\w.rd+(é)"', `NO "${HIDDEN}"`],
    ["in JSON", JSON.stringify({ got: secret }), `{"got":"${HIDDEN}"}`],
    ["in a URL", `http://me:${encodeURIComponent(secret)}@proxy`, `http://me:${HIDDEN}@proxy`],
  ])("is hidden %s", (_how, text, hidden) => expect(hide(text)).toBe(hidden));

  it.each(["", "a", "ab", "abc", "\0ada\0", "user=ada\x01auth=Bearer "])("is hidden in base64 after %j", (before) => {
    for (const after of ["", "x", "xy", "\x01\x01"]) {
      const hidden = hide(`NO ${base64(before + secret + after)}`);
      // No three bytes of it in a row are left to decode.
      const left = hidden.split(HIDDEN).flatMap((part) => [0, 1, 2, 3].map((skip) => part.slice(skip)));
      const readable = left.map((part) => Buffer.from(part, "base64").toString("latin1")).join(" ");
      for (const piece of ['p"s', "ss\\", "w.r", "rd+"]) expect(readable).not.toContain(piece);
    }
  });

  it("leaves everything else", () => expect(hide("* OK nothing here")).toBe("* OK nothing here"));
  it("leaves everything where there is none", () => expect(hideSecrets([undefined])("secret")).toBe("secret"));
  it("is hidden whole when one secret is the start of another", () =>
    expect(hideSecrets(["abcdef", "abcdefghi"])("xabcdefghix")).toBe(`x${HIDDEN}x`));
});
