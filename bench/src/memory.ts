import { startDovecot } from "@posthorn/fakes/dovecot";
import { imapAccount } from "./imap-account.ts";
import { startPeer } from "./peer.ts";
import type { OpenSockets } from "./peers/tls-sockets.ts";
import { startPosthorn } from "./posthorn.ts";
import { cpuSeconds, residentBytes } from "./process-use.ts";
import type { Benchmark } from "./row.ts";
import { untilConnected } from "./until-connected.ts";

const FIRST = 100;
const MORE = 400;
/** Connections for requests, the first look's too, are closed after a minute without use. */
const SETTLE_MS = 68_000;
/** Over so long the processor time of idle accounts is taken. */
const IDLE_MS = 60_000;
/** V8 keeps the room that starting took for some seconds. */
const SETTLE_EMPTY_MS = 20_000;

export const memory: Benchmark = {
  name: "memory",
  how:
    `Resident memory of the server with ${FIRST} connected accounts and with ${FIRST + MORE}, over TLS, divided by the ` +
    `difference; each time ${SETTLE_MS / 1000} s after the last one connected and after a garbage collection. Bare: the same for a process that holds so ` +
    `many TLS sockets to the same server and nothing else. The empty server is measured ${SETTLE_EMPTY_MS / 1000} s after it began to listen. Then ` +
    `nothing happens for ${IDLE_MS / 1000} s, and the processor time of both is taken.`,
  async run(scope) {
    const dovecot = await startDovecot({ tls: true });
    scope.defer(() => dovecot.stop());
    const posthorn = await startPosthorn(scope);
    const { api } = posthorn;
    const sockets = await startPeer<OpenSockets, object>(scope, new URL("./peers/tls-sockets.ts", import.meta.url));
    await settle(SETTLE_EMPTY_MS);
    const empty = await memoryInUse(posthorn.pid);

    const memoryWith = async (from: number, to: number) => {
      for (let index = from; index < to; index++)
        await api.call("POST", "/v1/account", imapAccount(dovecot, `user${index}`, true));
      await untilConnected(posthorn.client, to, 120_000);
      await sockets.ask({ port: dovecot.tlsPort ?? 0, count: to });
      await settle(SETTLE_MS);
      return [await memoryInUse(posthorn.pid), await memoryInUse(sockets.pid)] as const;
    };
    const [first, firstBare] = await memoryWith(0, FIRST);
    const [second, secondBare] = await memoryWith(FIRST, FIRST + MORE);
    const [busy, busyBare] = await timeWhileIdle([posthorn.pid, sockets.pid]);
    const account = (second - first) / MORE / 1024;
    const socket = (secondBare - firstBare) / MORE / 1024;
    scope.say(
      `empty ${mb(empty)}, ${FIRST} accounts ${mb(first)}, ${FIRST + MORE} accounts ${mb(second)}; a socket ${kb(socket)}`,
    );
    return [
      {
        what: "memory of an idle account",
        ours: kb(account),
        bare: `${kb(socket)} (a TLS socket)`,
        ratio: `+${kb(account - socket)}`,
        budget: "≤ +60 KB",
        isMet: account - socket <= 60,
      },
      {
        what: `processor time of ${FIRST + MORE} idle accounts in a minute`,
        ours: seconds(busy),
        bare: `${seconds(busyBare)} (TLS sockets)`,
        ratio: "",
        budget: "",
        isMet: null,
      },
      {
        what: "memory of the empty server",
        ours: mb(empty),
        bare: "",
        ratio: "",
        budget: "≤ 120 MB",
        isMet: empty <= 120 * 2 ** 20,
      },
    ];
  },
};

async function memoryInUse(pid: number): Promise<number> {
  process.kill(pid, "SIGUSR2");
  await settle(2000);
  return (await residentBytes(pid)) ?? Number.NaN;
}

/** Seconds of processor time that processes use while nothing is asked of them. */
async function timeWhileIdle([ours, bare]: [number, number]): Promise<[number, number]> {
  const used = async () => [(await cpuSeconds(ours)) ?? Number.NaN, (await cpuSeconds(bare)) ?? Number.NaN] as const;
  const before = await used();
  await settle(IDLE_MS);
  const after = await used();
  return [after[0] - before[0], after[1] - before[1]];
}

const seconds = (value: number) => `${value.toFixed(2)} s`;
const settle = (time: number) => new Promise((resolve) => setTimeout(resolve, time));
const kb = (value: number) => `${Math.round(value)} KB`;
const mb = (bytes: number) => `${Math.round(bytes / 2 ** 20)} MB`;
