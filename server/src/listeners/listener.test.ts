import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { silentLog } from "../core/log.ts";
import { type Listener, openListener } from "./listener.ts";

const listeners: Listener[] = [];
const clients: Socket[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  for (const listener of listeners.splice(0)) await listener.drain(0);
});

describe("A listener", () => {
  it("has so many places for one network, whichever of its addresses clients come from", async () => {
    const listener = await openListener({
      host: "127.0.0.1",
      port: 0,
      tls: null,
      expectsProxyHeader: () => true,
      maxConnections: 10,
      maxConnectionsPerAddress: 2,
      fullReply: "full\r\n",
      serve: ({ socket }) => void socket.write("hello\r\n"),
      log: silentLog,
    });
    listeners.push(listener);
    const from = async (address: string): Promise<[string, Socket]> => {
      const client = connect(listener.address.port, "127.0.0.1");
      clients.push(client);
      client.write(`PROXY TCP${address.includes(":") ? 6 : 4} ${address} ${address} 5000 25\r\n`);
      const [reply] = (await once(client, "data")) as [Buffer];
      return [reply.toString(), client];
    };
    const [, first] = await from("2001:db8:0:1::1");
    expect((await from("2001:db8:0:1:ffff::2"))[0]).toBe("hello\r\n");
    expect((await from("2001:db8:0:1::3"))[0]).toBe("full\r\n");
    expect((await from("2001:db8:0:2::1"))[0]).toBe("hello\r\n");
    for (const address of ["192.0.2.1", "192.0.2.2", "::ffff:192.0.2.2"])
      expect((await from(address))[0]).toBe("hello\r\n");
    expect((await from("192.0.2.2"))[0]).toBe("full\r\n");
    first.destroy();
    await vi.waitFor(async () => expect((await from("2001:db8:0:1::4"))[0]).toBe("hello\r\n"), 30_000);
  });
});
