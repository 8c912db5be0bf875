import type { LoggedEvent } from "@posthorn/contracts/event-log";

/** What says most about an event in one line: subject, address, mailbox or error, whichever it has. */
export function gistOf({ data, path }: Pick<LoggedEvent, "data" | "path">): string {
  const from = (data["from"] as { address?: string } | undefined)?.address;
  const error = (data["error"] as { message?: string } | string | undefined) ?? data["response"];
  const parts = [
    data["subject"],
    from,
    data["recipient"],
    data["name"],
    data["url"],
    typeof error === "object" && error !== null ? (error as { message?: unknown }).message : error,
    data["messageId"],
    path,
  ].filter((part): part is string => typeof part === "string" && part !== "");
  return parts.slice(0, 2).join(" · ");
}
