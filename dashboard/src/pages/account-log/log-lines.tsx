import type { AccountLogEntry } from "@posthorn/contracts/logs";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { formatDate, formatMoment } from "../../languages/format.ts";
import classes from "./account-log.module.css";
import { speakerOf } from "./log-filter.ts";
import { texts } from "./texts.ts";

const LINE_HEIGHT = 22;
/** So close to the end counts as being there. */
const NEAR_PX = 40;

interface Props {
  entries: readonly AccountLogEntry[];
  /** Whether new lines are scrolled to, as long as the reader is at the end. */
  isFollowed: boolean;
  onConnection: (connection: string) => void;
}

/** Lines of a log; of thousands only those in sight are drawn. */
export function LogLines({ entries, isFollowed, onConnection }: Props) {
  const frame = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const lastTop = useRef(0);
  // Nothing that it returns is kept from one drawing to the next.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => frame.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 20,
  });
  const height = virtual.getTotalSize();
  // It grows with new lines, and while lines in sight turn out to be longer than was thought.
  useEffect(() => {
    if (isFollowed && isAtEnd.current) frame.current?.scrollTo({ top: height });
  }, [height, isFollowed]);
  function noteScroll() {
    const { scrollTop = 0, clientHeight = 0, scrollHeight = 0 } = frame.current ?? {};
    // Only who scrolls up leaves the end; growing lines do not.
    if (scrollTop < lastTop.current) isAtEnd.current = false;
    if (scrollTop + clientHeight >= scrollHeight - NEAR_PX) isAtEnd.current = true;
    lastTop.current = scrollTop;
  }
  return (
    <div
      ref={frame}
      className={classes["frame"]}
      onScroll={noteScroll}
      role="region"
      aria-label={texts.list}
      // Whoever uses only the keyboard can scroll it.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
    >
      <div className={classes["lines"]} style={{ height }}>
        {virtual.getVirtualItems().map(({ index, start, key }) => {
          const entry = entries[index];
          return (
            entry && (
              <div
                key={key}
                data-index={index}
                ref={virtual.measureElement}
                className={classes["line"]}
                data-speaker={speakerOf(entry)}
                style={{ transform: `translateY(${start}px)` }}
              >
                <time className={classes["time"]} dateTime={entry.time} title={formatDate(entry.time)}>
                  {formatMoment(entry.time)}
                </time>
                <Connection entry={entry} onChoose={onConnection} />
                <span className={classes["text"]}>{entry.text}</span>
              </div>
            )
          );
        })}
      </div>
    </div>
  );
}

function Connection({ entry, onChoose }: { entry: AccountLogEntry; onChoose: (connection: string) => void }) {
  const { connection, purpose } = entry;
  if (connection === null) return <span />;
  return (
    <button type="button" className={classes["connection"]} title={connection} onClick={() => onChoose(connection)}>
      {purpose === null ? connection : texts.purposes[purpose]}
    </button>
  );
}
