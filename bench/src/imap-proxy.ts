import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { freePort } from "@posthorn/fakes/local-server";
import { startDovecot } from "@posthorn/fakes/dovecot";
import { ImapFlow } from "imapflow";
import { bareClient, imapAccount } from "./imap-account.ts";
import { startPeer } from "./peer.ts";
import type { OpenSockets } from "./peers/tls-sockets.ts";
import { startPosthorn } from "./posthorn.ts";
import { residentBytes } from "./process-use.ts";
import type { Benchmark } from "./row.ts";
import type { Scope } from "./scope.ts";

const FIRST = 50;
const MORE = 200;
const MESSAGE_MB = 25;
const ROUNDS = 5;
const PASSWORD = "a password of the proxy";
const SETTLE_MS = 5000;

export const imapProxy: Benchmark = {
  name: "imap-proxy",
  how:
    `Resident memory of the server with ${FIRST} clients of its IMAP proxy and with ${FIRST + MORE}, each connected to the mail server over TLS, ` +
    `divided by the difference, after a garbage collection. Bare: the same for a process that holds so many TLS sockets and nothing else. ` +
    `Then a message of ${MESSAGE_MB} MB is fetched ${ROUNDS} times, through the proxy and from the mail server itself, in turn, without TLS.`,
  async run(scope) {
    const dovecot = await startDovecot({ tls: true });
    scope.defer(() => dovecot.stop());
    const port = await freePort();
    const posthorn = await startPosthorn(scope, {
      env: {
        POSTHORN_IMAP_PROXY_ENABLED: "true",
        POSTHORN_IMAP_PROXY_PORT: String(port),
        POSTHORN_IMAP_PROXY_SECRET: PASSWORD,
        POSTHORN_IMAP_PROXY_MAX_CONNECTIONS_PER_ACCOUNT: "1000",
        POSTHORN_IMAP_PROXY_MAX_CONNECTIONS_PER_ADDRESS: "1000",
      },
    });
    const { imap, ...account } = imapAccount(dovecot, "many", true);
    // Not watched: what a client costs is all that is to be seen.
    await posthorn.api.call("POST", "/v1/account", { ...account, imap, path: ["INBOX"] });
    const sockets = await startPeer<OpenSockets, object>(scope, new URL("./peers/tls-sockets.ts", import.meta.url));
    const memoryWith = async (from: number, to: number) => {
      for (let index = from; index < to; index++) await logIn(scope, port, "many");
      await sockets.ask({ port: dovecot.tlsPort ?? 0, count: to });
      return [await memoryInUse(posthorn.pid), await memoryInUse(sockets.pid)] as const;
    };
    const [first, firstBare] = await memoryWith(0, FIRST);
    const [second, secondBare] = await memoryWith(FIRST, FIRST + MORE);
    const client = (second - first) / MORE / 1024;
    const socket = (secondBare - firstBare) / MORE / 1024;

    const plain = await startDovecot();
    scope.defer(() => plain.stop());
    await plain.deliver(
      "large",
      `Subject: large\r\n\r\n${`${"x".repeat(76)}\r\n`.repeat((MESSAGE_MB * 2 ** 20) / 78)}`,
    );
    await posthorn.api.call("POST", "/v1/account", imapAccount(plain, "large"));
    const proxied = new ImapFlow({
      host: "127.0.0.1",
      port,
      secure: false,
      auth: { user: "large", pass: PASSWORD },
      logger: false,
      disableCompression: true,
    });
    proxied.on("error", () => undefined);
    await proxied.connect();
    scope.defer(() => proxied.close());
    await proxied.mailboxOpen("INBOX");
    const bare = await bareClient(scope, plain, "large");
    const times = { ours: 0, bare: 0 };
    for (let round = 0; round <= ROUNDS; round++) {
      const [ours, theirs] = [await timeOf(proxied), await timeOf(bare)];
      // The first one warms up.
      if (round > 0) times.ours += ours;
      if (round > 0) times.bare += theirs;
    }
    const rate = (ms: number) => `${Math.round((MESSAGE_MB * ROUNDS * 1000) / ms)} MB/s`;
    return [
      {
        what: "memory of a client of the IMAP proxy",
        ours: kb(client),
        bare: `${kb(socket)} (a TLS socket)`,
        ratio: `+${kb(client - socket)}`,
        budget: "",
        isMet: null,
      },
      {
        what: `fetching ${MESSAGE_MB} MB through the IMAP proxy`,
        ours: rate(times.ours),
        bare: rate(times.bare),
        ratio: `${(times.ours / times.bare).toFixed(2)} × the time`,
        budget: "",
        isMet: null,
      },
    ];
  },
};

/** A client that has logged in and says no more. */
async function logIn(scope: Scope, port: number, account: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  scope.defer(() => void socket.destroy());
  let heard = "";
  socket.on("data", (chunk: Buffer) => (heard += chunk.toString()));
  socket.write(`a LOGIN "${account}" "${PASSWORD}"\r\n`);
  while (!/^a \w+ /m.test(heard)) await once(socket, "data");
  if (!/^a OK /m.test(heard)) throw new Error(`The IMAP proxy said ${heard}`);
  return socket;
}

async function timeOf(client: ImapFlow): Promise<number> {
  const before = performance.now();
  await client.fetchOne("1", { source: true });
  return performance.now() - before;
}

async function memoryInUse(pid: number): Promise<number> {
  await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  process.kill(pid, "SIGUSR2");
  await new Promise((resolve) => setTimeout(resolve, 2000));
  return (await residentBytes(pid)) ?? Number.NaN;
}

const kb = (value: number) => `${Math.round(value)} KB`;
