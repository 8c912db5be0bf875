import { canRunDovecot, type Dovecot, startDovecot } from "@posthorn/fakes/dovecot";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import type { AccountLogEntry } from "@posthorn/contracts/logs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { appendAccountLog } from "../../storage/account-log.ts";
import { TEST_ENGINES } from "../../storage/testing.ts";
import { createTestGateway, newAccountId, type TestGateway } from "../testing.ts";

/** For what happens by itself, on a machine that is busy. */
const SOON = { timeout: 30_000 };

const pathOf = (account: string) => `/v1/logs/${encodeURIComponent(account)}`;

const read = async (gateway: TestGateway, account: string) =>
  (await gateway.call("GET", pathOf(account))).bytes.toString();

/** The lines of an account's log; none as long as there is only the notice. */
async function entriesOf(gateway: TestGateway, account: string): Promise<AccountLogEntry[]> {
  const text = await read(gateway, account);
  if (text === `No logs found for ${account}\n`) return [];
  expect(text.endsWith("\n")).toBe(true);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as AccountLogEntry);
}

describe.each(TEST_ENGINES)("GET /v1/logs/{account} on %s", (engine) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { start: false });
  });
  beforeEach(() => gateway.set({ logs: null }));
  afterAll(() => gateway.close());

  const store = (account: string, lines: readonly string[]) =>
    gateway.storage.transaction((tx) =>
      appendAccountLog(tx, new Map([[account, lines]]), { lines: 1_000_000, bytes: 1e9 }),
    );

  it("streams every line, oldest first", async () => {
    const account = await gateway.addAccount();
    const lines = Array.from({ length: 1203 }, (_, number) => JSON.stringify({ number }));
    for (let from = 0; from < lines.length; from += 200) await store(account, lines.slice(from, from + 200));
    const { status, headers, bytes } = await gateway.call("GET", pathOf(account));
    expect(status).toBe(200);
    expect(headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(headers["content-disposition"]).toMatch(new RegExp(`^attachment; filename="logs\\.${account}\\.txt"`));
    expect(bytes.toString()).toBe(`${lines.join("\n")}\n`);
  });

  it("says so when there is nothing, and when there is no such account", async () => {
    const account = await gateway.addAccount();
    for (const id of [account, "nobody"]) expect(await read(gateway, id)).toBe(`No logs found for ${id}\n`);
  });

  it.each(['a"; filename="evil.exe', "a\r\nSet-Cookie: x=1", "Ünï/..\\cøde ✉", "x".repeat(256)])(
    "names its file after any account (%j)",
    async (id) => {
      const { status, headers, bytes } = await gateway.call("GET", pathOf(id));
      expect([status, bytes.toString()]).toEqual([200, `No logs found for ${id}\n`]);
      expect(headers["set-cookie"]).toBeUndefined();
      const disposition = String(headers["content-disposition"]);
      expect(disposition).toMatch(
        /^attachment; filename="logs\.[^"\\\r\n]*\.txt"; filename\*=utf-8''logs\.[\w.!~%-]*\.txt$/,
      );
      expect(decodeURIComponent(disposition.split("utf-8''")[1] ?? "")).toBe(`logs.${id}.txt`);
    },
  );

  it("leaves what the setting keeps, though no line was added since", async () => {
    const account = await gateway.addAccount();
    await store(account, ["1", "2", "3"]);
    await gateway.set({ logs: { maxLogLines: 2 } });
    expect(await read(gateway, account)).toBe("2\n3\n");
    await gateway.set({ logs: { maxLogLines: 0 } });
    expect(await read(gateway, account)).toBe(`No logs found for ${account}\n`);
  });

  it("answers only the newest lines where it is asked for so many", async () => {
    const account = await gateway.addAccount();
    await store(account, ["1", "2", "3"]);
    const ask = async (lines: string) => {
      const { status, bytes } = await gateway.call("GET", `${pathOf(account)}?lines=${lines}`);
      return status === 200 ? bytes.toString() : status;
    };
    expect(await ask("2")).toBe("2\n3\n");
    expect(await ask("9")).toBe("1\n2\n3\n");
    expect(await ask("0")).toBe(400);
  });

  it("is for those who may read logs, a bound token for its own account", async () => {
    const account = await gateway.addAccount();
    const status = async (token: string, id = account) =>
      (await gateway.call("GET", pathOf(id), undefined, { token })).status;
    expect(await status(await gateway.issue({ account }))).toBe(200);
    expect(await status(await gateway.issue({ account }), "somebody")).toBe(403);
    expect(await status(await gateway.issue({ permissions: { actions: ["read"], groups: ["logs"] } }))).toBe(200);
    expect(await status(await gateway.issue({ permissions: { actions: ["write"], groups: ["logs"] } }))).toBe(403);
    expect(await status(await gateway.issue({ permissions: { actions: ["read"], groups: ["account"] } }))).toBe(403);
    expect(await status(await gateway.issue({ scopes: ["smtp"] }))).toBe(403);
  });

  it("is emptied by those who may, for its own account only", async () => {
    const [account, other] = [await gateway.addAccount(), await gateway.addAccount()];
    for (const id of [account, other]) await store(id, ["a", "b"]);
    const clear = async (token?: string, id = account) => {
      const { status, body } = await gateway.call("DELETE", pathOf(id), undefined, token ? { token } : {});
      return [status, body["deleted"]];
    };
    expect(await clear(await gateway.issue({ permissions: { actions: ["write"], groups: ["logs"] } }))).toEqual([403, undefined]); // prettier-ignore
    expect(await clear(await gateway.issue({ account: other }))).toEqual([403, undefined]);
    expect(await clear()).toEqual([200, true]);
    expect(await clear()).toEqual([200, false]);
    expect(await clear(undefined, "nobody")).toEqual([404, undefined]);
    expect(await entriesOf(gateway, account)).toEqual([]);
    expect(await read(gateway, other)).toBe("a\nb\n");
  });

  it("takes no other arguments", async () => {
    const { status, body } = await gateway.call("GET", `${pathOf("ada")}?last=5`);
    expect(status).toBe(400);
    expect(JSON.stringify(body)).toContain("last");
  });

  it("is set with bounds", async () => {
    const set = async (logs: unknown) => (await gateway.call("POST", "/v1/settings", { logs })).status;
    for (const logs of [{ maxLogLines: -1 }, { maxLogLines: 1_000_001 }, { maxLogLines: 1.5 }, { some: 1 }, []])
      expect(await set(logs), JSON.stringify(logs)).toBe(400);
    expect((await gateway.call("GET", "/v1/settings?logs=true")).body).toEqual({ logs: null });
    expect(await set({ all: true })).toBe(200);
    expect((await gateway.call("GET", "/v1/settings?logs=true")).body).toEqual({
      logs: { all: true, maxLogLines: 10_000, maxLogSize: 10_485_760 },
    });
    expect(await set(null)).toBe(200);
  });
});

