import { setTimeout as sleep } from "node:timers/promises";
import { type Beside, besideBareDelivery, type Sink } from "./bare-delivery.ts";
import { eventLoopDelayMs } from "./event-loop-delay.ts";
import { megabytes, ms, perSecond, times } from "./numbers.ts";
import type { SinkReport } from "./peers/smtp-sink.ts";
import { type Posthorn, startPosthorn } from "./posthorn.ts";
import { residentBytes, watchPeak } from "./process-use.ts";
import { type Benchmark, type Row, rowOf } from "./row.ts";
import type { Scope } from "./scope.ts";
import { sendingAccount, smallMail } from "./small-mail.ts";

const MAILS = 10_000;
const CALLERS = 20;
const KILLS = 10;
/** PostgreSQL keeps the leases of a dead process until they run out. */
const DELIVER_WITHIN_MS = 300_000;

export const sendingCrashes: Benchmark = {
  name: "sending-crashes",
  how:
    `${CALLERS} callers hand in ${MAILS} mails of 1 KB, each the next when the one before is answered, while they are delivered to ` +
    `a sink in a process of its own. Rates are from the first to the last, acceptance beside delivery. The delay of the event ` +
    `loop is as the server tells it in its metrics: 10 ms is none. Bare: nodemailer's pool on the same sink. Then the same ` +
    `while the server is killed ${KILLS} times (SIGKILL) and started again; who gets no answer asks again with the same ` +
    "Idempotency-Key. A mail that came twice is explained when the log names it as one whose hand-off was interrupted.",
  run: (scope) =>
    besideBareDelivery(scope, { mails: MAILS, withinMs: DELIVER_WITHIN_MS }, (beside) => onEngine(scope, beside)),
};

async function onEngine(scope: Scope, { sink, bare, engine, database }: Beside): Promise<Row[]> {
  const posthorn = await startPosthorn(scope, database === undefined ? {} : { database });
  await posthorn.api.call("POST", "/v1/account", sendingAccount("ada", sink.ready.port));
  const undisturbed = await handAllIn(posthorn, sink, "a", null);
  const { accepted, delivered, delayMs, memory } = undisturbed;
  scope.say(`${engine} accepts ${perSecond(accepted)} and delivers ${perSecond(delivered)}`);
  const { report, log, killed } = await handAllIn(posthorn, sink, "b", KILLS);
  await posthorn.stop();
  const lost = MAILS - report.distinct;
  const named = new Set(log.flatMap((line) => interruptedIn(line) ?? []));
  const unexplained = report.repeated.filter((id) => !named.has(id)).length;
  scope.say(
    `${engine}: ${killed} kills, ${lost} lost, ${report.repeated.length} twice, ${named.size} hand-offs interrupted`,
  );
  const row = (what: string, ours: string, more?: Partial<Row>) => rowOf(`${what}, ${engine}`, ours, more);
  return [
    row(`${MAILS.toLocaleString("en")} submits by ${CALLERS} callers, accepted`, perSecond(accepted)),
    row("delivered meanwhile", perSecond(delivered), { bare: perSecond(bare), ratio: times(delivered / bare) }),
    row("delay of the event loop meanwhile, p99", ms(delayMs)),
    row("memory meanwhile, at most", memory === null ? "unknown" : megabytes(memory)),
    row(`the same with ${killed} kills: lost`, String(lost), { budget: "0", isMet: lost === 0 }),
    row(
      `the same with ${killed} kills: delivered twice`,
      `${report.repeated.length}, ${named.size} hand-offs interrupted, ${unexplained} unexplained`,
      { budget: "0 unexplained", isMet: unexplained === 0 },
    ),
  ];
}

interface Run {
  /** Mails a second. */
  accepted: number;
  delivered: number;
  delayMs: number;
  memory: number | null;
  report: SinkReport;
  killed: number;
  /** What the server wrote to its log meanwhile. */
  log: readonly string[];
}

/** Hands all mails in and waits until they have arrived and the outbox is empty. */
async function handAllIn(posthorn: Posthorn, sink: Sink, name: string, kills: number | null): Promise<Run> {
  const linesBefore = posthorn.log.length;
  // Telling the delay begins a new measurement.
  await eventLoopDelayMs(posthorn);
  const before = await residentBytes(posthorn.pid);
  const peak = await watchPeak(posthorn.pid);
  let next = 0;
  let answered = 0;
  let killed = 0;
  let isUp = Promise.resolve();

  async function crash(): Promise<void> {
    killed++;
    await posthorn.kill();
    await posthorn.start();
  }
  async function call(): Promise<void> {
    while (next < MAILS) {
      const messageId = `<${name}${next++}@example.org>`;
      for (let isAnswered = false; !isAnswered;) {
        await isUp;
        isAnswered = await posthorn.api
          .call("POST", "/v1/account/ada/submit", { ...smallMail, messageId }, { "idempotency-key": messageId })
          .then(() => true)
          .catch(() => false);
      }
      answered++;
      if (kills !== null && killed < kills && answered >= ((killed + 1) * MAILS) / (kills + 1)) isUp = crash();
    }
  }
  const began = performance.now();
  await Promise.all(Array.from({ length: CALLERS }, call));
  const took = performance.now() - began;
  await isUp;
  await untilEmpty(posthorn);
  const delayMs = await eventLoopDelayMs(posthorn);
  const above = await peak();
  const report = await sink.ask({ count: MAILS, withinMs: 5000 });
  return {
    accepted: MAILS / (took / 1000),
    delivered: report.count / (report.tookMs / 1000),
    delayMs,
    memory: before === null || above === null ? null : before + above,
    report,
    killed,
    log: posthorn.log.slice(linesBefore),
  };
}

async function untilEmpty({ api }: Posthorn): Promise<void> {
  for (const end = performance.now() + DELIVER_WITHIN_MS; performance.now() < end; await sleep(200))
    if ((await api.call<{ total: number }>("GET", "/v1/outbox")).total === 0) return;
  throw new Error("The outbox does not become empty");
}

/** The Message-ID of a hand-off that a line of the log tells to be interrupted. */
function interruptedIn(line: string): string | undefined {
  if (!line.includes("A hand-off was interrupted")) return undefined;
  return (JSON.parse(line) as { messageId?: string }).messageId;
}
