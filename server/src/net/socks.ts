import { lookup } from "node:dns/promises";
import { isIP, isIPv6, type Socket } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import { SocksClient } from "socks";

const DEFAULT_PORT = 1080;

export interface Destination {
  host: string;
  port: number;
}

/**
 * Opens a connection through a SOCKS proxy: `socks5:` (also `socks:`), `socks4:` or `socks4a:`, with the login
 * of its URL. Names are resolved by the proxy, save for `socks4`, which knows only IPv4 addresses. Rejects when
 * the proxy can't be reached, refuses, or is not done in time.
 */
export async function dialSocks(
  proxy: string,
  destination: Destination,
  timeoutMs: number,
  signal?: AbortSignal,
): Promise<Socket> {
  const url = new URL(proxy);
  const isVersion4 = url.protocol.startsWith("socks4");
  let host = withoutBrackets(destination.host);
  if (isVersion4 && isIPv6(host)) throw new Error(`SOCKS4 proxies can't reach the IPv6 address ${host}`);
  // The library takes a name for a wish to speak SOCKS4a.
  if (url.protocol === "socks4:" && isIP(host) === 0) host = (await lookup(host, { family: 4 })).address;
  try {
    const dialled = SocksClient.createConnection({
      command: "connect",
      timeout: timeoutMs,
      destination: { host, port: destination.port },
      proxy: {
        host: withoutBrackets(url.hostname),
        port: Number(url.port) || DEFAULT_PORT,
        type: isVersion4 ? 4 : 5,
        ...(url.username !== "" && { userId: decoded(url.username) }),
        ...(url.password !== "" && { password: decoded(url.password) }),
      },
    });
    const { socket } = await untilAborted(dialled, signal);
    // What goes wrong before anybody listens shows when it is used.
    socket.on("error", () => {});
    await keepEarlyData(socket);
    return socket;
  } catch (error) {
    // The library hangs its options onto the error, and with them the password.
    throw Object.assign(new Error((error as Error).message), codeOf(error));
  }
}

/** The library can't be interrupted; what it still brings is closed. */
async function untilAborted<T extends { socket: Socket }>(dialled: Promise<T>, signal?: AbortSignal): Promise<T> {
  if (signal === undefined) return dialled;
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(new Error("Connecting was given up"));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });
  try {
    return await Promise.race([dialled, aborted]);
  } finally {
    if (stop) signal.removeEventListener("abort", stop);
    if (signal.aborted)
      void dialled.then(
        ({ socket }) => socket.destroy(),
        () => {},
      );
  }
}

/**
 * What the server sent together with the proxy's last word is emitted by the library in the next turn, whether
 * somebody listens yet or not. Puts it back for whoever reads first.
 */
async function keepEarlyData(socket: Socket): Promise<void> {
  const early: Buffer[] = [];
  const keep = (chunk: Buffer) => void early.push(chunk);
  socket.on("data", keep);
  await nextTurn();
  socket.pause();
  socket.off("data", keep);
  if (early.length > 0) socket.unshift(Buffer.concat(early));
}

const codeOf = (error: unknown) => {
  const { code } = error as { code?: string };
  return code === undefined ? {} : { code };
};

const withoutBrackets = (host: string) => host.replace(/^\[|\]$/g, "");

/** As it is where it is not valid percent-encoding. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
