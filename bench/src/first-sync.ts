import { startDovecot } from "@posthorn/fakes/dovecot";
import { fillMailbox } from "./fill-mailbox.ts";
import { bareClient, imapAccount, untilState } from "./imap-account.ts";
import { median, perSecond, times } from "./numbers.ts";
import { notesSize } from "./offline.ts";
import { startPosthorn } from "./posthorn.ts";
import type { Benchmark, Row } from "./row.ts";
import type { Scope } from "./scope.ts";

/** How many messages, and how often both take their turn. */
const SIZES = [
  { messages: 10_000, rounds: 5 },
  { messages: 100_000, rounds: 2 },
];

export const firstSync: Benchmark = {
  name: "first-sync",
  how:
    `Inboxes of ${SIZES.map(({ messages }) => messages.toLocaleString("en")).join(" and ")} messages. Posthorn: from the moment an account is ` +
    "`syncing` until it is `connected`. Bare: imapflow's fetch of UID and FLAGS of all messages. In turn; medians of " +
    `${SIZES.map(({ rounds }) => rounds).join(" and ")}. The index is what the notes of the account take in the database.`,
  async run(scope) {
    const rows: Row[] = [];
    for (const { messages, rounds } of SIZES) rows.push(...(await syncFirst(scope, messages, rounds)));
    return rows;
  },
};

async function syncFirst(scope: Scope, messages: number, rounds: number): Promise<Row[]> {
  const dovecot = await startDovecot();
  scope.defer(() => dovecot.stop());
  await fillMailbox(dovecot, "ada", messages);
  const posthorn = await startPosthorn(scope);
  const { api } = posthorn;
  const bare = await bareClient(scope, dovecot, "ada");
  const plain: number[] = [];
  const ours: number[] = [];
  // The first rounds are Dovecot's own first look at the files.
  for (let round = -1; round < rounds; round++) {
    const started = performance.now();
    let count = 0;
    for await (const message of bare.fetch("1:*", { uid: true, flags: true })) count += message.uid > 0 ? 1 : 0;
    const took = performance.now() - started;
    await api.call("POST", "/v1/account", imapAccount(dovecot, "ada"));
    const begun = await untilState(api, "ada", ["syncing", "connected"], { withinMs: 60_000 });
    // Seen up to 10 ms late, which counts against us; asking more often would slow down what is measured.
    const done = await untilState(api, "ada", ["connected"], { everyMs: 10, withinMs: 60_000 });
    if (round >= 0) {
      plain.push(count / (took / 1000));
      ours.push(messages / ((done - begun) / 1000));
    }
    if (round < rounds - 1) await api.call("DELETE", "/v1/account/ada");
  }
  await posthorn.stop();
  const bytes = await notesSize(posthorn.dataDir, "ada");
  const [rate, plainRate] = [median(ours), median(plain)];
  const size = messages.toLocaleString("en");
  scope.say(`${size}: ${perSecond(rate)} against ${perSecond(plainRate)}; ${bytes} bytes of notes`);
  return [
    {
      what: `first sync of ${size} messages`,
      ours: perSecond(rate),
      bare: perSecond(plainRate),
      ratio: times(rate / plainRate),
      budget: "≥ 0.8 ×",
      isMet: rate / plainRate >= 0.8,
    },
    {
      what: `index of ${size} messages`,
      ours: `${Math.round(bytes / 1000)} kB`,
      bare: "",
      ratio: `${(bytes / messages).toFixed(1)} B/message`,
      budget: "< 10 B/message",
      isMet: bytes / messages < 10,
    },
  ];
}
