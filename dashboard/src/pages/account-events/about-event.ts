import type { LoggedEvent } from "@posthorn/contracts/event-log";

/** What an event is about, in its own words: a subject, a message id, an error or a folder. */
export function aboutEvent({ data, path }: Pick<LoggedEvent, "data" | "path">): string | undefined {
  const told = data as Record<string, unknown>;
  const texts = [told["subject"], told["error"], told["response"], told["messageId"], told["path"], path];
  return texts.find((text): text is string => typeof text === "string" && text !== "");
}
