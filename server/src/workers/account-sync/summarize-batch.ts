import type { ChangeBatch, MailChange, NewMessage } from "../../core/mail-backend.ts";
import type { MailSummaries } from "../../core/mail-summaries.ts";

export interface Summarizing {
  /** Whose messages they are. */
  account: string;
  summaries: MailSummaries;
  /** Older mail gets none. */
  notifyFrom: Date | null;
  /** Milliseconds for all of a batch; mail is told in time, without summaries if need be. */
  timeoutMs: number;
  /** Whether `riskAssessment` stands beside the summary, too. */
  compatAiSummary: boolean;
}

const AT_ONCE = 5;

/** The batch with summaries of what is new in the inbox. Rejects only when `signal` aborts. */
export async function summarizeBatch(
  batch: ChangeBatch,
  summarizing: Summarizing,
  signal: AbortSignal,
): Promise<ChangeBatch> {
  const changes = [...batch.changes];
  const wanted = changes.flatMap((change, index) =>
    change.type === "messageNew" && isWanted(change.message, summarizing.notifyFrom) ? [{ change, index }] : [],
  );
  if (wanted.length === 0) return batch;
  const inTime = AbortSignal.any([signal, AbortSignal.timeout(summarizing.timeoutMs)]);
  const queue = wanted.values();
  const work = async () => {
    for (const { change, index } of queue) {
      if (inTime.aborted) return;
      changes[index] = await withSummary(change, summarizing, inTime);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  signal.throwIfAborted();
  return { ...batch, changes };
}

type NewMessageChange = Extract<MailChange, { type: "messageNew" }>;

async function withSummary(
  change: NewMessageChange,
  { account, summaries, compatAiSummary }: Summarizing,
  signal: AbortSignal,
): Promise<MailChange> {
  const summary = await summaries.summarize(account, change.message, signal);
  if (summary === null) return change;
  const { riskAssessment } = summary;
  const message: NewMessage = {
    ...change.message,
    summary,
    ...(compatAiSummary && riskAssessment && { riskAssessment }),
  };
  return { ...change, message };
}

function isWanted({ messageSpecialUse, labels, date }: NewMessage, notifyFrom: Date | null): boolean {
  const isInInbox = messageSpecialUse === "\\Inbox" || labels?.includes("\\Inbox") === true;
  return isInInbox && (notifyFrom === null || date === undefined || new Date(date) >= notifyFrom);
}
