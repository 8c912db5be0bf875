import { createTransport } from "nodemailer";
import type { Peer } from "./peer.ts";
import type { SinkExpect, SinkReport } from "./peers/smtp-sink.ts";
import { smallMail } from "./small-mail.ts";

export type Sink = Peer<SinkExpect, SinkReport> & { ready: SinkReport };

/** Mails a second that nodemailer's pool delivers, from the first to the last as the sink saw them. */
export async function bareDelivery(
  sink: Sink,
  { mails, connections, withinMs }: { mails: number; connections: number; withinMs: number },
): Promise<number> {
  const pool = createTransport({
    host: "127.0.0.1",
    port: sink.ready.port,
    secure: false,
    ignoreTLS: true,
    pool: true,
    maxConnections: connections,
    maxMessages: Infinity,
  });
  const { to, ...content } = smallMail;
  const mail = { from: "ada@example.org", to: to.map(({ address }) => address), ...content };
  let left = mails;
  // As many at once as keep each connection busy, so that composing runs beside sending.
  const send = async () => {
    while (left-- > 0) await pool.sendMail(mail);
  };
  const answer = sink.ask({ count: mails, withinMs });
  await Promise.all(Array.from({ length: 2 * connections }, send));
  const { count, tookMs } = await answer;
  pool.close();
  return count / (tookMs / 1000);
}
