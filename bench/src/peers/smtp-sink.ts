/** A mail server that takes everything, for senders to be measured against. */
import { startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { servePeer } from "../peer.ts";

export interface SinkReport {
  port: number;
  count: number;
  /** Milliseconds from the first message to the last one. */
  tookMs: number;
  /** How many of them have a Message-ID that none before had. */
  distinct: number;
  /** The Message-IDs that came more than once. */
  repeated: string[];
}

/** Waits until so many have arrived, repeats not counted, or the time is over; the list is empty then. */
export interface SinkExpect {
  count: number;
  withinMs: number;
}

/** Message-IDs and how often each has arrived; those that came later are added with each look. */
function tally(
  received: readonly { messageId: string | undefined }[],
  counted: { at: number; ids: Map<string, number> },
) {
  for (; counted.at < received.length; counted.at++) {
    const id = received[counted.at]?.messageId ?? "";
    counted.ids.set(id, (counted.ids.get(id) ?? 0) + 1);
  }
  return counted.ids;
}

const sink = await startSmtpSink({ keepContent: false });
servePeer<SinkExpect, SinkReport>(
  { port: sink.port, count: 0, tookMs: 0, distinct: 0, repeated: [] },
  async ({ count, withinMs }) => {
    const counted = { at: 0, ids: new Map<string, number>() };
    await sink.waitFor((received) => tally(received, counted).size >= count, withinMs).catch(() => undefined);
    const { received } = sink;
    const ids = tally(received, counted);
    const told = {
      port: sink.port,
      count: received.length,
      tookMs: (received.at(-1)?.receivedAt ?? 0) - (received[0]?.receivedAt ?? 0),
      distinct: ids.size,
      repeated: [...ids].flatMap(([id, times]) => (times > 1 ? [id] : [])),
    };
    sink.clear();
    return told;
  },
);
