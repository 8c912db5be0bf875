import { startDovecot } from "@posthorn/fakes/dovecot";
import { startWebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import { newsletter } from "./fill-mailbox.ts";
import { bareClient, imapAccount, untilState } from "./imap-account.ts";
import { median, ms, percentile } from "./numbers.ts";
import { startPosthorn } from "./posthorn.ts";
import type { Benchmark } from "./row.ts";

const USERS = 5;
const ROUNDS = 25;
/** Dovecot gathers news for half a second, each connection on its own; from rest all of them begin together. */
const QUIET_MS = 1200;
const BUDGET = { p50: 50, p99: 250 };

export const newMail: Benchmark = {
  name: "new-mail",
  how:
    `${USERS * ROUNDS} messages are delivered to ${USERS} mailboxes. Measured is the time from the notice that an imapflow ` +
    "client in IDLE gets of the same message to the arrival of the webhook `messageNew`, text included. Bare: from " +
    "that notice to the one that a second such client gets, since Dovecot does not tell all at once.",
  async run(scope) {
    const dovecot = await startDovecot();
    scope.defer(() => dovecot.stop());
    const receiver = await startWebhookReceiver();
    scope.defer(() => receiver.close());
    const posthorn = await startPosthorn(scope);
    const { api } = posthorn;
    await api.call("POST", "/v1/settings", {
      webhooksEnabled: true,
      webhooks: receiver.url,
      webhookEvents: ["messageNew"],
    });
    const users = Array.from({ length: USERS }, (_, index) => `user${index}`);
    const notices = [new Map<string, number>(), new Map<string, number>()] as const;
    for (const user of users) {
      await dovecot.deliver(user, newsletter(0));
      await api.call("POST", "/v1/account", imapAccount(dovecot, user));
      await untilState(api, user, ["connected"]);
      for (const noticed of notices) {
        const client = await bareClient(scope, dovecot, user);
        client.on("exists", ({ count }: { count: number }) => noticed.set(`${user} ${count}`, performance.now()));
        client.idle().catch(() => undefined);
      }
    }
    const delays: number[] = [];
    const jitter: number[] = [];
    // The first round is not counted: nothing is compiled yet.
    for (let round = 0; round <= ROUNDS; round++) {
      await new Promise((resolve) => setTimeout(resolve, QUIET_MS));
      const names = users.map((user) => `${user}-${round}@example.com`);
      for (const [index, user] of users.entries()) {
        const content = newsletter(0)
          .toString()
          .replace("number-0@example.com", names[index] ?? "");
        await dovecot.deliver(user, content);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      const told = (name: string) =>
        receiver.received.find(({ json }) => (json as Told | undefined)?.data?.messageId === `<${name}>`);
      await receiver.waitFor(() => names.every((name) => told(name) !== undefined), 15_000);
      for (const until = performance.now() + 15_000; performance.now() < until;) {
        if (notices.every((noticed) => users.every((user) => noticed.has(`${user} ${round + 2}`)))) break;
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
      if (round > 0)
        for (const [index, user] of users.entries()) {
          const [noticed, second] = notices.map((all) => all.get(`${user} ${round + 2}`));
          const arrived = told(names[index] ?? "")?.receivedAt;
          if (noticed !== undefined && arrived !== undefined) delays.push(arrived - noticed);
          if (noticed !== undefined && second !== undefined) jitter.push(second - noticed);
        }
      receiver.clear();
    }
    const [p50, p99] = [median(delays), percentile(delays, 0.99)];
    scope.say(
      `${delays.length} of ${USERS * ROUNDS}: p50 ${ms(p50)}, p99 ${ms(p99)}, worst ${ms(Math.max(...delays))}`,
    );
    return [
      {
        what: "new mail to webhook, above the server's notice",
        ours: `p50 ${ms(p50)}, p99 ${ms(p99)}`,
        bare: `p50 ${ms(median(jitter))}, p99 ${ms(percentile(jitter, 0.99))}`,
        ratio: "",
        budget: `p50 < ${BUDGET.p50} ms, p99 < ${BUDGET.p99} ms`,
        isMet: p50 < BUDGET.p50 && p99 < BUDGET.p99,
      },
    ];
  },
};

interface Told {
  data?: { messageId?: string };
}
