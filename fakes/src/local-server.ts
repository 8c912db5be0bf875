import type { ChildProcess } from "node:child_process";
import { randomInt } from "node:crypto";
import { connect, createServer } from "node:net";

/** Below those that systems give to outgoing connections, of which a busy machine makes thousands. */
const [FIRST_PORT, LAST_PORT] = [10_000, 32_000];

/** A port of this machine that nobody listens on, and that no connection takes before the caller does. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(FIRST_PORT, LAST_PORT);
    if (await canListen(port)) return port;
  }
}

async function canListen(port: number): Promise<boolean> {
  const server = createServer();
  const isListening = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
  });
  if (isListening) await new Promise((resolve) => server.close(resolve));
  return isListening;
}

/** Resolves when a mail server greets on its port; rejects when its process ends, or after `patienceMs`: machines are busy. */
export async function untilItGreets(
  name: string,
  port: number,
  child: ChildProcess,
  complaint: () => string,
  patienceMs = 60_000,
): Promise<void> {
  for (const start = Date.now(); Date.now() - start < patienceMs;) {
    if (child.exitCode !== null) throw new Error(`${name} did not start: ${complaint()}`);
    if (await greets(port)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill("SIGKILL");
  throw new Error(`${name} did not answer: ${complaint()}`);
}

const greets = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ port, host: "127.0.0.1", timeout: 5000 });
    // After an error as well; a server may also hang up without a word.
    socket.once("error", () => undefined).once("close", () => resolve(false));
    socket.once("timeout", () => socket.destroy());
    socket.once("data", () => {
      resolve(true);
      socket.destroy();
    });
  });
