/** How servers say to people that they gave up. */
export const FAILED = new RegExp(
  [
    "permanent(ly)? (fatal |delivery )?(error|fail)",
    "(could not|couldn.t|cannot|can.?not|can.t|unable to|failed to|not able to|did not) (be )?(deliver|send|sent|reach)",
    "(not|n.t) (be |been )?(successfully )?(deliver|sent\\b)",
    "undeliver",
    "deliver(y|ies)\\b.{0,60}\\b(fail|unsuccessful|error|abort|problem)",
    "fail(ed|ure)?\\b.{0,30}\\b(deliver|recipient|address)",
    "following (recipient|address)",
    "return(ed|ing)\\b.{0,20}\\b(mail|message|to (the )?sender|to you)",
    "(user|recipient|host|domain|address|mailbox)s? (is |was )?(unknown|not found|unavailable|rejected|invalid)",
    "(unknown|no such|invalid|bad) (local )?(user|recipient|host|domain|address|mailbox)",
    "failure notice|no (such )?(mailbox|user)s? here",
    "(trouble|problem|error)s? (in |with )?(deliver|send)ing",
    // A reply of a mail server (RFC 5321 section 4.2.1, RFC 3463).
    "^\\W{0,9}5\\d\\d[ -]",
    "\\(#5\\.\\d{1,3}\\.\\d{1,3}\\)",
    "\\b5\\d\\d[ -]#?5\\.\\d{1,3}\\.\\d{1,3}\\b",
  ].join("|"),
  "im",
);

/** And that they have not yet. */
export const DELAYED = new RegExp(
  [
    "will (be retried|(continue|keep) (on )?(to )?(re)?try)",
    "still (being )?(re)?tr(ied|ying)",
    "(has|have) been delayed",
    "delivery (is |has been )?(delayed|deferred)",
    "(do not|don.t|not) need to re-?send",
    "not yet been delivered",
    "this is a warning",
  ].join("|"),
  "i",
);

/** Subjects under which servers report, and people hardly write. */
export const FAILED_SUBJECT = new RegExp(
  [
    "^(undeliver|mail delivery fail|mail could not be delivered|(permanent )?delivery fail|failed delivery|non-?delivery)",
    "^(delivery status notification|delivery notification: delivery has failed|returned mail|failure notice)",
    "^(message delivery has failed|message undeliverable|(there was an )?error sending your mail|mail system error)",
    // Of Exchange in other languages.
    "^(unzustellbar|non remis|no se puede entregar|impossibile recapitare|onbestelbaar|olevererbart|niedostarczalne)",
    "^(配信不能|未送達|не доставлено|недоставленное)",
  ].join("|"),
  "i",
);
export const DELAYED_SUBJECT = /\(delay\)|\bdelayed\b|^warning:/i;

/** What a server that delivered a message says, who has no other report to make. */
export const DELIVERED = /(was|were|been) (successfully )?delivered|successfully delivered|delivery (was )?successful/i;
