export const SENTIMENTS = ["positive", "neutral", "negative"] as const;

/** What a model says of a message. It may leave anything out, and say more where a custom prompt asks for it. */
export interface MailSummary {
  summary?: string;
  sentiment?: (typeof SENTIMENTS)[number];
  shouldReply?: boolean;
  /** From 1, harmless, to 5. */
  riskAssessment?: { risk: number; assessment?: string };
  /** What happens at a time; times are as the model writes them. */
  events?: { description: string; type?: string; startTime?: string; endTime?: string; location?: string }[];
  /** What the mail asks its reader to do. */
  actions?: { description: string; dueDate?: string }[];
  [asked: string]: unknown;
}

/**
 * How a request to a model ended: with an answer, refused for what was sent or who sent it, as one too many, without the
 * service or in vain within its time, or with an answer that is none. `paused`: the service did not answer lately and was
 * not asked.
 */
export type ModelOutcome = "answered" | "refused" | "limited" | "unavailable" | "timeout" | "invalid" | "paused";
