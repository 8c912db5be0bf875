import { type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import type { Caller } from "./caller.ts";
import { fillMailbox, newsletter } from "./fill-mailbox.ts";
import { bareClient, imapAccount, untilState } from "./imap-account.ts";
import { median, ms, times } from "./numbers.ts";
import { startPosthorn } from "./posthorn.ts";
import type { Benchmark, Row } from "./row.ts";
import type { Scope } from "./scope.ts";

const MESSAGES = 10_000;
const ROUNDS = 7;
/** Per round: flags changed, messages gone, messages new. */
const CHANGES = { flagged: 50, gone: 25, new: 25 };

export const reconnect: Benchmark = {
  name: "reconnect",
  how:
    `An account with ${MESSAGES.toLocaleString("en")} messages is switched off and on again, with nothing changed in between, and with ` +
    `${CHANGES.flagged} flags, ${CHANGES.gone} deletions and ${CHANGES.new} new messages. Posthorn: from the call that switches it on until it is ` +
    "`connected`, which includes telling the changes. Bare: an imapflow client with QRESYNC logs in, lists the mailboxes " +
    `with their counters, selects the inbox as of before and fetches what is new, texts included. In turn, medians of ${ROUNDS}.`,
  async run(scope) {
    const dovecot = await startDovecot();
    scope.defer(() => dovecot.stop());
    await fillMailbox(dovecot, "ada", MESSAGES);
    const { api } = await startPosthorn(scope);
    await api.call("POST", "/v1/account", imapAccount(dovecot, "ada"));
    await untilState(api, "ada", ["connected"]);
    return [
      await measure(scope, { api, dovecot, what: "reconnect with nothing changed", change: async () => {} }),
      await measure(scope, {
        api,
        dovecot,
        what: `reconnect with ${CHANGES.flagged + CHANGES.gone + CHANGES.new} changes`,
        change: (round) => changeMailbox(scope, dovecot, round),
      }),
    ];
  },
};

interface Measured {
  api: Caller;
  dovecot: Dovecot;
  what: string;
  change(round: number): Promise<void>;
}

async function measure(scope: Scope, { api, dovecot, what, change }: Measured): Promise<Row> {
  const ours: number[] = [];
  const theirs: number[] = [];
  // The first round is not counted: nothing is compiled yet.
  for (let round = -1; round < ROUNDS; round++) {
    const before = await bareClient(scope, dovecot, "ada");
    const { mailbox } = before;
    if (!mailbox) throw new Error("The inbox is not selected");
    const known = {
      uidValidity: mailbox.uidValidity,
      changedSince: mailbox.highestModseq ?? 1n,
      uidNext: mailbox.uidNext,
    };
    await before.logout();
    await api.call("PUT", "/v1/account/ada", { imap: { partial: true, disabled: true } });
    await untilState(api, "ada", ["unset"]);
    await change(round);
    const began = performance.now();
    await bareReconnect(scope, dovecot, known);
    const between = performance.now();
    await api.call("PUT", "/v1/account/ada", { imap: { partial: true, disabled: false } });
    const done = await untilState(api, "ada", ["connected"]);
    if (round < 0) continue;
    theirs.push(between - began);
    ours.push(done - between);
  }
  const [own, plain] = [median(ours), median(theirs)];
  scope.say(`${what}: ${ms(own)} against ${ms(plain)}`);
  return { what, ours: ms(own), bare: ms(plain), ratio: times(own / plain), budget: "", isMet: null };
}

async function bareReconnect(
  scope: Scope,
  dovecot: Dovecot,
  known: { uidValidity: bigint; changedSince: bigint; uidNext: number },
): Promise<void> {
  const client = await bareClient(scope, dovecot, "ada", { qresync: true, select: false });
  await client.list({ statusQuery: { messages: true, uidNext: true, uidValidity: true, highestModseq: true } });
  await client.mailboxOpen("INBOX", known);
  const range = `${known.uidNext}:*`;
  const all = {
    uid: true,
    flags: true,
    envelope: true,
    bodyStructure: true,
    internalDate: true,
    size: true,
    headers: true,
  };
  for (const { uid } of await client.fetchAll(range, all, { uid: true }))
    await client.fetchOne(String(uid), { uid: true, bodyParts: ["1", "2"] }, { uid: true });
  client.close();
}

async function changeMailbox(scope: Scope, dovecot: Dovecot, round: number): Promise<void> {
  const client = await bareClient(scope, dovecot, "ada");
  // Another keyword each time, so that each time flags do change.
  await client.messageFlagsAdd(`100:${99 + CHANGES.flagged}`, [`$Round${round + 1}`]);
  await client.messageDelete(`50:${49 + CHANGES.gone}`);
  for (let number = 0; number < CHANGES.new; number++) await client.append("INBOX", newsletter(number));
  await client.logout();
}
