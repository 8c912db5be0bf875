/** A mail server that takes everything, for senders to be measured against. */
import { startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { servePeer } from "../peer.ts";

export interface SinkReport {
  port: number;
  count: number;
  /** Milliseconds from the first message to the last one. */
  tookMs: number;
}

/** Waits until so many have arrived, or the time is over; the list is empty then. */
export interface SinkExpect {
  count: number;
  withinMs: number;
}

const sink = await startSmtpSink({ keepContent: false });
servePeer<SinkExpect, SinkReport>({ port: sink.port, count: 0, tookMs: 0 }, async ({ count, withinMs }) => {
  await sink.waitFor((received) => received.length >= count, withinMs).catch(() => undefined);
  const { received } = sink;
  const told = {
    port: sink.port,
    count: received.length,
    tookMs: (received.at(-1)?.receivedAt ?? 0) - (received[0]?.receivedAt ?? 0),
  };
  sink.clear();
  return told;
});
