/**
 * What a message reports of another one: that it could not be delivered, that its recipient complained of it, or how its
 * delivery goes on. Found by `mime/`, brought along by backends, told by workers.
 */
export interface MessageReport {
  bounce?: Bounce;
  complaint?: Complaint;
  /** Of a delay or a delivery, which is no bounce. */
  deliveryReport?: DeliveryReport;
}

/** What a bounce means for its address and its sender. */
export type BounceClass = "hard" | "soft" | "block" | "policy" | "unknown";

/** Why a message was not delivered, by the words that EmailEngine has for it. */
export type BounceCategory =
  | "user_unknown"
  | "invalid_address"
  | "mailbox_disabled"
  | "mailbox_full"
  | "greylisting"
  | "rate_limited"
  | "server_error"
  | "ip_blacklisted"
  | "geo_blocked"
  | "domain_blacklisted"
  | "auth_failure"
  | "relay_denied"
  | "spam_blocked"
  | "policy_blocked"
  | "virus_detected"
  | "unknown";

export type RecommendedAction =
  | "remove"
  | "retry"
  | "retry_different_ip"
  | "fix_configuration"
  | "review"
  | "remove_content";

/** A public list of senders that a server refused a message by, and what is on it. */
export interface NamedBlocklist {
  name: string;
  type: "ip" | "domain" | "uri";
}

/** What the words and codes of a refusal mean. */
export interface Classification {
  bounceClass: BounceClass;
  category: BounceCategory;
  recommendedAction: RecommendedAction;
  /** From 0 to 1: how sure it is. */
  confidence: number;
  blocklists: NamedBlocklist[];
  /** Seconds, where the words name a time to wait. */
  retryAfter?: number;
}

/** One recipient that a message did not reach. */
export interface FailedRecipient extends Classification {
  /** Missing where the report names nobody. */
  recipient?: string;
  /** The address that the message was sent to, where it was forwarded (RFC 3464 section 2.3.1). */
  originalRecipient?: string;
  /** Lower case, of RFC 3464: "failed", also where it is told in words only. */
  action: string;
  /** RFC 3463, such as 5.1.1. */
  status?: string;
  /** RFC 5321, such as 550. */
  replyCode?: number;
  /** What kind of server speaks in `message`: the type of a Diagnostic-Code, such as smtp, in lower case. */
  source?: string;
  message?: string;
  /** The server that refused it, else the one that reports it; lower case. */
  mta?: string;
}

/** A report that a message could not be delivered. */
export interface Bounce {
  /** At least one. */
  recipients: FailedRecipient[];
  /** The Message-ID of the message that was not delivered. */
  messageId?: string;
  /** Its header, as far as the report has it. */
  messageHeaders?: Record<string, string[]>;
  /** What the reporting server called it in its queue. */
  queueId?: string;
}

/** A report that a recipient complained of a message (RFC 5965). */
export interface Complaint {
  /** Fields of the report by their names in camel case; all but a few are lists. */
  arf: Record<string, string | string[]>;
  /** Of the message complained of. */
  headers?: ComplaintHeaders;
}

// A type alias, since an interface is no `Record<string, unknown>`.
export type ComplaintHeaders = {
  messageId?: string;
  from?: string;
  to?: string[];
  cc?: string[];
  bcc?: string[];
  subject?: string;
  /** ISO 8601, UTC. */
  date?: string;
};

/** Fields of a delivery status by their names in camel case; a value with a type has both apart. */
export type DeliveryReport = Record<string, string | { label: string; value: string }>;
