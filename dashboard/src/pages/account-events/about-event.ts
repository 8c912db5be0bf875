import type { LoggedEvent } from "@posthorn/contracts/event-log";

/** What an event is about, in its own words: a subject, an error or a message id. */
export function aboutEvent({ data }: Pick<LoggedEvent, "data">): string | undefined {
  const told = data as Record<string, unknown>;
  const texts = [told["subject"], told["error"], told["response"], told["messageId"]];
  return texts.find((text): text is string => typeof text === "string" && text !== "");
}
