import { orderCertificate as promise } from "@posthorn/contracts/certificates";
import { canBeVouchedFor } from "../../core/certificate.ts";
import { PosthornError } from "../../core/errors.ts";
import { wantCertificate } from "../../storage/certificates.ts";
import { verb } from "../verb.ts";

/** Has a certificate ordered now, and renewed from then on. What came of it is in the list. */
export const orderCertificate = verb(promise, async (ctx, { body }) => {
  const { hostname } = body;
  if (ctx.settings.get("tlsProvisioning") !== "acme")
    throw new PosthornError("invalid", "Set tlsProvisioning to acme before ordering certificates", { code: "AcmeOff" });
  if (!canBeVouchedFor(hostname)) {
    const message = "No authority vouches for this name";
    throw new PosthornError("invalid", message, { code: "NotPublic", fields: [{ message, key: "hostname" }] });
  }
  const certificate = `acme:${hostname}`;
  await ctx.storage.transaction((tx) => wantCertificate(tx, certificate, ctx.now()));
  return { certificate, ordered: true };
});
