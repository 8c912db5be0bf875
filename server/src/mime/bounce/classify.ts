import type {
  BounceCategory,
  BounceClass,
  Classification,
  NamedBlocklist,
  RecommendedAction,
} from "../../core/message-report.ts";
import { categoryOfReply, categoryOfStatus } from "./bounce-codes.ts";
import { BOUNCE_PHRASES } from "./bounce-phrases.ts";
import { namedBlocklists } from "./named-blocklists.ts";
import { refusedCommand, type SmtpCommand } from "./smtp-command.ts";
import { timeToWait } from "./time-to-wait.ts";

/** What is known of a refusal. */
export interface Refusal {
  status: string | undefined;
  replyCode: number | undefined;
  /** What the server said. */
  words: string;
  /** What else the report says of it; counts where `words` say nothing. */
  more: string;
}

const MEANING: Readonly<Record<BounceCategory, readonly [BounceClass, RecommendedAction]>> = {
  user_unknown: ["hard", "remove"],
  invalid_address: ["hard", "remove"],
  mailbox_disabled: ["soft", "remove"],
  mailbox_full: ["soft", "retry"],
  greylisting: ["soft", "retry"],
  rate_limited: ["soft", "retry"],
  server_error: ["soft", "retry"],
  ip_blacklisted: ["block", "retry_different_ip"],
  geo_blocked: ["block", "retry_different_ip"],
  domain_blacklisted: ["block", "fix_configuration"],
  auth_failure: ["policy", "fix_configuration"],
  relay_denied: ["policy", "fix_configuration"],
  spam_blocked: ["block", "review"],
  policy_blocked: ["policy", "review"],
  virus_detected: ["policy", "remove_content"],
  unknown: ["unknown", "review"],
};

/** A category, and how sure it is. */
type Guess = readonly [category: BounceCategory, confidence: number];

/** What a refusal means: by its words, which say most, else by its status, else by its reply code. */
export function classify(refusal: Refusal): Classification {
  const { words, more } = refusal;
  const lists = namedBlocklists(words);
  const command = refusedCommand(`${words}\n${more}`);
  const [category, confidence] = weigh(guess(refusal, lists, command), refusal, command);
  const [bounceClass, recommendedAction] = MEANING[category];
  const wait = timeToWait(words);
  return {
    bounceClass,
    category,
    recommendedAction,
    confidence: category === "unknown" ? 0.1 : confidence,
    blocklists: bounceClass === "block" ? lists : [],
    ...(wait !== undefined && { retryAfter: wait }),
  };
}

function guess(
  { status, replyCode, words, more }: Refusal,
  [list]: readonly NamedBlocklist[],
  command: SmtpCommand | undefined,
): Guess {
  const byStatus = categoryOfStatus(status);
  const byWords = categoryOfWords(words, command);
  if (list && (byWords === "unknown" || isWeak(byWords)))
    return [list.type === "ip" ? "ip_blacklisted" : "domain_blacklisted", 0.85];
  if (byWords !== "unknown" && !saysMore(byStatus, byWords, status))
    return [byWords, byWords === byStatus ? 0.95 : 0.85];
  if (byStatus !== "unknown") return [byStatus, 0.75];
  const byMore = categoryOfWords(more, command);
  return byMore === "unknown" ? [categoryOfReply(replyCode), 0.4] : [byMore, 0.6];
}

/** Whether a status says more than words: where those are said of all kinds of refusals, and are not about a later try. */
const saysMore = (byStatus: BounceCategory, byWords: BounceCategory, status: string | undefined) =>
  byStatus !== "unknown" && isWeak(byWords) && !(byWords === "server_error" && status?.startsWith("4"));

const isWeak = (category: BounceCategory) => category === "server_error" || category === "policy_blocked";

/** Where words and status contradict each other, what is safe to believe. */
function weigh(found: Guess, { status, words, more }: Refusal, command: SmtpCommand | undefined): Guess {
  const [category] = found;
  const byStatus = categoryOfStatus(status);
  if (category === "mailbox_disabled" && byStatus === "user_unknown") return [byStatus, 0.75];
  // It says that there is no such user, and that this is not why: the status is about a policy, or a mailbox that is there.
  const isAboutPolicy = (status?.startsWith("5.7.") && byStatus === "policy_blocked") || status === "5.2.0";
  // And whoever takes the recipient and refuses the content knows the recipient: a filter speaks.
  if (category === "user_unknown" && (isAboutPolicy || command === "DATA")) return ["policy_blocked", 0.5];
  // A name that can't be resolved right now may be there.
  if (category === "invalid_address" && (status?.startsWith("4") || /not\s+found, try again/i.test(words || more)))
    return ["server_error", 0.6];
  return found;
}

/** Beyond this nothing is said that was not said before. */
const MAX_WORDS = 4000;

function categoryOfWords(text: string, command: SmtpCommand | undefined): BounceCategory {
  const words = text
    .slice(0, MAX_WORDS)
    .replaceAll(/https?:\/\/[^\s<>]{1,500}/gi, " ")
    .replaceAll(/[^\s<>:;"'()[\]]{1,100}@[^\s<>:;"'()[\]]{1,255}/g, "<>")
    .replaceAll(/<<>>/g, "<>")
    // Cisco's name of the status, before the reply itself.
    .replaceAll(/\b[45]\.\d\.\d - [a-z ]{1,60}(?=[45]\d\d-')/gi, " ")
    // What repeats on each line of a reply.
    .replaceAll(/\s(?:<<< ?)?[45]\d\d-(?:#?[45]\.\d{1,3}\.\d{1,3})?/g, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll("’", "'")
    .toLowerCase();
  if (!/[a-z]{3}/.test(words)) return "unknown";
  return (
    BOUNCE_PHRASES.find(
      (phrase) => (phrase.command === undefined || phrase.command === command) && phrase.words.test(words),
    )?.category ?? "unknown"
  );
}
