import type { LoggedEvent } from "@posthorn/contracts/event-log";
import type { EventChoice } from "../../queries/events.ts";

/** What both views of events are told. */
export interface EventsProps {
  choice: EventChoice;
  /** What is searched for among those that are shown. */
  query: string | undefined;
  /** The one whose JSON is shown. */
  shown: string | undefined;
  onShow: (event: LoggedEvent) => void;
}
