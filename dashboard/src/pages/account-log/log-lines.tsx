import type { AccountLogEntry } from "@posthorn/contracts/logs";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { formatDate, formatTime } from "../../languages/format.ts";
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
  // Nothing that it returns is kept from one drawing to the next.
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({
    count: entries.length,
    getScrollElement: () => frame.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 20,
  });
  useEffect(() => {
    if (isFollowed && isAtEnd.current && entries.length > 0)
      virtual.scrollToIndex(entries.length - 1, { align: "end" });
  }, [entries.length, isFollowed, virtual]);
  function noteScroll() {
    const { scrollTop, clientHeight, scrollHeight } = frame.current ?? document.body;
    isAtEnd.current = scrollTop + clientHeight >= scrollHeight - NEAR_PX;
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
      <div className={classes["lines"]} style={{ height: virtual.getTotalSize() }}>
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
                  {timeOf(entry.time)}
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

/** To the millisecond: much happens within one second. */
const timeOf = (at: string) => `${formatTime(at)}:${at.slice(17, 23)}`;

function Connection({ entry, onChoose }: { entry: AccountLogEntry; onChoose: (connection: string) => void }) {
  const { connection, purpose } = entry;
  if (connection === null) return <span />;
  return (
    <button type="button" className={classes["connection"]} title={connection} onClick={() => onChoose(connection)}>
      {purpose === null ? connection : texts.purposes[purpose]}
    </button>
  );
}