describe.runIf(canRunDovecot()).each(TEST_ENGINES)("the log of a real account on %s", (engine) => {
  let gateway: TestGateway;
  let dovecot: Dovecot;
  let sink: SmtpSink;
  beforeAll(async () => {
    dovecot = await startDovecot();
    sink = await startSmtpSink({ auth: { user: "ada", pass: dovecot.password } });
    gateway = await createTestGateway(engine, { hasRealMail: true });
  });
  afterAll(async () => {
    await gateway?.close();
    await sink?.close();
    await dovecot?.stop();
  });

  const servers = (user: string) => ({
    imap: server(dovecot, user),
    smtp: server(sink, "ada"),
  });
  const server = ({ host, port }: { host: string; port: number }, user: string) => ({
    host,
    port,
    secure: false,
    requireTLS: false,
    auth: { user, pass: dovecot.password },
  });
  const addConnected = async (user: string, more: Record<string, unknown> = {}) => {
    const account = await gateway.addAccount({ account: newAccountId(user), ...servers(user), ...more });
    await gateway.waitForState(account, "connected");
    return account;
  };
  const conversationOf = async (account: string, purpose?: string) =>
    (await entriesOf(gateway, account))
      .filter((entry) => purpose === undefined || entry.purpose === purpose)
      .map(({ direction, text }) => `${direction ?? "-"} ${text}`);

  it("has what its connections said, and nothing that logs in", async () => {
    const account = await addConnected("ada", { logs: true, subconnections: ["\\Sent"] });
    await dovecot.deliver("ada", "From: bob@example.net\r\nSubject: hello\r\n\r\nThe body\r\n");
    await expect
      .poll(() => conversationOf(account, "watch"), SOON)
      .toEqual(
        expect.arrayContaining([
          expect.stringMatching(/^- Established TCP connection/),
          expect.stringMatching(/^client \S+ AUTHENTICATE PLAIN \(hidden\)$/),
          "client (hidden)",
          expect.stringMatching(/^client \S+ IDLE$/),
          expect.stringMatching(/^server \* \d+ EXISTS$/),
        ]),
      );
    await expect
      .poll(() => conversationOf(account, "sub-connection"), SOON)
      .toContainEqual(expect.stringMatching(/^client \S+ IDLE$/));
    const { messages } = (await gateway.call("GET", `/v1/account/${account}/messages?path=INBOX`)).body as {
      messages: { id: string }[];
    };
    await gateway.call("GET", `/v1/account/${account}/message/${messages[0]?.id}?textType=*`);
    expect(await conversationOf(account, "request")).toContainEqual(expect.stringMatching(/^client \S+ UID FETCH /));
    const mail = { to: { address: "bob@example.net" }, subject: "x", text: "y" };
    expect((await gateway.call("POST", `/v1/account/${account}/submit`, mail)).status).toBe(200);
    await sink.waitFor((received) => received.length > 0);
    await expect
      .poll(() => conversationOf(account, "smtp"), SOON)
      .toEqual(
        expect.arrayContaining([
          "client AUTH PLAIN (hidden)",
          expect.stringMatching(/^client RCPT TO:<bob@example.net>/),
        ]),
      );

    const entries = await entriesOf(gateway, account);
    const times = entries.map(({ time }) => time);
    expect(times.toSorted()).toEqual(times);
    expect(Object.keys(entries[0] ?? {})).toEqual(["time", "direction", "connection", "purpose", "text"]);
    const rows = await gateway.storage.sql.selectFrom("accountLog").select("line").execute();
    const kept = JSON.stringify(rows);
    const { password } = dovecot;
    for (const secret of [password, `\0ada\0${password}`, password, "ada"].map((text) =>
      Buffer.from(text).toString("base64"),
    ))
      expect(kept).not.toContain(secret);
    expect(kept).not.toContain(password);
    expect(kept).not.toContain("The body");
  });

  it("is kept only where it is wanted, from one moment to the next", async () => {
    const [logged, other] = [await addConnected("eve", { logs: true }), await addConnected("mallory")];
    const look = (account: string) => gateway.call("GET", `/v1/account/${account}/mailboxes?counters=true`);
    await look(logged);
    await look(other);
    expect((await entriesOf(gateway, logged)).length).toBeGreaterThan(0);
    expect(await entriesOf(gateway, other)).toEqual([]);

    // Switched on, the connection that is open already is logged; switched off, it no longer is.
    await gateway.call("PUT", `/v1/account/${other}`, { logs: true });
    await expect
      .poll(async () => (await look(other)) && (await entriesOf(gateway, other)).length, SOON)
      .toBeGreaterThan(0);
    const entries = await entriesOf(gateway, other);
    const begun = entries.filter(({ text }) => text.startsWith("Established")).map(({ connection }) => connection);
    expect(entries.some(({ connection }) => !begun.includes(connection))).toBe(true);
    await gateway.call("PUT", `/v1/account/${other}`, { logs: false });
    await expect
      .poll(async () => {
        const before = await entriesOf(gateway, other);
        await look(other);
        return (await entriesOf(gateway, other)).length - before.length;
      }, SOON)
      .toBe(0);

    await gateway.set({ logs: { all: true } });
    const before = await entriesOf(gateway, other);
    await look(other);
    expect((await entriesOf(gateway, other)).length).toBeGreaterThan(before.length);
    await gateway.set({ logs: null });
  });

  it("goes with a flush and with its account", async () => {
    const account = await addConnected("grace", { logs: true });
    const [first] = await entriesOf(gateway, account);
    expect(first).toBeDefined();
    await gateway.call("PUT", `/v1/account/${account}/flush`, { flush: true });
    await expect.poll(async () => (await entriesOf(gateway, account))[0]?.connection, SOON).not.toBe(first?.connection);
    await gateway.waitForState(account, "connected");
    expect((await entriesOf(gateway, account)).map(({ connection }) => connection)).not.toContain(first?.connection);
    await gateway.call("DELETE", `/v1/account/${account}`);
    await gateway.addAccount({ account, imap: false, smtp: false });
    await gateway.ctx.accountLog.flush();
    expect(await entriesOf(gateway, account)).toEqual([]);
  });

  it("outlives a restart, and tells how it began", async () => {
    const before = await createTestGateway(engine, { hasRealMail: true });
    const account = await before.addAccount({ ...servers("heidi"), logs: true });
    await before.waitForState(account, "connected");
    const [first] = await entriesOf(before, account);
    await before.stop();
    const after = await createTestGateway(engine, { hasRealMail: true, after: before });
    await after.waitForState(account, "connected");
    const entries = await entriesOf(after, account);
    expect(entries[0]).toEqual(first);
    expect(entries).toContainEqual(
      expect.objectContaining({ connection: first?.connection, text: "Connection closed" }),
    );
    expect(entries.some(({ connection }) => connection !== first?.connection)).toBe(true);
    await after.close();
    await before.close();
  });
});
