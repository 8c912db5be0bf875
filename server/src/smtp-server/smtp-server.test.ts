import { makeCertificate } from "@posthorn/fakes/certificate";
import { createServer } from "node:net";
import nodemailer from "nodemailer";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { tokenIdOf } from "../core/token-rules.ts";
import { TEST_ENGINES } from "../storage/testing.ts";
import { createTestGateway, type TestGateway, type TestGatewayOptions } from "../services/testing.ts";
import { openSmtpDoor, smtpPort, SmtpTalk } from "./testing.ts";

const MESSAGE = "From: ada@example.com\r\nTo: bob@example.com\r\nSubject: Hello\r\n\r\nHi there\r\n";
const PASSWORD = "pass word";
const MAX_SIZE = 20_000;

const talks: SmtpTalk[] = [];
afterEach(() => {
  for (const talk of talks.splice(0)) talk.close();
});

const kept = (talk: SmtpTalk) => {
  talks.push(talk);
  return talk;
};

/** A client that has said hello. */
async function greeted(port: number): Promise<SmtpTalk> {
  const talk = kept(SmtpTalk.to(port));
  await talk.greet();
  return talk;
}

async function loggedIn(port: number, account: string, password = PASSWORD): Promise<SmtpTalk> {
  const talk = await greeted(port);
  expect(await talk.logIn(account, password)).toBe("235 Authentication successful");
  return talk;
}

