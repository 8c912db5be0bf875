import { startDovecot } from "@posthorn/fakes/dovecot";
import { imapAccount } from "./imap-account.ts";
import { preparePosthorn } from "./posthorn.ts";
import type { Benchmark } from "./row.ts";
import { untilConnected } from "./until-connected.ts";

const ACCOUNTS = 1000;
/** A Dovecot serves a thousand connections, and for a moment an account has two. */
const SERVERS = 2;
const CONNECT_WITHIN_MS = 90_000;

export const start: Benchmark = {
  name: "start",
  how:
    `${ACCOUNTS} accounts on ${SERVERS} Dovecots of this machine. From the start of the process to the first answer of ` +
    "the API, and until all are connected; all of them count as one host, which gets ten logins at once.",
  async run(scope) {
    const posthorn = await preparePosthorn(scope);
    const dovecots = await Promise.all(Array.from({ length: SERVERS }, () => startDovecot()));
    for (const dovecot of dovecots) scope.defer(() => dovecot.stop());
    await posthorn.start();
    for (let index = 0; index < ACCOUNTS; index++) {
      const dovecot = dovecots[index % SERVERS];
      if (dovecot !== undefined) await posthorn.api.call("POST", "/v1/account", imapAccount(dovecot, `user${index}`));
    }
    const first = await untilConnected(posthorn.client, ACCOUNTS, CONNECT_WITHIN_MS);
    scope.say(`${first} accounts are connected; now the server starts anew`);
    await posthorn.stop();

    const started = performance.now();
    await posthorn.start();
    await posthorn.api.call("GET", "/v1/account/user0");
    const answered = (performance.now() - started) / 1000;
    const connected = await untilConnected(posthorn.client, ACCOUNTS, CONNECT_WITHIN_MS);
    const all = (performance.now() - started) / 1000;
    scope.say(`the API answers after ${answered.toFixed(2)} s; ${connected} connected after ${all.toFixed(1)} s`);
    return [
      {
        what: `start with ${ACCOUNTS} accounts: the API answers`,
        ours: `${answered.toFixed(2)} s`,
        bare: "",
        ratio: "",
        budget: "< 5 s",
        isMet: answered < 5,
      },
      {
        what: `start with ${ACCOUNTS} accounts: ${connected} are connected`,
        ours: `${all.toFixed(1)} s`,
        bare: "",
        ratio: "",
        budget: "",
        isMet: null,
      },
    ];
  },
};
