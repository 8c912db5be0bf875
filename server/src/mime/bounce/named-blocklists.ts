import type { NamedBlocklist } from "../../core/message-report.ts";

/** Public lists by the zones and pages that refusals name, the particular before the general. */
const LISTS: readonly [RegExp, string, NamedBlocklist["type"]][] = [
  [/\bdbl\.spamhaus\.org|spamhaus dbl|\/dbl\b/i, "Spamhaus DBL", "domain"],
  [/\bzen\.spamhaus\.org|spamhaus zen/i, "Spamhaus ZEN", "ip"],
  [/\b(sbl-)?xbl\.spamhaus\.org|query\/xbl/i, "Spamhaus XBL", "ip"],
  [/\bsbl\.spamhaus\.org|\/sbl\//i, "Spamhaus SBL", "ip"],
  [/\bpbl\.spamhaus\.org|query\/pbl|\/pbl\//i, "Spamhaus PBL", "ip"],
  [/spamhaus/i, "Spamhaus", "ip"],
  [/spamcop/i, "SpamCop", "ip"],
  [/barracudacentral|\bbrbl\b/i, "Barracuda", "ip"],
  [/\bsorbs\b/i, "SORBS", "ip"],
  [/abuseat\.org|\bcbl\b/i, "CBL", "ip"],
  [/uceprotect/i, "UCEPROTECT", "ip"],
  [/backscatterer/i, "Backscatterer", "ip"],
  [/\bpsbl\b|surriel/i, "PSBL", "ip"],
  [/mailspike/i, "Mailspike", "ip"],
  [/manitu|nixspam/i, "NiX Spam", "ip"],
  [/spamrats/i, "SpamRATS", "ip"],
  [/gbudb/i, "GBUdb", "ip"],
  [/hostkarma/i, "Hostkarma", "ip"],
  [/senderscore/i, "Sender Score", "ip"],
  [/cloudmark/i, "Cloudmark", "ip"],
  [/proofpoint\.com|\bpdr\b/i, "Proofpoint", "ip"],
  [/trendmicro|mail-abuse\.(com|org)/i, "Trend Micro", "ip"],
  [/invaluement|ivmsip/i, "Invaluement", "ip"],
  [/ivmuri/i, "Invaluement URI", "uri"],
  [/\buribl\b/i, "URIBL", "uri"],
  [/\bsurbl\b/i, "SURBL", "uri"],
];

/** The public blocklists that a refusal names. */
export function namedBlocklists(text: string): NamedBlocklist[] {
  const named = new Map<string, NamedBlocklist>();
  for (const [sign, name, type] of LISTS) {
    const isCovered = name === "Spamhaus" && [...named.keys()].some((other) => other.startsWith("Spamhaus"));
    if (!isCovered && sign.test(text)) named.set(name, { name, type });
  }
  return [...named.values()];
}
