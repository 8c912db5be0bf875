import { formatNumber, plural } from "../../languages/format.ts";
import { translated } from "../../languages/translated.ts";

export const texts = translated("adminLog", {
  title: "Admin log",
  description:
    "What people who signed in did, or tried to do, newest first. What programs do is in the logs of their tokens.",
  counted: (count: number) => `${formatNumber(count)} ${plural(count, { one: "entry", other: "entries" })}`,
  empty: "Nobody has done anything yet.",
  columns: { time: "Time", user: "Who", call: "What", target: "About", outcome: "Outcome", address: "From" },
  unknown: "unknown",
  none: "–",
  command: "command line",
  user: "User",
  action: "Kind",
  everyAction: "All kinds",
  actions: { read: "Looked", write: "Changed", send: "Sent", destructive: "Deleted" },
  outcome: "Outcome",
  everyOutcome: "All outcomes",
  outcomes: { succeeded: "Succeeded", failed: "Failed" },
  from: "Since",
  to: "Until",
  how: {
    password: "with a password",
    totp: "with a one-time code",
    "recovery-code": "with a recovery code",
    passkey: "with a passkey",
    oidc: "through OpenID Connect",
    okta: "through Okta",
  },
  changes: {
    title: "What was changed",
    show: (count: number) => `Show ${formatNumber(count)} ${plural(count, { one: "change", other: "changes" })}`,
    none: "Everything was as before afterwards.",
    untold: "Before and after are not told of this.",
  },
  code: (status: number, code: string) => `${status} ${code}`,
});
