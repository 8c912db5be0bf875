import type { Server as TlsServer } from "node:tls";
import type { Context } from "../services/context.ts";

/** Lets an HTTPS server show what it is to show from now on. Connections that are there keep what they were shown. */
export function reloadCertificate(
  server: TlsServer,
  { certificates, log }: Pick<Context, "certificates" | "log">,
): () => void {
  let version = certificates.versionOf("api");
  return certificates.onChange(() => {
    if (certificates.versionOf("api") === version) return;
    version = certificates.versionOf("api");
    certificates.tlsOf("api").then(
      (tls) => {
        server.setSecureContext(tls);
        log.info({ certificate: certificates.of("api").source }, "The API shows another certificate");
      },
      (error: unknown) => log.error({ err: error }, "The API goes on with its old certificate"),
    );
  });
}
