import type { BounceCategory } from "../../core/message-report.ts";

/*
 * What statuses mean (RFC 3463, the IANA registry of enhanced status codes, and what large providers made up), without their
 * first number, which says only whether trying again may help. A status that is not listed means what its subject does.
 */

const BY_STATUS: Readonly<Record<string, BounceCategory>> = {
  "1.0": "unknown",
  "1.1": "user_unknown",
  "1.2": "invalid_address",
  "1.3": "invalid_address",
  "1.4": "user_unknown",
  "1.6": "user_unknown",
  "1.7": "policy_blocked",
  "1.8": "policy_blocked",
  "1.9": "policy_blocked",
  // RFC 7505: the domain takes no mail. Exchange: no such recipient.
  "1.10": "invalid_address",
  // Exchange Online: the server behind it knows no such recipient.
  "1.351": "user_unknown",
  "2.1": "mailbox_disabled",
  "2.2": "mailbox_full",
  "2.3": "policy_blocked",
  "3.4": "policy_blocked",
  "4.4": "invalid_address",
  "7.2": "policy_blocked",
  "7.7": "policy_blocked",
  "7.8": "auth_failure",
  "7.13": "mailbox_disabled",
  "7.20": "auth_failure",
  "7.21": "auth_failure",
  "7.22": "auth_failure",
  "7.23": "auth_failure",
  "7.24": "auth_failure",
  "7.25": "auth_failure",
  "7.26": "auth_failure",
  "7.27": "invalid_address",
  // Gmail
  "7.28": "rate_limited",
  // Exchange Online
  "7.57": "relay_denied",
  "7.64": "relay_denied",
  "7.509": "auth_failure",
  "7.515": "auth_failure",
  "7.705": "rate_limited",
  "7.708": "ip_blacklisted",
  "7.750": "domain_blacklisted",
};

/** Of Exchange Online: 5.7.606 to 649, addresses that are banned. */
const BANNED = /^7\.6(0[6-9]|[1-4]\d)$/;

const BY_SUBJECT: Readonly<Record<string, BounceCategory>> = {
  "3": "server_error",
  "4": "server_error",
  "6": "policy_blocked",
  "7": "policy_blocked",
};

const BY_REPLY: Readonly<Record<number, BounceCategory>> = {
  421: "server_error",
  450: "server_error",
  451: "server_error",
  452: "server_error",
  551: "user_unknown",
  552: "mailbox_full",
  553: "unknown",
};

/** What a status means; `unknown` where it says nothing of use. */
export function categoryOfStatus(status: string | undefined): BounceCategory {
  const detail = status?.slice(status.indexOf(".") + 1) ?? "";
  if (BANNED.test(detail)) return "ip_blacklisted";
  return BY_STATUS[detail] ?? BY_SUBJECT[detail.split(".")[0] ?? ""] ?? "unknown";
}

export const categoryOfReply = (replyCode: number | undefined): BounceCategory => BY_REPLY[replyCode ?? 0] ?? "unknown";
