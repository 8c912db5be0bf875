import type { ChildProcess } from "node:child_process";
import { connect, createServer } from "node:net";

/** A port of this machine that nobody listens on. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** Resolves when a mail server greets on its port; rejects when its process ends, or after a minute: machines are busy. */
export async function untilItGreets(
  name: string,
  port: number,
  child: ChildProcess,
  complaint: () => string,
): Promise<void> {
  for (const start = Date.now(); Date.now() - start < 60_000;) {
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
    socket.once("error", () => resolve(false));
    socket.once("timeout", () => {
      socket.destroy();
      resolve(false);
    });
    socket.once("data", () => {
      socket.destroy();
      resolve(true);
    });
  });
