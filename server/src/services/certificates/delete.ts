import { deleteCertificate as promise } from "@posthorn/contracts/certificates";
import { PosthornError } from "../../core/errors.ts";
import { deleteCertificate as forgetCertificate } from "../../storage/certificates.ts";
import { verb } from "../verb.ts";

/** Servers that showed it show something else from now on. One that the settings ask for is ordered anew. */
export const deleteCertificate = verb(promise, async (ctx, { params }) => {
  const { certificate } = params;
  if (!(await ctx.storage.transaction((tx) => forgetCertificate(tx, certificate))))
    throw new PosthornError("not_found", "There is no such certificate", { code: "CertificateNotFound" });
  await ctx.certificates.refresh();
  ctx.log.info({ certificate }, "A certificate was deleted");
  return { certificate, deleted: true };
});