const queueIdOf = (reply: string | null) =>
  /^250 Message queued for delivery as ([0-9a-f]{24}) \(/.exec(reply ?? "")?.[1];

describe.each(TEST_ENGINES)("The SMTP server on %s", (engine) => {
  let gateway: TestGateway;
  let port: number;
  beforeAll(async () => {
    gateway = await createTestGateway(engine, { env: { EENGINE_MAX_SMTP_MESSAGE_SIZE: String(MAX_SIZE) } });
    port = await openSmtpDoor(gateway);
  });
  afterAll(() => gateway.close());

  const submissionsOf = (account: string) =>
    gateway.storage.sql.selectFrom("submissions").selectAll().where("account", "=", account).execute();
  /** What was sent on behalf of an account, once it was. */
  async function sentOf(account: string, count = 1) {
    const { sent } = gateway.mailOf(account);
    await vi.waitFor(() => expect(sent).toHaveLength(count), { timeout: 30_000, interval: 20 });
    return sent;
  }

  it("takes a message in, keeps it, and sends it as it came", async () => {
    const account = await gateway.addAccount();
    const talk = await loggedIn(port, account);
    const reply = await talk.submit(MESSAGE, ["bob@example.com", "Eve@Example.com"], "bounce@example.com");
    expect(reply).toMatch(/^250 Message queued for delivery as [0-9a-f]{24} \(\d{4}-\d\d-\d\dT[\d:.]+Z\)$/);
    const [submission] = await submissionsOf(account);
    expect(submission).toMatchObject({ id: queueIdOf(reply), source: "smtp", subject: "Hello" });
    const [sent] = await sentOf(account);
    expect(sent?.envelope).toEqual({ from: "bounce@example.com", to: ["bob@example.com", "Eve@example.com"] });
    const source = sent?.content.toString() ?? "";
    expect(source).toMatch(/^From: ada@example\.com\r\nTo: bob@example\.com\r\nSubject: Hello\r\n/);
    expect(source).toMatch(/\r\nMessage-ID: <.+@example\.com>\r\nDate: .+\r\nMIME-Version: 1\.0\r\n\r\nHi there\r\n$/);
    expect(await talk.say("QUIT")).toBe("221 Bye");
  });

  it("tells what it can", async () => {
    const talk = kept(SmtpTalk.to(port));
    expect(await talk.reply()).toMatch(/^220 \S+ ESMTP Posthorn MSA$/);
    const lines = (await talk.say("EHLO client.example"))?.split("\r\n").map((line) => line.slice(4));
    expect(lines?.slice(1).toSorted()).toEqual(
      ["PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", "AUTH LOGIN PLAIN", `SIZE ${MAX_SIZE}`].toSorted(),
    );
    for (const joke of ["WIZ", "SHELL", "KILL", "XCLIENT ADDR=1.2.3.4", "STARTTLS"])
      expect(await talk.say(joke)).toMatch(/^500 /);
  });

  it("speaks with nodemailer", async () => {
    const account = await gateway.addAccount();
    const transport = nodemailer.createTransport({
      host: "127.0.0.1",
      port,
      auth: { user: account, pass: PASSWORD },
    });
    const { response, accepted } = await transport.sendMail({
      to: "bob@example.com",
      cc: "eve@example.com",
      bcc: "mallory@example.com",
      subject: "Grüße",
      html: "<p>Hi</p>",
      attachments: [{ filename: "a.bin", content: Buffer.alloc(5000, 7) }],
    });
    expect(response).toMatch(/^250 Message queued/);
    expect(accepted).toEqual(["bob@example.com", "eve@example.com", "mallory@example.com"]);
    transport.close();
    const [sent] = await sentOf(account);
    expect(sent?.envelope.to).toEqual(["bob@example.com", "eve@example.com", "mallory@example.com"]);
    // The message named nobody, so it is from the account.
    expect(sent?.content.toString()).toContain("From: Ada <ada@example.com>");
  });

  it("lets several messages and pipelined commands come over one connection", async () => {
    const account = await gateway.addAccount();
    const talk = await loggedIn(port, account);
    const one = "MAIL FROM:<ada@example.com>\r\nRCPT TO:<bob@example.com>\r\nDATA\r\n";
    talk.send(one);
    for (const code of [250, 250, 354]) expect(await talk.reply()).toMatch(new RegExp(`^${code} `));
    // The end of one message and the begin of the next in one piece.
    talk.send(`${MESSAGE}.\r\n${one}`);
    for (const code of [250, 250, 250, 354]) expect(await talk.reply()).toMatch(new RegExp(`^${code} `));
    talk.send(`${MESSAGE}.\r\nRSET\r\nNOOP\r\nQUIT\r\n`);
    for (const code of [250, 250, 250, 221]) expect(await talk.reply()).toMatch(new RegExp(`^${code} `));
    expect(await submissionsOf(account)).toHaveLength(2);
  });

  it("keeps every byte of a body: dots, 8-bit, NUL, bare line ends", async () => {
    const account = await gateway.addAccount();
    const talk = await loggedIn(port, account);
    const body = "..dots\r\n.\n\nnot the end\r\r\n\0\xff\xfe\x80 \n.\r\n";
    // Dot-stuffed by the lines that SMTP knows, which end in CRLF.
    const stuffed = "...dots\r\n..\n\nnot the end\r\r\n\0\xff\xfe\x80 \n..";
    expect(await talk.submit(`From: a@example.com\r\nSubject: x\r\n\r\n${stuffed}`)).toMatch(/^250 /);
    const [sent] = await sentOf(account);
    const source = sent?.content.toString("latin1") ?? "";
    expect(source.slice(source.indexOf("\r\n\r\n") + 4)).toBe(body);
  });

  it("does not end a message at a dot between bare line ends", async () => {
    const account = await gateway.addAccount();
    const talk = await loggedIn(port, account);
    const smuggled = "\n.\nMAIL FROM:<x@example.com>\nRCPT TO:<y@example.com>\nDATA\nSubject: smuggled\n\nx";
    expect(await talk.submit(`Subject: one\r\n\r\nbody${smuggled}`)).toMatch(/^250 /);
    expect(await talk.say("NOOP")).toBe("250 OK");
    expect(await submissionsOf(account)).toHaveLength(1);
  });

  it("takes a message that comes byte by byte", async () => {
    const account = await gateway.addAccount();
    const talk = await loggedIn(port, account);
    for (const line of ["MAIL FROM:<a@example.com>", "RCPT TO:<b@example.com>", "DATA"]) await talk.say(line);
    for (const byte of `Subject: slow\r\n\r\n..x\r\n.\r\n`) {
      talk.send(byte);
      await new Promise(setImmediate);
    }
    expect(await talk.reply()).toMatch(/^250 /);
    const [sent] = await sentOf(account);
    expect(sent?.content.toString()).toMatch(/\r\n\r\n\.x\r\n$/);
  });

  it("refuses what is too large, by its announced size and by its real one, and goes on", async () => {
    const account = await gateway.addAccount();
    const talk = await loggedIn(port, account);
    expect(await talk.say(`MAIL FROM:<a@example.com> SIZE=${MAX_SIZE + 1}`)).toMatch(/^552 /);
    expect(await talk.submit("x".repeat(MAX_SIZE + 1))).toMatch(/^552 .*20000/);
    expect(await talk.submit(MESSAGE)).toMatch(/^250 /);
    expect(await submissionsOf(account)).toHaveLength(1);
  });

  it("keeps nothing of a message whose client hangs up", async () => {
    const account = await gateway.addAccount();
    const talk = await loggedIn(port, account);
    for (const line of ["MAIL FROM:<a@example.com>", "RCPT TO:<b@example.com>", "DATA"]) await talk.say(line);
    talk.send("Subject: half\r\n\r\nhalf a mess");
    talk.socket.resetAndDestroy();
    const other = await loggedIn(port, account);
    expect(await other.submit(MESSAGE)).toMatch(/^250 /);
    expect((await submissionsOf(account)).map(({ subject }) => subject)).toEqual(["Hello"]);
  });

  it("knows null senders, addresses in UTF-8, and domains in ASCII", async () => {
    const account = await gateway.addAccount();
    const talk = await loggedIn(port, account);
    expect(await talk.submit(MESSAGE, ["x@xn--bcher-kva.example"], "")).toMatch(/^250 /);
    expect((await sentOf(account))[0]?.envelope).toEqual({ from: "", to: ["x@xn--bcher-kva.example"] });
    const utf8 = Buffer.from("RCPT TO:<jürgen@bücher.example>").toString("latin1");
    for (const line of ["MAIL FROM:<a@example.com> BODY=8BITMIME SMTPUTF8", utf8])
      expect(await talk.say(line)).toMatch(/^250 /);
    await talk.say("DATA");
    talk.send(`${MESSAGE}.\r\n`);
    expect(await talk.reply()).toMatch(/^250 /);
    expect((await sentOf(account, 2))[1]?.envelope.to).toEqual(["jürgen@bücher.example"]);
  });

  it("passes on which delivery notifications are wanted", async () => {
    const account = await gateway.addAccount();
    const talk = await loggedIn(port, account);
    const lines = [
      "MAIL FROM:<a@example.com> RET=FULL ENVID=env+2B1",
      "RCPT TO:<b@example.com> NOTIFY=FAILURE,DELAY ORCPT=rfc822;o@example.org",
      "DATA",
    ];
    for (const line of lines) expect(await talk.say(line)).toMatch(/^(250|354) /);
    talk.send(`${MESSAGE}.\r\n`);
    expect(await talk.reply()).toMatch(/^250 /);
    expect((await sentOf(account))[0]?.dsn).toEqual({
      return: "full",
      id: "env+1",
      notify: ["failure", "delay"],
      recipient: "rfc822;o@example.org",
    });
  });

  it("obeys and removes control headers; a message does not choose another account", async () => {
    const account = await gateway.addAccount();
    const other = await gateway.addAccount();
    const talk = await loggedIn(port, account);
    const control = [
      "X-EE-Send-At: 2099-01-01T00:00:00Z",
      "x-ee-delivery-attempts: 3",
      "X-EE-Gateway: none",
      "X-EE-Tracking-Enabled: yes",
      `X-EE-Account: ${other}`,
      'X-EE-Idempotency-Key: "key one"',
    ];
    const reply = await talk.submit(`${control.join("\r\n")}\r\n${MESSAGE}`);
    expect(reply).toMatch(/^250 Message queued for delivery as [0-9a-f]{24} \(2099-01-01T00:00:00\.000Z\)$/);
    const again = await talk.submit(`${control.join("\r\n")}\r\n${MESSAGE}`);
    expect(again).toBe(reply);
    const [submission, ...more] = await submissionsOf(account);
    expect(more).toEqual([]);
    expect(submission).toMatchObject({ attempts: 3, scheduledAt: Date.parse("2099-01-01T00:00:00Z") });
    expect(await submissionsOf(other)).toEqual([]);
    const entry = await gateway.call("GET", `/v1/outbox/${queueIdOf(reply)}`);
    expect(entry.body).toMatchObject({ source: "smtp", envelope: { to: ["bob@example.com"] } });
  });

  it("refuses for good what nobody can read, and for now what can't be queued", async () => {
    const account = await gateway.addAccount();
    const talk = await loggedIn(port, account);
    expect(await talk.submit(`X-EE-Idempotency-Key: ${"k".repeat(1025)}\r\n${MESSAGE}`)).toMatch(/^552 /);
    const mute = await gateway.addAccount({ smtp: undefined });
    const other = await loggedIn(port, mute);
    expect(await other.submit(MESSAGE)).toMatch(/^450 The account has no way to send/);
  });

  it("refuses for good another message with a key that was used, where that is wanted", async () => {
    const account = await gateway.addAccount();
    await gateway.set({ strictIdempotencyKeys: true });
    const talk = await loggedIn(port, account);
    const keyed = `X-EE-Idempotency-Key: order-1\r\n${MESSAGE}`;
    const queueId = queueIdOf(await talk.submit(keyed));
    expect(queueIdOf(await talk.submit(keyed))).toBe(queueId);
    expect(await talk.submit(`${keyed}P.S.\r\n`)).toBe("552 The idempotency key was used for another request");
    await gateway.set({ strictIdempotencyKeys: false });
    expect(await submissionsOf(account)).toHaveLength(1);
  });

  it("takes odd bytes in headers", async () => {
    const account = await gateway.addAccount();
    const talk = await loggedIn(port, account);
    expect(
      await talk.submit("Subject: =?utf-8?q?=00?= a\0b\r\nX-EE-Account: \0\r\nMessage-ID: <a\0b@example.com>\r\n\r\nx"),
    ).toMatch(/^250 /);
    expect(await talk.submit("no header at all")).toMatch(/^250 /);
    expect(await talk.submit("")).toMatch(/^250 /);
  });

  describe("Logins", () => {
    it("are for accounts that are there", async () => {
      const talk = await greeted(port);
      expect(await talk.say("MAIL FROM:<a@example.com>")).toMatch(/^530 /);
      expect(await talk.logIn("nobody", PASSWORD)).toBe("535 Access denied, invalid username");
      expect(await talk.logIn("nobody", "wrong")).toBe("535 Access denied, invalid username or password");
      const secrets = JSON.stringify(gateway.logs);
      expect(secrets).not.toContain("wrong");
      expect(secrets).not.toContain(PASSWORD);
    });

    it("open to tokens by what those are good for", async () => {
      const account = await gateway.addAccount();
      const other = await gateway.addAccount();
      await gateway.set({ tokenAuditLog: true });
      const result = async (token: Partial<Parameters<TestGateway["issue"]>[0]>) => {
        const value = await gateway.issue({ scopes: ["smtp"], ...token });
        const talk = await greeted(port);
        const reply = await talk.logIn(account, value);
        const { body } = await gateway.call("GET", `/v1/tokens/${tokenIdOf(value)}/log`);
        return [reply, ((body["entries"] ?? []) as { reason: unknown }[])[0]?.reason];
      };
      const isIn = ["235 Authentication successful", null];
      expect(await result({})).toEqual(isIn);
      expect(await result({ scopes: ["*"] })).toEqual(isIn);
      expect(await result({ account })).toEqual(isIn);
      expect(await result({ account: other })).toEqual(["535 Access denied, invalid username", "username"]);
      expect(await result({ scopes: ["api", "imap-proxy"] })).toEqual(["535 Access denied, invalid scope", "scope"]);
      expect(await result({ permissions: { actions: ["send"] } })).toEqual(isIn);
      expect(await result({ permissions: { grants: [{ action: "send", group: "submit" }] } })).toEqual(isIn);
      expect(await result({ permissions: { groups: ["message"] } })).toEqual([
        "535 Access denied, token permissions do not allow this",
        "group",
      ]);
      expect(await result({ restrictions: { addresses: ["127.0.0.0/8"], referrers: ["x"] } })).toEqual(isIn);
      expect(await result({ restrictions: { addresses: ["192.0.2.0/24"] } })).toEqual([
        "535 Access denied, traffic not accepted from this IP",
        "ip",
      ]);
      const [expired] = await result({ expiresAt: Date.now() - 1 });
      expect(expired).toBe("535 Access denied, invalid username or password");
    });

    it("end with their token", async () => {
      const account = await gateway.addAccount();
      const value = await gateway.issue({ scopes: ["smtp"] });
      const talk = await loggedIn(port, account, value);
      expect(await talk.submit(MESSAGE)).toMatch(/^250 /);
      await gateway.call("DELETE", `/v1/tokens/${value}`);
      expect(await talk.submit(MESSAGE)).toBe("535 What you logged in with is no longer good");
    });

    it("work word by word, too", async () => {
      const account = await gateway.addAccount();
      const base64 = (text: string) => Buffer.from(text).toString("base64");
      const talk = await greeted(port);
      expect(await talk.say("AUTH LOGIN")).toBe("334 VXNlcm5hbWU6");
      expect(await talk.say(base64(account))).toBe("334 UGFzc3dvcmQ6");
      expect(await talk.say(base64(PASSWORD))).toMatch(/^235 /);
      const other = await greeted(port);
      await other.say("AUTH PLAIN");
      expect(await other.say(base64(`${account}\0${account}\0${PASSWORD}`))).toMatch(/^235 /);
    });
  });

  it("counts what happens", async () => {
    const text = (await gateway.call("GET", "/metrics")).bytes.toString();
    expect(text).toMatch(/^posthorn_smtp_server_messages\{outcome="accepted"\} [1-9]/m);
    expect(text).toMatch(/^posthorn_smtp_server_messages\{outcome="rejected"\} [1-9]/m);
    expect(text).toMatch(/^posthorn_smtp_server_messages\{outcome="deferred"\} [1-9]/m);
    expect(text).toMatch(/^posthorn_mail_client_logins_refused\{door="smtp",reason="credentials"\} [1-9]/m);
    expect(text).toMatch(/^posthorn_mail_clients\{door="smtp"\} \d/m);
  });
});

describe("The SMTP server", () => {
  const open: TestGateway[] = [];
  afterEach(async () => {
    for (const gateway of open.splice(0)) await gateway.close();
  });
  async function started(options: TestGatewayOptions = {}): Promise<TestGateway> {
    const gateway = await createTestGateway("sqlite", options);
    open.push(gateway);
    return gateway;
  }

  it("stays closed until it is asked for, and has its first settings from the environment", async () => {
    const plain = await started();
    expect(plain.ctx.listeners.all().get("smtpServer")).toBeUndefined();
    const asked = await plain.call(
      "GET",
      "/v1/settings?smtpServerEnabled=true&smtpServerPort=true&smtpServerHost=true&smtpServerAuthEnabled=true&smtpServerPassword=true&smtpServerProxy=true&smtpServerTLSEnabled=true",
    );
    expect(asked.body).toEqual({
      smtpServerEnabled: false,
      smtpServerPort: 2525,
      smtpServerHost: "127.0.0.1",
      smtpServerAuthEnabled: true,
      smtpServerPassword: false,
      smtpServerProxy: false,
      smtpServerTLSEnabled: null,
    });
    const seeded = await started({
      env: { EENGINE_SMTP_ENABLED: "true", POSTHORN_SMTP_PORT: "0", EENGINE_SMTP_SECRET: "first" },
    });
    const account = await seeded.addAccount();
    await loggedIn(await smtpPort(seeded), account, "first");
    const answer = await seeded.call("GET", "/v1/settings?smtpServerPassword=true&smtpServerEnabled=true");
    expect(answer.body).toEqual({ smtpServerPassword: true, smtpServerEnabled: true });
    const narrowed = await seeded.issue({ scopes: ["api"], permissions: { groups: ["settings"] } });
    const refused = await seeded.call("GET", "/v1/settings?smtpServerEnabled=true", undefined, { token: narrowed });
    expect(refused.status).toBe(403);
  });

  it("follows its settings at once", async () => {
    const gateway = await started();
    const account = await gateway.addAccount();
    const first = await openSmtpDoor(gateway);
    const idle = await loggedIn(first, account);
    const busy = await loggedIn(first, account);
    for (const line of ["MAIL FROM:<a@example.com>", "RCPT TO:<b@example.com>", "DATA"]) await busy.say(line);
    const taken = createServer().listen(0, "127.0.0.1");
    await new Promise((done) => taken.once("listening", done));
    const occupied = (taken.address() as { port: number }).port;

    await gateway.set({ smtpServerPort: occupied });
    expect(await idle.reply()).toBe("421 Server shutting down");
    await vi.waitFor(
      () =>
        expect(gateway.ctx.listeners.all().get("smtpServer")).toEqual({
          name: "failed",
          host: "127.0.0.1",
          port: occupied,
          error: `Another program listens on port ${occupied} of 127.0.0.1.`,
        }),
      30_000,
    );
    const health = await gateway.call("GET", "/health");
    expect(health.status).toBe(200);
    expect(health.body).toMatchObject({
      success: true,
      checks: { smtpServer: { ok: false, message: `Another program listens on port ${occupied} of 127.0.0.1.` } },
    });
    // Who is in the middle of a message may finish it.
    busy.send(`${MESSAGE}.\r\n`);
    expect(await busy.reply()).toMatch(/^250 /);
    expect(await busy.say("QUIT")).toMatch(/^421 /);
    taken.close();
    await gateway.set({ smtpServerHost: "::1", smtpServerPort: 0 });
    await smtpPort(gateway);
    await gateway.set({ smtpServerEnabled: false });
    await vi.waitFor(() => expect(gateway.ctx.listeners.all().get("smtpServer")).toEqual({ name: "disabled" }), 30_000);
  });

  it("lets a message be finished when it is stopped", async () => {
    const gateway = await createTestGateway("sqlite", { env: { POSTHORN_STOP_GRACE: "20s" } });
    const account = await gateway.addAccount();
    const talk = await loggedIn(await openSmtpDoor(gateway), account);
    for (const line of ["MAIL FROM:<a@example.com>", "RCPT TO:<b@example.com>", "DATA"]) await talk.say(line);
    const stopped = gateway.stop();
    talk.send(MESSAGE);
    await new Promise(setImmediate);
    talk.send(".\r\n");
    expect(await talk.reply()).toMatch(/^250 /);
    talk.send("QUIT\r\n");
    await stopped;
    await gateway.close();
  });

  it("does without logins for this machine only, unless others are named", async () => {
    const gateway = await started();
    const account = await gateway.addAccount();
    const port = await openSmtpDoor(gateway, { smtpServerAuthEnabled: false });
    const talk = kept(SmtpTalk.to(port));
    expect(await talk.greet()).not.toContain("AUTH");
    expect(await talk.submit(`X-EE-Account: ${account}\r\n${MESSAGE}`)).toMatch(/^250 /);
    expect(await talk.submit(MESSAGE)).toMatch(/^451 /);
    expect(await talk.submit(`X-EE-Account: nobody\r\n${MESSAGE}`)).toMatch(/^451 /);
    const message = { from: "ada@example.com", to: "bob@example.com", text: "x", headers: { "X-EE-Account": account } };
    const transport = nodemailer.createTransport({ host: "127.0.0.1", port });
    expect((await transport.sendMail(message)).response).toMatch(/^250 /);
    // A login that is not offered is not made, and names no account either.
    const auth = { user: account, pass: PASSWORD };
    const withLogin = nodemailer.createTransport({ host: "127.0.0.1", port, auth });
    expect((await withLogin.sendMail(message)).response).toMatch(/^250 /);
    await expect(withLogin.sendMail({ ...message, headers: {} })).rejects.toThrow("451");

    const strict = await started({ env: { POSTHORN_SMTP_NO_AUTH_ADDRESSES: "192.0.2.0/24" } });
    const strictPort = await openSmtpDoor(strict, { smtpServerAuthEnabled: false, smtpServerProxy: true });
    const stranger = kept(SmtpTalk.to(strictPort));
    stranger.send("PROXY TCP4 198.51.100.1 127.0.0.1 5000 25\r\n");
    expect(await stranger.greet()).toContain("AUTH");
    expect(await stranger.submit(MESSAGE)).toMatch(/^530 /);
    const friend = kept(SmtpTalk.to(strictPort));
    friend.send("PROXY TCP4 192.0.2.7 127.0.0.1 5000 25\r\n");
    expect(await friend.greet()).not.toContain("AUTH");
  });

  it("knows the client behind a load balancer", async () => {
    const gateway = await started();
    const account = await gateway.addAccount();
    const port = await openSmtpDoor(gateway, { smtpServerProxy: true });
    const value = await gateway.issue({
      scopes: ["smtp"],
      restrictions: { addresses: ["192.0.2.7", "2001:db8::/32"] },
    });
    const loginFrom = async (header: string) => {
      const talk = kept(SmtpTalk.to(port));
      talk.send(header);
      if ((await talk.greet()) === null) return null;
      return talk.logIn(account, value);
    };
    expect(await loginFrom("PROXY TCP4 192.0.2.7 127.0.0.1 5000 25\r\n")).toMatch(/^235 /);
    expect(await loginFrom("PROXY TCP6 2001:db8::1 ::1 5000 25\r\n")).toMatch(/^235 /);
    expect(await loginFrom("PROXY TCP4 192.0.2.8 127.0.0.1 5000 25\r\n")).toMatch(/^535 /);
    expect(await loginFrom("PROXY UNKNOWN\r\n")).toMatch(/^535 /);
    for (const nonsense of ["EHLO x\r\n", "PROXY TCP4 nobody 127.0.0.1 1 2\r\n", `PROXY ${"x".repeat(200)}`])
      expect(await loginFrom(nonsense)).toBeNull();
    // The setting counts for the next connection.
    await gateway.set({ smtpServerProxy: false });
    expect(await kept(SmtpTalk.to(port)).reply()).toMatch(/^220 /);
  });

  it("offers STARTTLS where a certificate is configured, and TLS from the first byte", async () => {
    const { key, cert } = makeCertificate(["mail.example.com", "127.0.0.1"]);
    const env = { EENGINE_SMTP_TLS_KEY: key, EENGINE_SMTP_TLS_CERT: cert, POSTHORN_PLAINTEXT_LOGIN: "never" };
    const gateway = await started({ env });
    const account = await gateway.addAccount();
    const port = await openSmtpDoor(gateway);
    const talk = kept(SmtpTalk.to(port));
    const before = await talk.greet();
    expect(before).toContain("STARTTLS");
    expect(before).not.toContain("AUTH");
    expect(await talk.say("MAIL FROM:<a@example.com>")).toBe("530 Must issue a STARTTLS command first");
    expect(await talk.logIn(account, PASSWORD)).toMatch(/^500 /);
    await talk.startTls();
    const after = await talk.say("EHLO client.example");
    expect(after).toContain("AUTH LOGIN PLAIN");
    expect(after).not.toContain("STARTTLS");
    expect(await talk.logIn(account, PASSWORD)).toMatch(/^235 /);
    expect(await talk.submit(MESSAGE)).toMatch(/^250 /);
    const transport = nodemailer.createTransport({
      host: "127.0.0.1",
      port,
      requireTLS: true,
      tls: { ca: cert },
      auth: { user: account, pass: PASSWORD },
    });
    expect((await transport.sendMail({ to: "bob@example.com", text: "x" })).response).toMatch(/^250 /);
    transport.close();

    talk.close();
    const half = kept(SmtpTalk.to(port));
    await half.greet();
    await half.say("STARTTLS");
    half.close();
    // Those who started TLS, or only said so, are gone for us, too.
    const connected = async () => {
      const { bytes } = await gateway.call("GET", "/metrics");
      return /^posthorn_mail_clients\{door="smtp"\} (\d+)/m.exec(bytes.toString())?.[1];
    };
    await vi.waitFor(async () => expect(await connected()).toBe("0"), { timeout: 30_000 });

    await gateway.set({ smtpServerTLSEnabled: true });
    await vi.waitFor(async () => expect(await smtpPort(gateway)).not.toBe(port), 30_000);
    const secure = kept(SmtpTalk.overTls(await smtpPort(gateway)));
    expect(await secure.greet()).toContain("AUTH LOGIN PLAIN");
    expect(await secure.logIn(account, PASSWORD)).toMatch(/^235 /);
    expect(await secure.submit(MESSAGE)).toMatch(/^250 /);
  });

  it("signs a certificate itself where TLS is asked for and none is configured", async () => {
    const gateway = await started();
    const account = await gateway.addAccount();
    const port = await openSmtpDoor(gateway, { smtpServerTLSEnabled: true });
    const talk = kept(SmtpTalk.overTls(port));
    await talk.greet();
    expect(await talk.logIn(account, PASSWORD)).toMatch(/^235 /);
    // A client that speaks plainly gets nowhere and takes nothing with it.
    const plain = kept(SmtpTalk.to(port));
    plain.send("EHLO client.example\r\n");
    expect(await plain.reply()).toBeNull();
    expect(await talk.submit(MESSAGE)).toMatch(/^250 /);
  });

  it("stops the start for a certificate that can't be used", async () => {
    const { key } = makeCertificate(["a.example"]);
    const { cert: another } = makeCertificate(["a.example"]);
    for (const [cert, why] of [
      ["nonsense", "The certificate can't be read; it has to be in PEM"],
      [another, "The private key is not that of the certificate"],
    ] as const)
      await expect(started({ env: { EENGINE_SMTP_TLS_KEY: key, EENGINE_SMTP_TLS_CERT: cert } })).rejects.toThrow(
        `POSTHORN_SMTP_TLS_KEY and POSTHORN_SMTP_TLS_CERT can't be used: ${why}.`,
      );
  });

  it("does not listen to those who guess", async () => {
    const gateway = await started();
    const account = await gateway.addAccount();
    const other = await gateway.addAccount();
    const port = await openSmtpDoor(gateway);
    const talk = await greeted(port);
    for (let attempt = 0; attempt < 10; attempt++) expect(await talk.logIn(account, "wrong")).toMatch(/^535 /);
    expect(await talk.logIn(account, PASSWORD)).toBe("421 Too many failed logins, try again later");
    expect(await talk.reply()).toBeNull();
    // Others from there still get in.
    await loggedIn(port, other);
  });

  it("has so many places, in all and for one address", async () => {
    const gateway = await started({
      env: { POSTHORN_SMTP_MAX_CONNECTIONS: "3", POSTHORN_SMTP_MAX_CONNECTIONS_PER_ADDRESS: "2" },
    });
    const port = await openSmtpDoor(gateway, { smtpServerProxy: true });
    const from = async (address: string) => {
      const talk = kept(SmtpTalk.to(port));
      talk.send(`PROXY TCP4 ${address} 127.0.0.1 5000 25\r\n`);
      return [talk, await talk.reply()] as const;
    };
    const [first, greeting] = await from("192.0.2.1");
    expect(greeting).toMatch(/^220 /);
    expect((await from("192.0.2.1"))[1]).toMatch(/^220 /);
    expect((await from("192.0.2.1"))[1]).toBe("421 Too many connections, try again later");
    await vi.waitFor(async () => expect((await from("192.0.2.2"))[1]).toMatch(/^220 /), 30_000);
    expect((await from("192.0.2.3"))[1]).toBe("421 Too many connections, try again later");
    first.close();
    await vi.waitFor(async () => expect((await from("192.0.2.3"))[1]).toMatch(/^220 /), 30_000);
  });
});
