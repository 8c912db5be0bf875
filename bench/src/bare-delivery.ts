import { createTransport } from "nodemailer";
import { perSecond } from "./numbers.ts";
import { type Peer, startPeer } from "./peer.ts";
import type { SinkExpect, SinkReport } from "./peers/smtp-sink.ts";
import { startPostgres } from "./postgres.ts";
import type { Row } from "./row.ts";
import type { Scope } from "./scope.ts";
import { smallMail } from "./small-mail.ts";

export type Sink = Peer<SinkExpect, SinkReport> & { ready: SinkReport };

/** Posthorn's own default for one account. */
const CONNECTIONS = 10;

/** Where what one server delivers is held against what nodemailer's pool delivers to the same sink. */
export interface Beside {
  sink: Sink;
  /** Mails a second. */
  bare: number;
  engine: "SQLite" | "PostgreSQL";
  /** A `postgres://` URL. */
  database?: string;
}

/** Measures nodemailer's pool, and then Posthorn on each database there is. */
export async function besideBareDelivery(
  scope: Scope,
  amount: { mails: number; withinMs: number },
  measure: (beside: Beside) => Promise<Row[]>,
): Promise<Row[]> {
  const sink: Sink = await startPeer(scope, new URL("./peers/smtp-sink.ts", import.meta.url));
  const bare = await bareDelivery(sink, amount);
  scope.say(`nodemailer delivers ${perSecond(bare)}`);
  const rows = await measure({ sink, bare, engine: "SQLite" });
  const database = process.env["NOPG"] ? null : await startPostgres(scope);
  if (database !== null) rows.push(...(await measure({ sink, bare, engine: "PostgreSQL", database })));
  return rows;
}

/** Mails a second that nodemailer's pool delivers, from the first to the last as the sink saw them. */
async function bareDelivery(sink: Sink, { mails, withinMs }: { mails: number; withinMs: number }): Promise<number> {
  const pool = createTransport({
    host: "127.0.0.1",
    port: sink.ready.port,
    secure: false,
    ignoreTLS: true,
    pool: true,
    maxConnections: CONNECTIONS,
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
  await Promise.all(Array.from({ length: 2 * CONNECTIONS }, send));
  const { count, tookMs } = await answer;
  pool.close();
  return count / (tookMs / 1000);
}
