import type { VerifyResult } from "@posthorn/contracts/accounts";

/** What has to work, one after the other, before mail can be read or sent. */
export const STEPS = ["dns", "connection", "protection", "login"] as const;
export type Step = (typeof STEPS)[number];

/** `unknown` where the server does not tell how far it came. */
export type StepStatus = "ok" | "failed" | "skipped" | "unknown";

export type Cause =
  | "noSuchHost"
  | "refused"
  | "silent"
  | "unreachable"
  | "closed"
  | "proxy"
  | "noTlsHere"
  | "noStartTls"
  | "certificate"
  | "wrongName"
  | "expired"
  | "tls"
  | "otherProtocol"
  | "login"
  | "loginMissing"
  | "unknown";

export interface Diagnosis {
  steps: { step: Step; status: StepStatus }[];
  /** Undefined where all is well. */
  cause: Cause | undefined;
}

/** What is said of a failure, by the API or as the last error of an account. */
export type Failure = Pick<VerifyResult, "code" | "error" | "responseText">;

/** In this order: the first that fits what is said counts. */
const SIGNS: [sign: RegExp, cause: Cause][] = [
  [/\bproxy\b/i, "proxy"],
  [/EDNS|ENOTFOUND|EAI_AGAIN/, "noSuchHost"],
  [/ECONNREFUSED|connection refused/i, "refused"],
  [/ETIMEDOUT|did not answer in time|timed? ?out/i, "silent"],
  [/EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EgressRefused/i, "unreachable"],
  [/support STARTTLS|STARTTLS (?:is )?not (?:offered|supported)/i, "noStartTls"],
  [/WRONG_VERSION_NUMBER|wrong version number|packet length too long/i, "noTlsHere"],
  [/CERT_HAS_EXPIRED|certificate has expired/i, "expired"],
  [/ALTNAME|does not match certificate/i, "wrongName"],
  [/SELF_SIGNED|self-signed|UNABLE_TO_|CERT_|unable to (?:get|verify)|certificate/i, "certificate"],
  [/ClosedAfterConnect|ECONNRESET|socket (?:hang up|close)|closed unexpectedly/i, "closed"],
  [/ERR_SSL|ERR_TLS|ETLS|EPROTO\b|\bSSL\b|\bTLS\b/i, "tls"],
  [/EPROTOCOL|greeting/i, "otherProtocol"],
  [/ENOAUTH/, "loginMissing"],
  [/EAUTH|EOAUTH2|AUTHENTICATIONFAILED|AUTHORIZATIONFAILED|authenticat|invalid (?:login|credentials)/i, "login"],
];

/** The step that a cause belongs to; none where it can't be told. */
const STEP_OF: Record<Cause, Step | undefined> = {
  noSuchHost: "dns",
  refused: "connection",
  silent: "connection",
  unreachable: "connection",
  closed: "protection",
  proxy: "connection",
  noTlsHere: "protection",
  noStartTls: "protection",
  certificate: "protection",
  wrongName: "protection",
  expired: "protection",
  tls: "protection",
  otherProtocol: "protection",
  login: "login",
  loginMissing: "login",
  unknown: undefined,
};

/** Why something failed: by its code first, since servers write what they like. */
export function causeOf({ code = "", error = "", responseText = "" }: Failure): Cause {
  const said = `${error} ${responseText}`;
  // A code that stands for any trouble with the connection says less than the words beside it.
  const texts = /^E(?:SOCKET|CONNECTION)$/.test(code) ? [said] : [/\bThe proxy\b/.test(said) ? said : code, said];
  for (const text of texts) {
    const found = SIGNS.find(([sign]) => sign.test(text));
    if (found) return found[1];
  }
  return "unknown";
}

/**
 * How far a server was come by, step by step, and why no further. Where encryption is used only if it is offered
 * (`mayBePlain`), nobody tells whether it was.
 */
export function diagnose(result: VerifyResult, { mayBePlain = false } = {}): Diagnosis {
  const passed = (step: Step): StepStatus => (mayBePlain && step === "protection" ? "unknown" : "ok");
  if (result.success) return { steps: STEPS.map((step) => ({ step, status: passed(step) })), cause: undefined };
  const cause = causeOf(result);
  const failed = STEP_OF[cause];
  if (failed === undefined) return { steps: STEPS.map((step) => ({ step, status: "unknown" })), cause };
  const at = STEPS.indexOf(failed);
  const statusOf = (step: Step, index: number): StepStatus =>
    index < at ? passed(step) : index === at ? "failed" : "skipped";
  return { steps: STEPS.map((step, index) => ({ step, status: statusOf(step, index) })), cause };
}
