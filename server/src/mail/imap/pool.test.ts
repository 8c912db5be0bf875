import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { ConnectFailure } from "../../core/mail-backend.ts";
import { Allowance } from "./allowance.ts";
import type { ImapClient } from "./connection.ts";
import { HostLimits } from "./host-limits.ts";
import { createPool } from "./pool.ts";

/** As much of a connection as a pool looks at. */
class Connection extends EventEmitter {
  usable = true;
  mailbox: { path: string } | false = false;
  close() {
    if (!this.usable) return;
    this.usable = false;
    this.emit("close");
  }
  async logout() {
    this.close();
  }
}

/** A mail server that takes so many connections, and says this when somebody wants more. */
class Server {
  most: number;
  readonly made: Connection[] = [];
  attempts = 0;
  readonly #refusal: string;
  constructor(most: number, refusal = "[ALERT] Too many simultaneous connections. (Failure)") {
    this.most = most;
    this.#refusal = refusal;
  }
  get open() {
    return this.made.filter(({ usable }) => usable).length;
  }
  connect = async () => {
    this.attempts++;
    if (this.open >= this.most) throw new ConnectFailure("connection", "No", { response: this.#refusal });
    const connection = new Connection();
    this.made.push(connection);
    return connection as unknown as ImapClient;
  };
}

const waitersOf = (max: number) => {
  let waiters = 0;
  const connect = async () => new Connection() as unknown as ImapClient;
  const pool = createPool({ connect, max, idleMs: 60_000, onWaiters: (change) => (waiters += change) });
  return { pool, count: () => waiters };
};

function poolOf(max: number, idleMs = 60_000) {
  const made: Connection[] = [];
  const pool = createPool({
    async connect() {
      const connection = new Connection();
      made.push(connection);
      return connection as unknown as ImapClient;
    },
    max,
    idleMs,
  });
  return { pool, made };
}

describe("the pool of connections", () => {
  it("tells how many wait for one, whichever way their wait ends", async () => {
    const { pool, count } = waitersOf(1);
    const first = await pool.borrow();
    expect(count()).toBe(0);
    const abort = new AbortController();
    const impatient = pool.borrow({ signal: abort.signal });
    const served = pool.borrow();
    const last = pool.borrow();
    expect(count()).toBe(3);
    abort.abort(new Error("enough"));
    await expect(impatient).rejects.toThrow("enough");
    expect(count()).toBe(2);
    first.release();
    await served;
    expect(count()).toBe(1);
    pool.close();
    await expect(last).rejects.toThrow("closed");
    expect(count()).toBe(0);
  });

  it("opens no more than it may and hands on what is released", async () => {
    const { pool, made } = poolOf(2);
    const [a, b] = [await pool.borrow(), await pool.borrow()];
    const third = pool.borrow();
    a.release();
    expect((await third).client).toBe(a.client);
    expect(made).toHaveLength(2);
    b.release();
    pool.close();
    expect(made.every(({ usable }) => !usable)).toBe(true);
  });

  it("prefers a connection that has the mailbox open", async () => {
    const { pool, made } = poolOf(2);
    const [a, b] = [await pool.borrow(), await pool.borrow()];
    for (const [i, path] of ["A", "B"].entries()) (made[i] as Connection).mailbox = { path };
    a.release();
    b.release();
    expect((await pool.borrow({ path: "B" })).client).toBe(b.client);
    pool.close();
  });

  it("keeps a connection free of streams, and lets callers go before background work", async () => {
    const { pool } = poolOf(3);
    const streams = [await pool.borrow({ as: "stream" }), await pool.borrow({ as: "stream" })];
    const order: string[] = [];
    const stream = pool.borrow({ as: "stream" }).then((loan) => (order.push("stream"), loan));
    const busy = await pool.borrow();
    const background = pool.borrow({ as: "background" }).then((loan) => (order.push("background"), loan));
    const request = pool.borrow().then((loan) => (order.push("request"), loan));
    busy.release();
    (await request).release();
    (await background).release();
    streams[0]?.release();
    await stream;
    expect(order).toEqual(["request", "background", "stream"]);
    pool.close();
  });

  it("tells when no request is under way, and does not let anyone wait for ever", async () => {
    const { pool } = poolOf(3);
    await pool.borrow({ as: "stream" });
    await pool.lull(60_000);
    const request = await pool.borrow();
    await pool.lull(5);
    const order: string[] = [];
    const lull = pool.lull(60_000).then(() => order.push("lull"));
    await pool.lull(20);
    order.push("request ended");
    request.release();
    await lull;
    expect(order).toEqual(["request ended", "lull"]);
    await pool.borrow();
    const last = pool.lull(60_000);
    pool.close();
    await last;
  });

  it("lets go of who stops waiting, and of connections that died", async () => {
    const { pool, made } = poolOf(1);
    const loan = await pool.borrow();
    const abort = new AbortController();
    const waiting = pool.borrow({ signal: abort.signal });
    abort.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    made[0]?.close();
    const next = await pool.borrow();
    expect(next.client).not.toBe(loan.client);
    loan.release();
    next.release();
    expect(pool.size).toBe(1);
    pool.close();
    await expect(pool.borrow()).rejects.toMatchObject({ code: "IMAPConnectionClosing" });
  });

  it("closes what nobody uses", async () => {
    const { pool, made } = poolOf(1, 10);
    (await pool.borrow()).release();
    await expect.poll(() => made[0]?.usable).toBe(false);
    expect(pool.size).toBe(0);
    pool.close();
  });

  it("lets a caller go before the background whenever both wait", async () => {
    const { pool } = poolOf(1);
    const first = await pool.borrow({ as: "background" });
    const order: string[] = [];
    const take = (name: string, as: "request" | "background") =>
      pool.use({ as }, async () => {
        order.push(name);
      });
    const all = [take("sweep", "background"), take("call", "request"), take("another call", "request")];
    first.release();
    await Promise.all(all);
    expect(order).toEqual(["call", "another call", "sweep"]);
    pool.close();
  });

  it("copes with fewer connections where the server has no more, and lets callers wait for them", async () => {
    const server = new Server(2);
    const pool = createPool({ connect: server.connect, max: 5, idleMs: 60_000 });
    const results = await Promise.all(Array.from({ length: 20 }, (_, i) => pool.use({}, async () => i)));
    expect(results).toHaveLength(20);
    expect(server.open).toBe(2);
    // Three more were tried at first; since then it is known better.
    const { attempts } = server;
    expect(attempts).toBeLessThanOrEqual(5);
    await Promise.all(Array.from({ length: 20 }, () => pool.use({}, async () => undefined)));
    expect(server.attempts).toBe(attempts);
    pool.close();
  });

  it("tells who wants a connection that there is none when it has none to wait for", async () => {
    const server = new Server(0);
    const pool = createPool({ connect: server.connect, max: 3, idleMs: 60_000 });
    await expect(pool.borrow()).rejects.toMatchObject({ name: "ConnectFailure" });
    pool.close();
  });

  it("shares a server that counts by address, and hands over what is idle", async () => {
    const server = new Server(2, "[LIMIT] Too many connections from your IP");
    const hostLimit = new HostLimits().of("mail.example.test");
    const pools = [1, 2, 3].map(() => createPool({ connect: server.connect, max: 3, idleMs: 60_000, hostLimit }));
    for (let round = 0; round < 3; round++)
      for (const pool of pools) await Promise.all([1, 2, 3].map(() => pool.use({}, async () => undefined)));
    expect(server.open).toBeLessThanOrEqual(2);
    const [held] = await Promise.all([pools[0]?.borrow(), pools[1]?.borrow()]);
    const waiting = pools[2]?.borrow();
    held?.release();
    expect((await waiting)?.client.usable).toBe(true);
    for (const pool of pools) pool.close();
    expect(server.open).toBe(0);
  });

  it("leaves a server at fault", async () => {
    const { pool, made } = poolOf(1);
    const fault = new ConnectFailure("connection", "It lists no mailboxes");
    await expect(pool.use({}, () => Promise.reject(fault))).rejects.toBe(fault);
    expect(made[0]?.usable).toBe(false);
    pool.close();
  });
});

describe("an allowance of connections", () => {
  it("shrinks with a refusal and grows again with time, up to what is wanted", () => {
    let now = 0;
    const allowance = new Allowance(5, () => now);
    expect(allowance.size).toBe(5);
    allowance.refuse(2);
    expect(allowance.size).toBe(2);
    now += 10 * 60_000;
    expect(allowance.size).toBe(3);
    allowance.refuse(0);
    expect(allowance.size).toBe(1);
    now += 24 * 60 * 60_000;
    expect(allowance.size).toBe(5);
  });
});
