/** A date or a task in a summary. */
export interface Described {
  description: string;
  /** When, as the model writes it. */
  when?: string;
}

export interface SummaryParts {
  text?: string;
  sentiment?: string;
  shouldReply?: boolean;
  risk?: number;
  assessment?: string;
  events: Described[];
  actions: Described[];
  /** Members that only the prompt knows, as JSON tells them. */
  more: [name: string, value: string][];
}

const KNOWN = ["summary", "sentiment", "shouldReply", "riskAssessment", "events", "actions"];

/** The parts of a summary that can be told in words; whatever else a prompt asked for is in `more`. */
export function partsOf(summary: Readonly<Record<string, unknown>>): SummaryParts {
  const { summary: text, sentiment, shouldReply, riskAssessment, events, actions } = summary;
  const { risk, assessment } = membersOf(riskAssessment);
  return {
    ...(typeof text === "string" && { text }),
    ...(typeof sentiment === "string" && { sentiment }),
    ...(typeof shouldReply === "boolean" && { shouldReply }),
    ...(typeof risk === "number" && { risk }),
    ...(typeof assessment === "string" && { assessment }),
    events: describedIn(events, "startTime"),
    actions: describedIn(actions, "dueDate"),
    more: Object.entries(summary)
      .filter(([name]) => !KNOWN.includes(name))
      .map(([name, value]) => [name, typeof value === "string" ? value : JSON.stringify(value)]),
  };
}

const membersOf = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};

const describedIn = (list: unknown, when: string): Described[] =>
  (Array.isArray(list) ? list : []).map(membersOf).flatMap((item) => {
    const { description, [when]: at } = item;
    return typeof description === "string" ? [{ description, ...(typeof at === "string" && { when: at }) }] : [];
  });
