import { listCertificates as promise, TLS_LISTENERS, type ShownCertificate } from "@posthorn/contracts/certificates";
import { type CertificateFacts, factsOf } from "../../core/certificate.ts";
import { listCertificates as storedCertificates } from "../../storage/certificates.ts";
import type { Context } from "../context.ts";
import { verb } from "../verb.ts";

export const listCertificates = verb(promise, async (ctx) => ({
  certificates: (await storedCertificates(ctx.storage)).map(({ id, keyed, orderedAt, error, createdAt }) => ({
    certificate: id,
    kind: id.startsWith("acme:") ? ("acme" as const) : ("manual" as const),
    facts: keyed === null ? null : factsView(factsOf(keyed.chain)),
    lastOrder: orderedAt === null ? null : moment(orderedAt),
    error,
    created: moment(createdAt),
  })),
  listeners: TLS_LISTENERS.map((listener) => shownView(ctx, listener)),
}));

/** What those of our servers show that speak TLS, save where they sign it themselves. */
export const listenerCertificates = (ctx: Context): { listener: string; source: string; notAfter: number }[] =>
  TLS_LISTENERS.filter((listener) => speaksTls(ctx, listener)).flatMap((listener) => {
    const { source, facts } = ctx.certificates.of(listener);
    return facts === null ? [] : [{ listener, source, notAfter: facts.notAfter }];
  });

const speaksTls = ({ settings, limits }: Context, listener: ShownCertificate["listener"]): boolean =>
  listener === "api" ? limits.isHttps : settings.get(`${listener}TLSEnabled`) === true;

function shownView(ctx: Context, listener: ShownCertificate["listener"]) {
  const { certificates, settings } = ctx;
  const { source, facts, error } = certificates.of(listener);
  return {
    listener,
    tls: speaksTls(ctx, listener),
    choice: settings.get(`${listener}TLSCertificate`) ?? null,
    source,
    facts: facts && factsView(facts),
    error,
  };
}

const moment = (at: number) => new Date(at).toISOString();

const factsView = ({ hostnames, issuer, notBefore, notAfter, fingerprint }: CertificateFacts) => ({
  hostnames,
  issuer,
  notBefore: moment(notBefore),
  notAfter: moment(notAfter),
  fingerprint,
});
