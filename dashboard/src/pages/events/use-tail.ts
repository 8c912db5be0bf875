import type { LoggedEvent } from "@posthorn/contracts/event-log";
import { useCallback, useEffect, useRef, useState } from "react";
import { type EventChoice, followEvents } from "../../queries/events.ts";
import { EMPTY_TAIL, MOST_KEPT, paused, type Tail, withArrived } from "./tail.ts";

export type Connection = "connecting" | "open" | "broken" | "over";

/**
 * What happens now. However fast events come in, the page is drawn at most once a frame, and no more than
 * `MOST_KEPT` of them are kept. Another choice takes another instance of whoever calls it.
 */
export function useTail({ account, types }: EventChoice) {
  const [tail, setTail] = useState<Tail>(EMPTY_TAIL);
  const [connection, setConnection] = useState<Connection>("connecting");
  const leave = useRef<() => void>(undefined);

  const connect = useCallback(() => {
    let arrived: LoggedEvent[] = [];
    let frame: number | undefined;
    function draw() {
      frame = undefined;
      const news = arrived;
      arrived = [];
      setTail((now) => withArrived(now, news));
    }
    const end = followEvents(
      { ...(account && { account }), ...(types && { types }) },
      {
        onEvent(event) {
          arrived.push(event);
          // Nothing is drawn while the window is hidden.
          if (arrived.length > 2 * MOST_KEPT) arrived = arrived.slice(-MOST_KEPT);
          frame ??= requestAnimationFrame(draw);
        },
        onOpen: () => setConnection("open"),
        onBreak: (isOver) => setConnection(isOver ? "over" : "broken"),
      },
    );
    return () => {
      end();
      if (frame !== undefined) cancelAnimationFrame(frame);
    };
  }, [account, types]);

  useEffect(() => {
    leave.current = connect();
    return () => leave.current?.();
  }, [connect]);

  return {
    tail,
    connection,
    setPaused: (isPaused: boolean) => setTail((now) => paused(now, isPaused)),
    clear: () => setTail(({ isPaused }) => ({ ...EMPTY_TAIL, isPaused })),
    /** After the stream has ended for good. */
    reconnect() {
      leave.current?.();
      setConnection("connecting");
      leave.current = connect();
    },
  };
}
