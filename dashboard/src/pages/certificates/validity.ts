import type { ShownCertificate } from "@posthorn/contracts/certificates";
import type { StateLabel } from "@posthorn/contracts/state-label";
import { texts } from "./texts.ts";

const SOON_MS = 14 * 24 * 60 * 60 * 1000;

interface Facts {
  notBefore: string;
  notAfter: string;
}

/** How a certificate stands at `now` (epoch milliseconds). */
export function validityOf(facts: Facts | null, error: string | null, now: number): StateLabel {
  const told = error === null ? {} : { error };
  if (facts === null) {
    return error === null
      ? { type: "info", name: texts.state.pending, spinner: true }
      : { type: "danger", name: texts.state.failed, ...told };
  }
  if (now > Date.parse(facts.notAfter)) return { type: "danger", name: texts.state.ended, ...told };
  if (now < Date.parse(facts.notBefore)) return { type: "warning", name: texts.state.early, ...told };
  if (Date.parse(facts.notAfter) - now < SOON_MS) return { type: "warning", name: texts.state.soon, ...told };
  return { type: error === null ? "success" : "warning", name: texts.state.valid, ...told };
}

/** The same of what a server shows: one that it signs itself is in nobody's hands but its own. */
export function shownValidityOf({ source, facts, error }: ShownCertificate, now: number): StateLabel {
  const isSelfSigned = source === "self-signed" && (facts === null || now < Date.parse(facts.notAfter));
  if (!isSelfSigned) return validityOf(facts, error, now);
  return { type: "warning", name: texts.state.selfSigned, ...(error !== null && { error }) };
}
