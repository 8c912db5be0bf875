import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { connect } from "node:net";
import type { EventName } from "@posthorn/contracts/events";
import type { LoggedEvent, LoggedEvents } from "@posthorn/contracts/event-log";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { tokenIdOf } from "../../core/token-rules.ts";
import { listen as listenTo, soon, type StreamListener } from "../../http/testing.ts";
import { findLogState, noteDeletedPosition } from "../../storage/event-positions.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, newAccountId, type TestGateway } from "../testing.ts";
import { startAfter } from "./read-log.ts";

const open: StreamListener[] = [];
afterEach(() => {
  for (const listener of open.splice(0)) listener.leave();
});

describe.each(TEST_ENGINES)("the event log, read on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
  });
  afterAll(() => gateway.close());

  async function publish(account: string, name: EventName = "messageNew", data: unknown = {}): Promise<string> {
    const { storage, ctx } = gateway;
    const [id] = await storage.transaction((tx) => ctx.events.publish(tx, [{ name, account, data }], Date.now()));
    return id ?? "";
  }

  async function read(query: Record<string, string | number> = {}, token = gateway.token): Promise<LoggedEvents> {
    const search = new URLSearchParams();
    for (const [name, value] of Object.entries(query)) search.set(name, String(value));
    const { status, body } = await gateway.call("GET", `/v1/events?${search.toString()}`, undefined, { token });
    expect(body).toMatchObject({ events: expect.any(Array) as unknown });
    expect(status).toBe(200);
    return body as unknown as LoggedEvents;
  }

  /** Reads on until so many came. */
  async function readAll(query: Record<string, string | number>, count: number): Promise<LoggedEvent[]> {
    const events: LoggedEvent[] = [];
    let after: Record<string, string> = {};
    await expect
      .poll(
        async () => {
          const portion = await read({ ...query, ...after });
          after = { after: portion.cursor };
          events.push(...portion.events);
          return events.length;
        },
        { timeout: 40_000, interval: 20 },
      )
      .toBe(count);
    return events;
  }

  /** From here on; on PostgreSQL what was just written may still be held up by others. */
  async function end(): Promise<string> {
    const id = await publish(newAccountId());
    let cursor: string | undefined;
    await expect
      .poll(
        async () => {
          const portion = await read(cursor === undefined ? {} : { after: cursor });
          ({ cursor } = portion);
          return portion.events.some((event) => event.id === id) && !portion.hasMore;
        },
        { timeout: 40_000, interval: 20 },
      )
      .toBe(true);
    return cursor ?? "";
  }

  async function listen(query: string, token = gateway.token, headers: Record<string, string> = {}) {
    const listener = await listenTo(gateway, token, `/v1/events/stream?${query}`, headers);
    open.push(listener);
    return listener;
  }

  it("has what webhooks tell, with its id and where to go on", async () => {
    const account = newAccountId();
    const id = await publish(account, "messageNew", { subject: "Hello" });
    const [event] = await readAll({ account }, 1);
    expect(event).toEqual({
      id,
      cursor: expect.stringMatching(/^[0-9a-z_]+$/) as string,
      serviceUrl: null,
      account,
      date: expect.any(String) as string,
      event: "messageNew",
      data: { subject: "Hello" },
    });
    expect((await gateway.call("GET", `/v1/events/${id}`)).body).toEqual(event);
    const next = await publish(account);
    expect((await readAll({ account, after: event?.cursor ?? "" }, 1))[0]?.id).toBe(next);
    expect((await gateway.call("GET", `/v1/events/${randomUUID()}`)).body).toMatchObject({
      statusCode: 404,
      message: "Event not found",
    });
  });

  it("is read in order, in portions, each event once", async () => {
    const account = newAccountId();
    const ids: string[] = [];
    for (let count = 0; count < 25; count++) ids.push(await publish(account));
    const events = await readAll({ account, limit: 10 }, 25);
    expect(events.map(({ id }) => id)).toEqual(ids);
    const first = await read({ account, limit: 10 });
    expect([first.events.length, first.hasMore]).toEqual([10, true]);
  });

  it("is read backwards from a cursor, newest first", async () => {
    const account = newAccountId();
    const ids: string[] = [];
    for (let count = 0; count < 7; count++)
      ids.push(await publish(account, count % 2 === 0 ? "messageNew" : "messageDeleted"));
    await readAll({ account }, 7);
    const newest = [...ids].reverse();
    const first = await read({ account, before: "now", limit: 4 });
    expect([first.events.map(({ id }) => id), first.hasMore]).toEqual([newest.slice(0, 4), true]);
    const rest = await read({ account, before: first.cursor, limit: 4 });
    expect([rest.events.map(({ id }) => id), rest.hasMore]).toEqual([newest.slice(4), false]);
    expect(await read({ account, before: rest.cursor })).toMatchObject({ events: [], hasMore: false });
    const named = await read({ account, before: first.events[0]?.cursor ?? "", types: "messageNew" });
    expect(named.events.map(({ id }) => id)).toEqual([ids[4], ids[2], ids[0]]);
    for (const query of ["before=nonsense", "before=now&after=now", "before=now&wait=1"])
      expect((await gateway.call("GET", `/v1/events?${query}`)).body, query).toMatchObject({
        statusCode: 400,
        fields: [{ key: "before" }],
      });
  });

  it("answers no more than so many bytes", async () => {
    const account = newAccountId();
    for (let count = 0; count < 3; count++) await publish(account, "messageNew", { text: "x".repeat(3_000_000) });
    await readAll({ account }, 3);
    const portion = await read({ account });
    expect([portion.events.length, portion.hasMore]).toEqual([1, true]);
  });

  it("is read by account and by name", async () => {
    const [mine, other] = [newAccountId(), newAccountId()];
    const after = await end();
    const wanted: string[] = [];
    for (const name of ["messageNew", "messageSent", "messageFailed", "messageSent"] as const) {
      await publish(other, name);
      const id = await publish(mine, name);
      if (name !== "messageNew") wanted.push(id);
    }
    const query = { account: mine, types: "messageSent, messageFailed" };
    expect((await readAll({ ...query, after }, 3)).map(({ id }) => id)).toEqual(wanted);
    expect(await readAll({ types: "messageSent", after }, 4)).toHaveLength(4);
  });

  it("is read from here on", async () => {
    await end();
    const account = newAccountId();
    const { cursor, events, hasMore } = await read({ after: "now", account });
    expect([events, hasMore]).toEqual([[], false]);
    const id = await publish(account);
    const [event] = await readAll({ after: cursor, account }, 1);
    expect(event?.id).toBe(id);
  });

  it("lets a reader wait for what fits", async () => {
    const [mine, other] = [newAccountId(), newAccountId()];
    const after = await end();
    const waiting = read({ after, account: mine, wait: 60 });
    const others = Array.from({ length: 20 }, () => read({ after, account: other, types: "messageSent", wait: 60 }));
    await publish(other);
    const id = await publish(mine);
    expect((await waiting).events.map((event) => event.id)).toEqual([id]);
    await publish(other, "messageSent");
    for (const one of others) expect((await one).events).toHaveLength(1);
    const nothing = await read({ after: "now", account: newAccountId(), wait: 1 });
    expect(nothing.events).toEqual([]);
  });

  it("finds what nobody gave a hint of, as another node writes it", async () => {
    const account = newAccountId();
    const after = await end();
    const waiting = read({ after, account, wait: 60 });
    const stream = await listen(`after=${after}&account=${account}`);
    const payload = JSON.stringify({
      serviceUrl: null,
      account,
      date: new Date().toISOString(),
      event: "messageNew",
      data: {},
    });
    await gateway.storage.sql
      .insertInto("events")
      .values({ id: randomUUID(), account, name: "messageNew", at: Date.now(), payload, size: payload.length })
      .execute();
    expect((await waiting).events).toHaveLength(1);
    await soon(() => expect(stream.messages()).toHaveLength(1));
  });

  it("is open to a token of one account for that account alone", async () => {
    const [mine, other] = [newAccountId(), newAccountId()];
    const token = await gateway.issue({ account: mine });
    const [id, foreign] = [await publish(mine), await publish(other)];
    await readAll({ account: other }, 1);
    expect((await readAll({ account: mine }, 1)).map((event) => event.id)).toEqual([id]);
    expect((await read({}, token)).events.map((event) => event.id)).toEqual([id]);
    expect((await read({ account: mine }, token)).events).toHaveLength(1);
    const stream = await listen("", token);
    await soon(() => expect(stream.messages().map((event) => event["id"])).toEqual([id]));
    const get = async (path: string) => (await gateway.call("GET", path, undefined, { token })).body;
    for (const path of [`/v1/events?account=${other}`, `/v1/events/stream?account=${other}`])
      expect(await get(path)).toMatchObject({ statusCode: 403, message: "Unauthorized account" });
    for (const path of ["/v1/events", "/v1/events/stream"])
      expect(await get(`${path}?account=${mine}&account=${other}`)).toMatchObject({ statusCode: 400 });
    expect(await get(`/v1/events/${id}`)).toMatchObject({ id });
    expect(await get(`/v1/events/${foreign}`)).toMatchObject({ statusCode: 404 });
    const narrowed = await gateway.issue({ permissions: { groups: ["webhook"] } });
    for (const path of ["/v1/events", "/v1/events/stream", `/v1/events/${id}`])
      expect((await gateway.call("GET", path, undefined, { token: narrowed })).body).toMatchObject({
        statusCode: 403,
        requiredPermission: { action: "read", group: "events" },
      });
  });

  it("refuses what is no cursor of its own, and what it does not know", async () => {
    const cursor = await end();
    const [log = "", xid = "", seq = ""] = cursor.split("_");
    const wrong = [
      "-1",
      "0",
      "null",
      `${cursor}0`.repeat(3),
      `${cursor}_1`,
      ` ${cursor}`,
      cursor.toUpperCase(),
      `${log}_0${xid}_${seq}`,
      `${log}_zzzzzzzzzzz_${seq}`,
      `zzzzzzzz_${xid}_${seq}`,
      `${log}_-1_${seq}`,
      "' or 1=1 --",
      "__proto__",
    ];
    for (const after of wrong)
      for (const path of ["/v1/events", "/v1/events/stream"]) {
        const { body } = await gateway.call("GET", `${path}?after=${encodeURIComponent(after)}`);
        expect(body, after).toMatchObject({ statusCode: 400, fields: [{ key: "after", path: "query.after" }] });
      }
    const { body } = await gateway.call("GET", "/v1/events/stream", undefined, {
      headers: { "last-event-id": "nonsense" },
    });
    expect(body).toMatchObject({ code: "InvalidCursorValue", fields: [{ path: "headers.last-event-id" }] });
    for (const query of [
      "limit=0",
      "limit=1001",
      "wait=61",
      "wait=-1",
      "types=",
      "types=messageNew,,",
      "types=x",
      "since=1",
    ])
      expect((await gateway.call("GET", `/v1/events?${query}`)).status, query).toBe(400);
  });

  it("is a stream that goes on where the reader was", async () => {
    const account = newAccountId();
    const after = await end();
    const ids = [await publish(account), await publish(account, "messageSent", { text: "ü\n\n" })];
    const first = await listen(`after=${after}&account=${account}`);
    expect(first.response.headers).toMatchObject({ "content-type": "text/event-stream", "cache-control": "no-cache" });
    await soon(() => expect(first.messages().map((event) => event["id"])).toEqual(ids));
    expect(first.text()).toMatch(/^: Posthorn v\S+\nretry: \d+\n/);
    const [, sent] = first.messages();
    expect(first.text()).toContain(`\nid: ${first.lastId()}\nevent: messageSent\ndata: ${JSON.stringify(sent)}\n\n`);
    expect(sent).toMatchObject({ account, event: "messageSent", data: { text: "ü\n\n" } });
    ids.push(await publish(account));
    await soon(() => expect(first.messages()).toHaveLength(3));
    first.leave();
    ids.push(await publish(account));
    // The header wins over where the stream once began.
    const again = await listen(`after=${after}&account=${account}`, gateway.token, { "last-event-id": first.lastId() });
    await soon(() => expect(again.messages().map((event) => event["id"])).toEqual(ids.slice(3)));
  });

  it("tells a stream how far it is though nothing came that fits", async () => {
    const stream = await listen(`after=now&account=${newAccountId()}`);
    expect(stream.lastId()).not.toBe("");
    await read({ after: stream.lastId() });
  });

  it("ends streams and waits with the token they were opened by", async () => {
    const [token, other] = [await gateway.issue(), await gateway.issue()];
    const account = newAccountId();
    const [mine, theirs] = [await listen("after=now", token), await listen("after=now", other)];
    const waiting = gateway.call("GET", `/v1/events?after=now&account=${account}&wait=60`, undefined, { token });
    const { storage, ctx } = gateway;
    const start = await startAfter(storage, "now", "query.after");
    const listener = { token: { id: tokenIdOf(token), expiresAt: null }, session: null };
    const call = { limit: 1, waitMs: 60_000, listener, signal: new AbortController().signal };
    const ended = expect(ctx.eventFeed.read(start, { account }, call)).rejects.toMatchObject({
      kind: "unauthenticated",
    });
    await gateway.call("DELETE", `/v1/tokens/${tokenIdOf(token)}`);
    await soon(() => expect(mine.isOver()).toBe(true));
    expect(mine.response.complete).toBe(true);
    expect((await waiting).status).toBe(401);
    await ended;
    expect(theirs.isOver()).toBe(false);
  });

  it("reads for a stream no further than its reader does", async () => {
    const account = newAccountId();
    const { storage, ctx } = gateway;
    const start = await startAfter(storage, await end(), "query.after");
    const nobody = { token: null, session: null };
    const stream = await ctx.eventFeed.open(start, { account }, nobody, new AbortController().signal);
    const text = "x".repeat(100_000);
    for (let count = 0; count < 100; count++) await publish(account, "messageNew", { text });
    await readAll({ account, limit: 1000 }, 100);
    let received = "";
    stream.setEncoding("utf8").once("readable", () => stream.read());
    await soon(() => expect(stream.readableLength).toBeGreaterThan(0));
    expect(stream.readableLength).toBeLessThan(1_000_000);
    stream.on("data", (chunk: string) => {
      expect(stream.readableLength).toBeLessThan(1_000_000);
      received += chunk.replaceAll("x", "");
    });
    await soon(() => expect(received.match(/^event: messageNew$/gm)?.length).toBeGreaterThanOrEqual(98));
    stream.destroy();
  });

  it("holds back for a reader who does not read, and gives him all of it in the end", async () => {
    const account = newAccountId();
    const after = await end();
    const { hostname, port } = new URL(gateway.url);
    const socket = connect({ host: hostname, port: Number(port) });
    await once(socket, "connect");
    socket.write(
      `GET /v1/events/stream?after=${after}&account=${account} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${gateway.token}\r\n\r\n`,
    );
    await once(socket, "readable");
    const text = "x".repeat(1_000_000);
    const ids: string[] = [];
    for (let count = 0; count < 40; count++) ids.push(await publish(account, "messageNew", { text }));
    let received = "";
    socket.setEncoding("utf8").on("data", (chunk: string) => (received += chunk.replaceAll("x", "")));
    await soon(() => expect([...received.matchAll(/"id":"([^"]+)"/g)].map(([, id]) => id)).toEqual(ids));
    socket.destroy();
  });

  it("reads each event once, whenever its reader is stopped, while many write", async () => {
    const accounts = Array.from({ length: 8 }, () => newAccountId());
    let after = await end();
    const written: string[] = [];
    let isDone = false;
    const writing = Promise.all(
      accounts.map(async (account) => {
        for (let count = 0; count < 40; count++) {
          const { storage, ctx } = gateway;
          const events = Array.from({ length: 1 + (count % 3) }, () => ({
            name: "messageNew" as const,
            account,
            data: { text: "x".repeat(100 * count) },
          }));
          // Some transactions are slow, so that they end in another order than they began.
          const ids = await storage.transaction(async (tx) => {
            const ids = await ctx.events.publish(tx, events, Date.now());
            for (let turn = 0; turn < (count * 7) % 5; turn++)
              await tx.sql.selectFrom("counters").selectAll().execute();
            return ids;
          });
          written.push(...ids);
        }
      }),
    ).then(() => (isDone = true));
    const got: string[] = [];
    for (let round = 0; !isDone || got.length < written.length; round++) {
      if (round % 2 === 0) {
        const portion = await read({ after, limit: 7, wait: 1 });
        got.push(...portion.events.map(({ id }) => id));
        after = portion.cursor;
        continue;
      }
      const stream = await listen(`after=${after}`);
      await soon(() => expect(stream.messages().length > 0 || (isDone && got.length === written.length)).toBe(true));
      stream.leave();
      got.push(...stream.messages().map((event) => event["id"] as string));
      after = stream.lastId();
    }
    await writing;
    expect(got).toHaveLength(written.length);
    expect(got.toSorted()).toEqual(written.toSorted());
  });
});

