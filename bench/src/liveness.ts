import { type FakeImap, startFakeImap } from "@posthorn/fakes/imap";
import { freeze, halfOpen, hang, idleInSilence } from "@posthorn/fakes/imap/deeds";
import { startWebhookReceiver, type WebhookReceiver } from "@posthorn/fakes/webhook-receiver";
import type { Caller } from "./caller.ts";
import { newsletter } from "./fill-mailbox.ts";
import { imapAccount, untilState } from "./imap-account.ts";
import { startPosthorn } from "./posthorn.ts";
import type { Benchmark, Row } from "./row.ts";
import type { Scope } from "./scope.ts";

/** How often a listening connection is asked something here; 4 minutes by default. */
const ASKED_EVERY_S = 20;
/** How often all mailboxes are looked at here; 15 minutes by default. */
const LOOKED_EVERY_S = 20;
/** From when it is due until a fault is found. */
const BOUND_S = 60;

const FAULTS = [
  { name: "a half-open connection", deed: halfOpen, dueS: ASKED_EVERY_S },
  { name: "an IDLE that never ends", deed: hang, dueS: ASKED_EVERY_S },
  { name: "a view that stays old", deed: freeze, dueS: LOOKED_EVERY_S },
  { name: "an IDLE that pushes nothing", deed: idleInSilence, dueS: ASKED_EVERY_S },
];

export const liveness: Benchmark = {
  name: "liveness",
  how:
    "Mail servers of ours go wrong in the IDLE of the connection that listens, and then receive a message. Measured is how long " +
    `it takes until that connection is replaced, and until the message is told. Connections are asked every ${ASKED_EVERY_S} s ` +
    `instead of four minutes and mailboxes looked at every ${LOOKED_EVERY_S} s instead of fifteen, so that a run ends; the ` +
    `bound after that is the usual one of ${BOUND_S} s. A server that pushes nothing is not left; it is asked.`,
  async run(scope) {
    const receiver = await startWebhookReceiver();
    scope.defer(() => receiver.close());
    const { api } = await startPosthorn(scope, {
      env: { POSTHORN_IMAP_SOCKET_TIMEOUT: `${ASKED_EVERY_S / 0.8}s` },
    });
    const settings = { webhooksEnabled: true, webhooks: receiver.url, webhookEvents: ["messageNew"] };
    await api.call("POST", "/v1/settings", settings);
    return Promise.all(FAULTS.map((fault, index) => measure(scope, api, receiver, { ...fault, user: `user${index}` })));
  },
};

async function measure(
  scope: Scope,
  api: Caller,
  receiver: WebhookReceiver,
  { name, deed, dueS, user }: (typeof FAULTS)[number] & { user: string },
): Promise<Row> {
  const server = await startFakeImap();
  scope.defer(() => server.stop());
  server.store.deliver("INBOX", newsletter(0));
  server.once("IDLE", deed(), { connection: 1 });
  const { imap, ...account } = imapAccount({ host: server.host, port: server.port, password: "secret" }, user);
  await api.call("POST", "/v1/account", { ...account, imap: { ...imap, resyncDelay: LOOKED_EVERY_S } });
  await untilState(api, user, ["connected"]);
  await until(() => server.commands(1).includes("IDLE"), 10);
  const wrongSince = performance.now();
  const messageId = `<${user}@example.com>`;
  server.store.deliver("INBOX", newsletter(0).toString().replace("<number-0@example.com>", messageId));
  const told = receiver.waitFor(
    (received) => received.some(({ json }) => (json as Told | undefined)?.data?.messageId === messageId),
    (dueS + BOUND_S + 60) * 1000,
  );
  const isReplaced = deed !== idleInSilence;
  if (isReplaced) await until(() => isListenedAnew(server), dueS + BOUND_S + 60);
  const replacedS = (performance.now() - wrongSince) / 1000;
  await told;
  const toldS = (performance.now() - wrongSince) / 1000;
  const said = isReplaced ? `replaced after ${replacedS.toFixed(1)} s, ` : "";
  scope.say(`${name}: ${said}told after ${toldS.toFixed(1)} s`);
  return {
    what: `${name}, due after ${dueS} s`,
    ours: `${said}told after ${toldS.toFixed(1)} s`,
    bare: "",
    ratio: "",
    budget: `< ${dueS + BOUND_S} s`,
    isMet: (isReplaced ? replacedS : toldS) < dueS + BOUND_S,
  };
}

interface Told {
  data?: { messageId?: string };
}

/** Another connection than the first listens. */
const isListenedAnew = (server: FakeImap) =>
  server.received.some(({ connection, command }) => connection > 1 && command === "IDLE");

async function until(isMet: () => boolean, withinS: number): Promise<void> {
  for (const end = performance.now() + withinS * 1000; !isMet();) {
    if (performance.now() > end) throw new Error("It was not noticed in time");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
