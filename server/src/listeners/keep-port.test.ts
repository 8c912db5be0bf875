import { createServer, type AddressInfo, type Server } from "node:net";
import { once } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { ListenerState } from "../core/listener-state.ts";
import { silentLog } from "../core/log.ts";
import { keepPort, type KeptPort, type Wanted } from "./keep-port.ts";
import { openListener } from "./listener.ts";

const kept: KeptPort[] = [];
const taken: Server[] = [];
afterEach(async () => {
  for (const port of kept.splice(0)) await port.close(0);
  for (const server of taken.splice(0)) server.close();
});

/** A port in other hands. */
async function takePort(): Promise<{ port: number; server: Server }> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  taken.push(server);
  return { port: (server.address() as AddressInfo).port, server };
}

function keep(first: Wanted | null) {
  let wanted = first;
  let change = () => {};
  const states: ListenerState[] = [];
  const port = keepPort({
    name: "The test",
    wanted: () => wanted,
    onChange(listener) {
      change = listener;
      return () => (change = () => {});
    },
    open: async ({ host, port: at }) => ({
      listener: await openListener({
        host,
        port: at,
        tls: null,
        expectsProxyHeader: () => false,
        maxConnections: 10,
        maxConnectionsPerAddress: 10,
        fullReply: "no\r\n",
        serve: ({ socket }) => void socket.end("hello\r\n"),
        log: silentLog,
      }),
      dismiss() {},
    }),
    onState: (state) => states.push(state),
    log: silentLog,
    retryMs: 20,
  });
  kept.push(port);
  return {
    port,
    states,
    want(next: Wanted | null) {
      wanted = next;
      change();
    },
  };
}

const named = (states: ListenerState[]) => states.map(({ name }) => name);

describe("A kept port", () => {
  it("is opened and closed as it is wanted, and stays what it is while nothing changes", async () => {
    const { port, states, want } = keep(null);
    await port.start();
    expect(states).toEqual([]);
    want({ host: "127.0.0.1", port: 0 });
    await vi.waitFor(() => expect(named(states)).toEqual(["listening"]), 30_000);
    want({ host: "127.0.0.1", port: 0 });
    want(null);
    await vi.waitFor(() => expect(named(states)).toEqual(["listening", "disabled"]), 30_000);
  });

  it("is tried again until it is free, and told once", async () => {
    const { port: occupied, server } = await takePort();
    const { port, states } = keep({ host: "127.0.0.1", port: occupied });
    await port.start();
    expect(states).toEqual([
      {
        name: "failed",
        host: "127.0.0.1",
        port: occupied,
        error: `Another program listens on port ${occupied} of 127.0.0.1.`,
      },
    ]);
    server.close();
    await vi.waitFor(() => expect(named(states)).toEqual(["failed", "listening"]), 30_000);
  });

  it("may be moved to the same port of another address, and is free once it is closed", async () => {
    const { port: free, server } = await takePort();
    server.close();
    await once(server, "close");
    const { port, states, want } = keep({ host: "127.0.0.1", port: free });
    await port.start();
    want({ host: "0.0.0.0", port: free });
    await vi.waitFor(() => expect(states.at(-1)).toEqual({ name: "listening", host: "0.0.0.0", port: free }), 30_000);
    await port.close(0);
    const again = createServer().listen(free, "127.0.0.1");
    taken.push(again);
    await once(again, "listening");
  });

  it("says what an operator can do something about", async () => {
    const { port, states } = keep({ host: "192.0.2.1", port: 0 });
    await port.start();
    expect(states).toMatchObject([{ name: "failed", error: "This machine does not have the address 192.0.2.1." }]);
  });
});
