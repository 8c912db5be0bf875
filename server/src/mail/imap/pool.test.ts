import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import type { ImapClient } from "./connection.ts";
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
});
