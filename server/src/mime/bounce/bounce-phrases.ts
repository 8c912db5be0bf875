import type { BounceCategory } from "../../core/message-report.ts";
import type { SmtpCommand } from "./smtp-command.ts";

/** Words by which mail servers tell why they refuse a message. */
export interface BouncePhrase {
  category: BounceCategory;
  /** Tried on words in small letters, on one line, addresses as `<>` and links left out. */
  words: RegExp;
  /** Only where this command was refused. */
  command?: SmtpCommand;
}

const say = (category: BounceCategory, ...words: string[]): BouncePhrase => ({
  category,
  words: new RegExp(words.join("|")),
});

/**
 * The first one that fits counts, so what is said of the sender stands before what is said of the recipient, the particular
 * before the general. Where phrases are peculiar to one provider, it is named.
 */
export const BOUNCE_PHRASES: readonly BouncePhrase[] = [
  // ---- The content
  say(
    "virus_detected",
    "\\bvirus\\b",
    "\\bmalware\\b",
    "\\bworm detected",
    "infected (with|file|attachment)",
    "mcspamsignature",
    "message contains a (threat|suspicious attachment)",
  ),

  // ---- A program that was to store it
  say("server_error", "procmail:|maildrop:|pipe to \\||couldn't create|command (died|failed)"),

  // Told before what it advises, and before "blocked due to".
  say("spam_blocked", "spam (classification|content|message|e?-?mail)", "(as|likely) spam\\b"),

  // ---- Who sends it
  // cPanel: a general answer, in which the address comes first.
  say("user_unknown", "account or domain may not exist"),
  say(
    "auth_failure",
    "\\bdmarc\\b",
    "\\bspf\\b",
    "\\bdkim\\b",
    "unauthenticated (email|mail|sender)",
    "authentication (checks? )?(failed|required|failure)",
    "multiple authentication checks failed",
    "sender.{0,20} not authenticated",
    "\\b(ptr|reverse dns|rdns|reverse.dns|reverse lookup)\\b",
    "(without|no|missing) (a )?(valid )?(reverse|ptr)",
    "mismatches client ip",
    "cannot find your (reverse )?hostname|ip name lookup failed",
    "purported responsible address",
    "not a valid sender domain|without a valid sender domain",
  ),
  say(
    "greylisting",
    "gr[ae]y.?list",
    "(please )?try again (later|in).{0,40}gr[ae]y",
    "temporarily deferred.{0,40}gr[ae]y",
  ),
  say(
    "geo_blocked",
    "\\bgeo.?(block|ip|location)",
    "(country|region) (is )?(blocked|not (allowed|permitted|accepted))",
  ),
  say(
    "relay_denied",
    "relay(ing)? (is )?(denied|prohibited|not (permitted|allowed)|access denied)",
    "(unable|not (permitted|allowed|authori[sz]ed)|refus(ed|ing|es)|cannot|can't|won't|insecure) (to )?(mail )?relay",
    "relay access denied",
    "\\bnot (a |an )?(open |mail )?relay\\b",
    "we (do not|don't) relay",
    "rcpthosts",
    "not local(ly)?.{0,30}gateway",
  ),
  say(
    "policy_blocked",
    "sender (address |verify |id )?(is )?(rejected|refused|denied|blocked|not allowed|invalid|verif)",
    "(domain of|from|unroutable|invalid|bad) sender",
    "sender address.{0,80}(does not exist|rejected|invalid)",
    "from: ?domain is invalid",
    "sender domain",
    "(envelope|return|mail) from.{0,40}(rejected|invalid|does not exist)",
  ),
  say(
    "rate_limited",
    "(too many|number of|excessive) (concurrent |simultaneous |smtp |open )*(connection|session)s?",
    "(rate|frequency|connection|sending|message|hourly|daily)s? (rate |frequency |relay )?(limit|quota|throttl)",
    "\\bthrottl",
    "too (many|much) (messages|mails?|emails?|recipients|errors)",
    "(frequency|rate) limited",
    "sending (too fast|limit)|receiving mail (at a rate|too quickly)",
    "un(usual|expected) (rate|volume|sending)",
    "(exceed|reach)\\w* (the |your |its |an? )?(maximum |allowed |daily |hourly )*(rate|connection|sending|relay|message rate|number of messages)",
    "limit.{0,30}(connection|rate|per (hour|minute|day))",
  ),
  say(
    "domain_blacklisted",
    "\\b(surbl|uribl|dbl)\\b",
    "blacklisted (url|domain|link)",
    "domain.{0,40}(blacklisted|listed on)",
  ),
  say(
    "ip_blacklisted",
    "(block|black|deny|reject).?list",
    "\\b(rbl|dnsbl|dnswl)\\b",
    "blocked (using|by|for|due)",
    "\\b(ip|host|client|server|address|network)\\b.{0,60}\\b(blocked|banned|(?<!not )listed|blacklisted)\\b",
    "\\b(blocked|banned) (sending )?(ip|host|client|server)",
    "spamhaus|spamcop|barracudacentral|sorbs|uceprotect|senderscore|cloudmark\\.com/reset",
    "(poor|bad|low|very low) reputation",
    "reputation of the sending",
    "blocked for abuse",
    // Outlook.com
    "weren't sent.{0,120}(provider|network)",
    "too many unwanted messages",
  ),
  say(
    "spam_blocked",
    "\\bspam\\b(?! ?trap)",
    "\\bube\\b",
    "\\buce\\b",
    "\\bunsolicited\\b",
    "(looks like|considered|classified as|detected as|identified as) (junk|bulk)",
    "junk (e?-?mail|message)",
    "bulk (e?-?mail|message).{0,20}(reject|block|not)",
    "content (was )?(rejected|filtered|blocked|denied)",
    "message (content )?rejected.{0,40}(content|score)",
    "high.?probability",
  ),

  // Whatever else is said of the sender.
  {
    category: "policy_blocked",
    command: "MAIL",
    words: /./,
  },

  // ---- Whom it is for
  // KDDI names nobody when its filter refuses a message, and the address when there is no such user.
  say("policy_blocked", "\\b550:? : user unknown"),
  say(
    "mailbox_full",
    "(over|exceed\\w*|out of|full) (the |their |its |his |her )?(allowed |disk |mailbox |storage |user )?quota",
    "(mailbox|mail box|inbox|mail ?folder|account|storage|maildir|disk|user).{0,40}\\b(is |are )?(almost )?(full|exceed(s|ed)?|over ?quota|overfull)\\b",
    "(mailbox|account|user).{0,60}(over|exceed).{0,30}(size|quota|storage|limit|space)",
    "quota (exceeded|violation|limit|full)",
    "mailbox full|full mailbox|mailbox size limit",
    "disk quota|exceeded storage allocation|file too large|out of (disk |storage )?space",
    "not enough (storage|space|disk)|insufficient (disk|storage|quota|mailbox)|no space left",
  ),
  // qmail, of a domain.
  say("invalid_address", "find any host|find a mail exchanger"),
  say(
    "mailbox_disabled",
    "(account|mailbox|user|recipient|email address|address).{0,50}\\b(disabled|suspended|inactive|deactivated|blocked|closed|locked|expired|terminated|on hold|frozen)\\b",
    "\\b(disabled|suspended|inactive|deactivated|blocked|closed|locked|expired) (user|account|mailbox|recipient|email address)",
    "account (is |has been )?(disabled|suspended|closed)",
    "compte.{0,30}bloqu",
    "mailbox (temporarily )?(disabled|unavailable for delivery)",
    "no longer (in use|active)",
  ),
  say(
    "user_unknown",
    "(user|recipient|mailbox|account|address|addressee|person|local.?part|alias|recipient name|email)s?\\W{0,3}(\\w+ ){0,6}(is |are |was )?\\b(unknown|not (be )?(found|known|exist|valid|recogni[sz]ed|listed|a known|a valid|our customer)|un(recogni[sz]ed|routable)|non-?existent|invalid)\\b",
    "(user|recipient|mailbox|account|address|person)\\b.{0,60}\\b(does(n't| not)|do not|did not|don't) (currently )?exist",
    "\\b(unknown|no such|invalid|illegal|bad|non-?existent|unrouteable|undeliverable|incorrect) (or illegal )?(local |e-?mail |destination |virtual |mail |ldap |final )?(user|recipient|mailbox|account|address|person|alias|name)\\b",
    "(does(n't| not)|do not) have an? .{0,60}\\baccount\\b",
    "no (such )?(mailbox|user|account|recipient|person)s? (here|by that name|with that name|found|available)",
    "no mailbox here|no valid recipients?",
    "not listed in|not our (user|customer)",
    "recip(ient)?notfound",
    "recipient (address )?(was )?(not found|no longer|possibly incorrect)",
    "no longer on server|no longer (with|at|works|available|valid)",
    "(mailbox|recipient|destination).{0,20}\\bmoved\\b",
    "invalid address",
    "address (was )?rejected(?!:)",
    "requested action not taken: (mailbox unavailable|no such user)",
    "email address is possibly incorrect|check if (the )?address is correct",
    "wasn.t found at|could ?n.t be found|couldn.t find",
    // Exchange Online, where the directory knows no such recipient.
    "recipient address(es)? rejected ?: access denied",
    "inactive email address",
    "adresse.{0,20}(invalide|inconnue)",
    "has been replaced by|address has changed",
  ),
  say(
    "invalid_address",
    "(host|domain|domain name|hostname|mx record|host or domain name|server)s?\\b( or domain name)?.{0,60}\\b(unknown|not found|does(n't| not) exist|non-?existent|invalid|may not exist|no such)\\b",
    "\\b(unknown|no such|invalid|bad|non-?existent) (destination )?(host|domain|mail ?server|system)",
    "\\bno (mx|a|dns) records?\\b|no mx record found|null mx|\\bnxdomain\\b",
    "(host|domain).{0,60}(does(n't| not)|do not) (accept|receive) (any )?(mail|email)",
    "domain is not reachable",
    "host address lookups failed permanently|no smtp service",
    "\\bdestination (system|host)\\b.{0,30}(bad|unknown)|bad destination",
    "does not exist",
  ),

  // ---- The way there
  say(
    "server_error",
    "tim(ed|e) ?out",
    "(connection|connect).{0,60}(refused|reset|failed|lost|dropped|closed|error)",
    "no route to host|network (is )?(unreachable|error)|host (is )?(unreachable|not reachable|not responding|down)|not responding",
    "(message|envelope|delivery|queue)\\W{0,3}(\\w+ )?expired",
    "in the queue too long|could not (be )?deliver(ed)? for|not delivered within|retry time|multiple retries",
    "(hop count|too many hops|mail loop|loop(ing|s)? (detected|back))",
    "try again|temporar(y|ily)|later\\b",
    "(system|server|configuration|config|internal|upstream|local|protocol|dns|ldap) (\\w+ )?error",
    "(service|server|system) (is )?(currently |temporarily )?(unavailable|busy|not available|down|refused)",
    "dns (lookup )?(error|failure)|name (service|server) (error|failure)|lookup fail",
    "unable to (connect|contact|open)|can(no|')t (connect|create|open)|could not find a gateway",
    "deferred|establish an smtp connection|is looping",
    "did not accept our requests to connect|socket error|failed \\d{1,4} attempts|giving up",
    "out of memory|disk error|i/o error|no such file",
    "starttls|tls (is )?required|certificate",
    "improper sequence|bad sequence|need (rcpt|mail)",
  ),

  // ---- What its rules are against
  say(
    "policy_blocked",
    "\\bpolic(y|ies)\\b",
    "access (is )?denied|denied access|not authori[sz]ed|unauthori[sz]ed|not permitted|not allowed|prohibit|forbidden|administratively",
    "(message|mail|line|size|header|attachment|length|file).{0,40}\\b(too (big|large|long)|exceed|limit|size|not accepted|not allowed)",
    "rfc ?\\d{3,4}|not compliant|compliant|malformed|bad header|header error|multiple .{0,40}headers?",
    "(media|content) (error|type|not)",
    "(has been|was|is|be) (rejected|refused|blocked|denied)",
    "\\brejected\\b|\\brefused\\b|\\bblocked\\b",
    "security",
    "permission to post|may not have permission",
    // In whatever language it says so.
    "\\bgoogle groups\\b",
    "(user|recipient)( id)? (preferences|rules|refus|reject)|only accept(s|ing) mail from|not accept(ing)? (any )?mail",
    "protocol violation|\\bfiltered\\b",
  ),
];
