import { join } from "node:path";
import { type Beside, besideBareDelivery } from "./bare-delivery.ts";
import { load } from "./load.ts";
import { perSecond, times } from "./numbers.ts";
import { startPeer } from "./peer.ts";
import { startPosthorn } from "./posthorn.ts";
import type { Benchmark, Row } from "./row.ts";
import type { Scope } from "./scope.ts";
import { sendingAccount, smallMail } from "./small-mail.ts";

const CONNECTIONS = 64;
const MAILS = 6000;
const DELIVER_WITHIN_MS = 30_000;

export const submits: Benchmark = {
  name: "submits",
  how:
    `${CONNECTIONS} connections hand in ${MAILS} mails of 1 KB while the queue is paused; then the queue is resumed ` +
    "and the same mails are delivered to a sink in a process of its own, over 10 connections. Bare acceptance: a " +
    "node:http server that appends the body to a file and flushes it, one flush for all who wait. Bare delivery: " +
    "nodemailer's pool, from first to last mail as the sink saw them.",
  run: (scope) =>
    besideBareDelivery(scope, { mails: MAILS, withinMs: DELIVER_WITHIN_MS }, (beside) => onEngine(scope, beside)),
};

async function onEngine(scope: Scope, { sink, bare, engine, database }: Beside): Promise<Row[]> {
  const posthorn = await startPosthorn(scope, database === undefined ? {} : { database });
  await posthorn.api.call("POST", "/v1/account", sendingAccount("ada", sink.ready.port));
  await posthorn.api.call("PUT", "/v1/settings/queue/submit", { paused: true });
  const url = `${posthorn.url}/v1/account/ada/submit`;
  const asked = { connections: CONNECTIONS, method: "POST", body: smallMail, token: posthorn.token } as const;
  const writer = await startPeer<object, { url: string }>(scope, new URL("./peers/bare-http.ts", import.meta.url), [
    join(posthorn.dataDir, "bare"),
  ]);
  await load({ ...asked, url: writer.ready.url, amount: 2000 });
  const plain = await load({ ...asked, url: writer.ready.url, amount: MAILS });
  // The first thousand are slower, since the code is not compiled yet.
  const warmUp = 1000;
  await load({ ...asked, url, amount: warmUp });
  const accepted = await load({ ...asked, url, amount: MAILS });
  scope.say(`${engine} accepts ${perSecond(accepted.perSecond)}, p99 ${accepted.p99Ms} ms, ${accepted.failed} failed`);

  await posthorn.api.call("PUT", "/v1/settings/queue/submit", { paused: false });
  const delivered = await sink.ask({ count: MAILS + warmUp, withinMs: DELIVER_WITHIN_MS });
  const rate = delivered.count / (delivered.tookMs / 1000);
  scope.say(`${engine} delivers ${perSecond(rate)} (${delivered.count} mails)`);
  await posthorn.stop();
  const isDefault = database === undefined;
  return [
    {
      what: `submits accepted, durable, ${engine}`,
      ours: perSecond(accepted.perSecond),
      bare: perSecond(plain.perSecond),
      ratio: times(accepted.perSecond / plain.perSecond),
      budget: isDefault ? "≥ 2,000/s" : "",
      isMet: isDefault ? accepted.perSecond >= 2000 : null,
    },
    {
      what: `mails delivered, ${engine}`,
      ours: perSecond(rate),
      bare: perSecond(bare),
      ratio: times(rate / bare),
      budget: "≥ 0.8 ×",
      isMet: rate / bare >= 0.8,
    },
  ];
}
