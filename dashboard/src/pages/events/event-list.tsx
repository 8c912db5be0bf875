import type { LoggedEvent } from "@posthorn/contracts/event-log";
import { useVirtualizer } from "@tanstack/react-virtual";
import { memo, type RefObject, useLayoutEffect, useRef } from "react";
import { formatClock } from "./format-clock.ts";
import classes from "./event-list.module.css";
import { gistOf } from "./gist.ts";
import { texts } from "./texts.ts";

const ROW_HEIGHT = 44;
const BORDERS = 2;

interface Props {
  events: readonly LoggedEvent[];
  /** The one whose JSON is shown. */
  shown: string | undefined;
  onShow: (event: LoggedEvent) => void;
}

/** A long list of events; only what can be seen is in the page. */
export function EventList({ events, shown, onShow }: Props) {
  const scroller = useRef<HTMLDivElement>(null);
  // oxlint-disable-next-line react/incompatible-library -- what it returns stays within this component
  const rows = useVirtualizer({
    count: events.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => events[index]?.id ?? index,
    overscan: 8,
  });
  useSteadyView(scroller, events);
  return (
    <div
      ref={scroller}
      className={classes["scroller"]}
      style={{ height: `min(62vh, ${rows.getTotalSize() + BORDERS}px)` }}
      // Whoever uses only the keyboard can scroll it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      role="region"
      aria-label={texts.list}
    >
      <ul className={classes["inner"]} style={{ height: rows.getTotalSize() }}>
        {rows.getVirtualItems().map(({ index, key, start, size }) => {
          const event = events[index];
          return (
            event && (
              <li
                key={key}
                className={classes["row"]}
                style={{ height: size, transform: `translateY(${start}px)` }}
                aria-setsize={events.length}
                aria-posinset={index + 1}
              >
                <Row event={event} isShown={event.id === shown} onShow={onShow} />
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}

/** Whoever has scrolled down goes on seeing the same events while newer ones come in above. */
function useSteadyView(scroller: RefObject<HTMLDivElement | null>, events: readonly LoggedEvent[]) {
  const first = useRef<string>(undefined);
  useLayoutEffect(() => {
    const known = first.current;
    first.current = events[0]?.id;
    const element = scroller.current;
    if (element === null || element.scrollTop === 0 || known === undefined) return;
    const added = events.findIndex(({ id }) => id === known);
    if (added > 0) element.scrollBy({ top: added * ROW_HEIGHT, behavior: "instant" });
  }, [scroller, events]);
}

const Row = memo(function Row({
  event,
  isShown,
  onShow,
}: {
  event: LoggedEvent;
  isShown: boolean;
  onShow: Props["onShow"];
}) {
  return (
    <button
      type="button"
      className={classes["button"]}
      aria-haspopup="dialog"
      aria-expanded={isShown}
      onClick={() => onShow(event)}
    >
      <span className={classes["time"]}>{formatClock(event.date)}</span>
      <span className={classes["name"]}>{event.event}</span>
      <span className={classes["account"]}>{event.account ?? texts.installation}</span>
      <span className={classes["gist"]}>{gistOf(event)}</span>
    </button>
  );
});
