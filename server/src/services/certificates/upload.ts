import { createHash } from "node:crypto";
import { uploadCertificate as promise } from "@posthorn/contracts/certificates";
import { type CertificateFacts, keyedCertificate } from "../../core/certificate.ts";
import { PosthornError } from "../../core/errors.ts";
import { putCertificate } from "../../storage/certificates.ts";
import { verb } from "../verb.ts";

/** Stores a certificate with its key; servers that are to show it do so at once. */
export const uploadCertificate = verb(promise, async (ctx, { body }) => {
  const { certificate, privateKey, passphrase } = body;
  const { facts, ...keyed } = readOrRefuse(() =>
    stillGood(keyedCertificate({ certificate, privateKey, passphrase: passphrase ?? undefined }), ctx.now()),
  );
  const id = `manual:${idOf(facts.hostnames)}`;
  const existed = await ctx.storage.transaction((tx) => putCertificate(tx, { id, keyed, orderedAt: null }, ctx.now()));
  await ctx.certificates.refresh();
  ctx.log.info({ certificate: id, hostnames: facts.hostnames }, "A certificate was uploaded");
  return { certificate: id, state: existed ? ("existing" as const) : ("new" as const) };
});

/** The same for the same names, in whatever order. */
const idOf = (hostnames: readonly string[]) =>
  createHash("sha256").update(hostnames.toSorted().join(" ")).digest("hex").slice(0, 24);

function stillGood<T extends { facts: CertificateFacts }>(keyed: T, now: number): T {
  if (keyed.facts.notAfter <= now) throw new Error("The certificate is past its end");
  return keyed;
}

function readOrRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    const { message } = error as Error;
    const key = message.startsWith("The private key") ? "privateKey" : "certificate";
    throw new PosthornError("invalid", message, { code: "InvalidCertificate", fields: [{ message, key }] });
  }
}
