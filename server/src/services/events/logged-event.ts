import type { LoggedEvent } from "@posthorn/contracts/event-log";
import type { EventEnvelope } from "@posthorn/contracts/events";
import type { StoredEvent } from "../../storage/events.ts";
import { cursorOf } from "./cursor.ts";

/** An event of the log named `log` as its readers get it. */
export const loggedEvent = (log: string, event: StoredEvent): LoggedEvent => ({
  id: event.id,
  cursor: cursorOf(log, event),
  ...(JSON.parse(event.payload) as EventEnvelope as Omit<LoggedEvent, "id" | "cursor">),
});
