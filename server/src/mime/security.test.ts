import { expect, it } from "vitest";
import { combineSecurity, securityOf, securityOfText } from "./security.ts";

const of = (type: string, parameters?: Record<string, string>) => {
  const security = securityOf({ type, parameters });
  return security && [security.type, ...(["signed", "encrypted"] as const).filter((word) => security[word])].join(" ");
};

it("knows what is signed or encrypted by its type", () => {
  expect(of("multipart/signed", { protocol: "application/pgp-signature", micalg: "pgp-sha256" })).toBe("pgp signed");
  expect(of("multipart/signed", { protocol: "Application/PKCS7-Signature" })).toBe("smime signed");
  expect(of("multipart/signed", { protocol: "application/x-pkcs7-signature" })).toBe("smime signed");
  expect(of("multipart/encrypted", { protocol: "application/pgp-encrypted" })).toBe("pgp encrypted");
  expect(of("application/pkcs7-mime", { "smime-type": "enveloped-data" })).toBe("smime encrypted");
  expect(of("application/x-pkcs7-mime", { "smime-type": "authEnveloped-data" })).toBe("smime encrypted");
  expect(of("application/pkcs7-mime", { "smime-type": "signed-data" })).toBe("smime signed");
});

it("claims nothing that the type does not say", () => {
  expect(of("multipart/signed")).toBeUndefined();
  expect(of("multipart/encrypted", { protocol: "application/x-made-up" })).toBeUndefined();
  expect(of("application/pkcs7-mime")).toBeUndefined();
  expect(of("application/pkcs7-mime", { "smime-type": "certs-only" })).toBeUndefined();
  expect(of("application/pgp-signature")).toBeUndefined();
  expect(of("text/plain")).toBeUndefined();
});

it("knows a text that is PGP from its first line on", () => {
  const signed = "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\nHello\r\n";
  expect(securityOfText(signed)).toEqual({ signed: true, encrypted: false, type: "pgp" });
  expect(securityOfText("\n\n-----BEGIN PGP MESSAGE-----\n\nhQEMA")).toEqual({
    signed: false,
    encrypted: true,
    type: "pgp",
  });
  for (const text of [
    undefined,
    "",
    `Hello\n${signed}`,
    `> ${signed}`,
    "-----BEGIN PGP PUBLIC KEY BLOCK-----\n",
    "-----BEGIN PGP MESSAGE-----, is what it starts with\n",
    `${" ".repeat(1_000_000)}x`,
  ])
    expect(securityOfText(text)).toBeUndefined();
});

it("adds up what is within one another", () => {
  const signed = { signed: true, encrypted: false, type: "smime" } as const;
  const encrypted = { signed: false, encrypted: true, type: "pgp" } as const;
  expect(combineSecurity(signed, encrypted)).toEqual({ signed: true, encrypted: true, type: "smime" });
  expect(combineSecurity(undefined, encrypted)).toEqual(encrypted);
  expect(combineSecurity(signed, undefined)).toEqual(signed);
  expect(combineSecurity(undefined, undefined)).toBeUndefined();
});