describe.each(TEST_ENGINES)("the event log after a clean-up, read on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine);
  });
  afterAll(() => gateway.close());

  it("tells a reader who comes too late, and from where on everything is there", async () => {
    const account = newAccountId();
    const publish = () =>
      gateway.storage.transaction((tx) =>
        gateway.ctx.events.publish(tx, [{ name: "messageNew", account, data: {} }], Date.now()),
      );
    const read = async (query: string, more = {}) => (await gateway.call("GET", query, undefined, more)).body;
    for (let count = 0; count < 3; count++) await publish();
    let events: LoggedEvent[] = [];
    await soon(async () => {
      ({ events } = (await read("/v1/events")) as unknown as LoggedEvents);
      expect(events).toHaveLength(3);
    });
    const [first, second] = events.map(({ cursor }) => cursor);
    const rows = await gateway.storage.sql.selectFrom("events").select(["id", "xid", "seq"]).orderBy("seq").execute();
    await gateway.storage.transaction(async (tx) => {
      await tx.sql
        .deleteFrom("events")
        .where("id", "in", [rows[0]?.id ?? "", rows[1]?.id ?? ""])
        .execute();
      await noteDeletedPosition(tx, { xid: rows[1]?.xid ?? 0, seq: rows[1]?.seq ?? 0 });
    });
    const expired = { statusCode: 409, code: "CursorExpired", details: { oldest: second } };
    expect(await read(`/v1/events?after=${first}`)).toMatchObject(expired);
    expect(await read(`/v1/events/stream?after=${first}`)).toMatchObject(expired);
    const german = await read(`/v1/events?after=${first}&locale=de`);
    expect(german["message"]).toContain("Cursor");
    for (const query of ["", `?after=${second}`]) {
      const { events: left } = (await read(`/v1/events${query}`)) as unknown as LoggedEvents;
      expect(left.map(({ id }) => id)).toEqual([events[2]?.id]);
    }
    // A log that was set back, as a restored backup is, ends before what its readers know.
    const { id, end } = await findLogState(gateway.storage);
    const ahead = `${id}_${end.xid.toString(36)}_${(end.seq + 1).toString(36)}`;
    expect(await read(`/v1/events?after=${ahead}`)).toMatchObject(expired);
  });

  it("tells a stream that is overtaken, and ends it", async () => {
    const account = newAccountId();
    const stream = await listenTo(gateway, gateway.token, `/v1/events/stream?after=now&account=${account}`);
    open.push(stream);
    const [id = ""] = await gateway.storage.transaction(async (tx) => {
      const ids = await gateway.ctx.events.publish(tx, [{ name: "messageNew", account, data: {} }], Date.now());
      const [{ xid, seq } = { xid: 0, seq: 0 }] = await tx.sql
        .selectFrom("events")
        .select(["xid", "seq"])
        .where("id", "=", ids[0] ?? "")
        .execute();
      await noteDeletedPosition(tx, { xid, seq });
      return ids;
    });
    expect(id).not.toBe("");
    await soon(() => expect(stream.isOver()).toBe(true));
    expect(stream.text()).toContain("\nevent: error\ndata: ");
    expect(stream.messages()).toMatchObject([{ statusCode: 409, code: "CursorExpired", details: {} }]);
  });

  it("lets a caller wait longer than a mail server may take", async () => {
    const hasty = await createTestGateway(engine, { env: { POSTHORN_TIMEOUT: "100ms" } });
    const { status, body } = await hasty.call("GET", "/v1/events?after=now&wait=1");
    expect([status, body["events"]]).toEqual([200, []]);
    await hasty.close();
  });

  it("is told to Prometheus as it was last measured", async () => {
    gateway.ctx.meter.eventLog({ events: 3, bytes: 1234, oldestAt: Date.now() - 60_000 });
    const token = await gateway.issue({ scopes: ["metrics"] });
    const page = (await gateway.call("GET", "/metrics", undefined, { token })).bytes.toString();
    expect(page).toContain("posthorn_event_log_events 3");
    expect(page).toContain("posthorn_event_log_bytes 1234");
    expect(page).toMatch(/^posthorn_event_log_oldest_seconds 6\d/m);
  });

  it("answers who waits, and ends who listens, at a stop", async () => {
    const stopped = await createTestGateway(engine, { env: { POSTHORN_STOP_GRACE: "60s" } });
    const stream = await listenTo(stopped, stopped.token, "/v1/events/stream?after=now");
    open.push(stream);
    const start = await startAfter(stopped.storage, "now", "query.after");
    const nobody = { token: null, session: null };
    const waiting = stopped.ctx.eventFeed.read(
      start,
      {},
      { limit: 1, waitMs: 60_000, listener: nobody, signal: new AbortController().signal },
    );
    await stopped.close();
    await soon(() => expect(stream.isOver()).toBe(true));
    expect(await waiting).toMatchObject({ events: [], hasMore: false });
  });
});
