import { execFile } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import { makeCertificate } from "@posthorn/fakes/certificate";
import { freePort } from "@posthorn/fakes/local-server";
import { type SmtpSink, startSmtpSink } from "@posthorn/fakes/smtp-sink";
import { swaksEnvironment } from "@posthorn/fakes/swaks";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { install, type Installation } from "./installation.ts";

const WAIT = { timeout: 30_000, interval: 50 };

describe("sessions of mail programs at the SMTP server", () => {
  const certificate = makeCertificate(["localhost", "127.0.0.1"]);
  let sink: SmtpSink;
  let posthorn: Installation;
  let folder: string;
  let port: number;
  let token: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "posthorn-sessions-"));
    await writeFile(join(folder, "ca.pem"), certificate.cert);
    [port, sink] = await Promise.all([freePort(), startSmtpSink({ keepContent: true })]);
    posthorn = await install("sqlite", {
      POSTHORN_SMTP_ENABLED: "true",
      POSTHORN_SMTP_PORT: String(port),
      POSTHORN_SMTP_TLS_KEY: certificate.key,
      POSTHORN_SMTP_TLS_CERT: certificate.cert,
      POSTHORN_MAX_SMTP_MESSAGE_SIZE: "1M",
    });
    const smtp = { host: sink.host, port: sink.port, secure: false, requireTLS: false };
    await posthorn.call("POST", "/v1/account", { account: "alice", name: "Alice", email: "alice@example.com", smtp });
    token = (await posthorn.command("tokens", "issue", "-s", "smtp", "-a", "alice")).trim();
  });
  beforeEach(() => sink.clear());
  afterAll(async () => {
    await posthorn.remove();
    await Promise.all([sink.close(), rm(folder, { recursive: true, force: true })]);
  });

  /** What has come to the account's own mail server. */
  const delivered = () =>
    vi.waitFor(() => {
      expect(sink.received).toHaveLength(1);
      const [{ content, ...rest }] = sink.received as [(typeof sink.received)[number]];
      return { ...rest, text: content?.toString("latin1") ?? "" };
    }, WAIT);

  describe("swaks", () => {
    /** Its exit code, which tells where it failed (0: nowhere), and the conversation. */
    const swaks = (...args: string[]) =>
      new Promise<{ code: number; said: string }>((resolve, reject) => {
        const fixed = ["--server", `127.0.0.1:${port}`, "--from", "alice@example.com", "--to", "bob@example.org"];
        const env = { ...process.env, ...swaksEnvironment() };
        const child = execFile(
          "swaks",
          [...fixed, ...args],
          { env, timeout: 40_000, maxBuffer: 2 ** 24 },
          (_error, said) => resolve({ code: child.exitCode ?? -1, said }),
        );
        child.once("error", reject);
      });
    const login = (password = token) => ["--auth-user", "alice", "--auth-password", password];
    const AUTH_FAILED = 28;
    const DATA_REFUSED = 26;

    it.each(["PLAIN", "LOGIN"])("logs in by %s after STARTTLS, whose certificate it verifies", async (mechanism) => {
      const tls = ["--tls", "--tls-verify", "--tls-ca-path", join(folder, "ca.pem")];
      const { code, said } = await swaks(...tls, "--auth", mechanism, ...login(), "--header", "Subject: Grüße");
      expect({ code, said }).toMatchObject({ code: 0 });
      expect(said).toMatch(/<~ {2}250 Message queued for delivery as \w+/);
      const { from, to, text } = await delivered();
      expect({ from, to }).toEqual({ from: "alice@example.com", to: ["bob@example.org"] });
      expect(Buffer.from(text, "latin1").toString()).toContain("Subject: Grüße\r\n");
    });

    it("hands in an attachment for several recipients, pipelined", async () => {
      const data = Buffer.from(Array.from({ length: 5000 }, (_, index) => index % 256));
      await writeFile(join(folder, "data.bin"), data);
      const to = ["--to", "bob@example.org,cy@example.org"];
      const attach = ["--attach-type", "application/octet-stream", "--attach", `@${join(folder, "data.bin")}`];
      const { code, said } = await swaks("--pipeline", ...login(), ...to, ...attach);
      expect({ code, said }).toMatchObject({ code: 0 });
      const message = await delivered();
      expect(message.to).toEqual(["bob@example.org", "cy@example.org"]);
      expect(message.text.replaceAll("\r\n", "")).toContain(data.toString("base64"));
    });

    it("is refused with a wrong password", async () => {
      const { code, said } = await swaks(...login("wrong"));
      expect({ code, said }).toMatchObject({ code: AUTH_FAILED });
      expect(said).toMatch(/<\*\* 535 /);
    });

    it("is refused what is too large, once all of it is there, since it announces no size", async () => {
      await writeFile(join(folder, "large.txt"), "0123456789\n".repeat(120_000));
      const { code, said } = await swaks(...login(), "--body", `@${join(folder, "large.txt")}`);
      expect({ code, said: said.slice(-300) }).toMatchObject({ code: DATA_REFUSED });
      expect(said).toMatch(/<\*\* 552 /);
      expect(sink.received).toEqual([]);
    });
  });

  it("speaks with a program that does as Thunderbird does", async () => {
    const session = await openSession(port);
    expect(await session.reply()).toMatch(/^220 /);
    const offered = await session.ask("EHLO [127.0.0.1]");
    expect(offered).toMatch(/^250[ -]STARTTLS\r?$/m);
    await session.ask("STARTTLS", /^220 /);
    await session.startTls(certificate.cert);
    const extensions = (await session.ask("EHLO [127.0.0.1]")).split("\r\n").map((line) => line.slice(4));
    expect(extensions).toEqual(
      expect.arrayContaining(["PIPELINING", "8BITMIME", "SMTPUTF8", "DSN", "SIZE 1048576", "AUTH LOGIN PLAIN"]),
    );
    // Programs take BDAT (RFC 3030) where it is offered, and TLS is there already.
    expect(extensions.filter((name) => /CHUNKING|BINARYMIME|STARTTLS/.test(name))).toEqual([]);
    const credentials = Buffer.from(`\0alice\0${token}`).toString("base64");
    await session.ask(`AUTH PLAIN ${credentials}`, /^235 /);
    await session.ask("BDAT 4 LAST", /^50[02] /);

    const message = [
      "Message-ID: <thunderbird@example.com>",
      "Date: Fri, 27 Nov 2026 10:00:00 +0100",
      "MIME-Version: 1.0",
      "User-Agent: Mozilla Thunderbird",
      "Content-Language: de-CH",
      "To: Bob <bob@example.org>",
      "From: Alice <alice@example.com>",
      "Subject: =?UTF-8?B?R3LDvMOfZQ==?=",
      "Content-Type: text/plain; charset=UTF-8; format=flowed",
      "Content-Transfer-Encoding: 8bit",
      "",
      "Grüße aus Zürich, und eine Zeile, die weiter geht ",
      "als eine Zeile darf.",
      ".signature",
      "-- ",
      "Alice",
      "",
    ].join("\r\n");
    const size = Buffer.byteLength(message);
    // In one packet, as RFC 2920 allows; each has its own answer.
    session.write(
      `MAIL FROM:<alice@example.com> BODY=8BITMIME SIZE=${size}\r\n` +
        "RCPT TO:<bob@example.org>\r\nRCPT TO:<cy@example.org>\r\nDATA\r\n",
    );
    for (const expected of [/^250 /, /^250 /, /^250 /, /^354 /]) expect(await session.reply()).toMatch(expected);
    session.write(`${message.replaceAll(/^\./gm, "..")}.\r\n`);
    expect(await session.reply()).toMatch(/^250 Message queued for delivery as \w+/);
    // It keeps the connection for the next message, and asks whether that is still there.
    await session.ask("NOOP", /^250 /);
    await session.ask(`MAIL FROM:<alice@example.com> BODY=8BITMIME SIZE=${2 ** 21}`, /^552 /);
    await session.ask("RSET", /^250 /);
    await session.ask("QUIT", /^221 /);
    await session.closed;
    const { from, to, text } = await delivered();
    expect({ from, to }).toEqual({ from: "alice@example.com", to: ["bob@example.org", "cy@example.org"] });
    expect(Buffer.from(text, "latin1").toString()).toBe(message);
  });
});

/** A conversation, line by line. */
async function openSession(port: number) {
  let socket: Socket = connect(port, "127.0.0.1");
  let received = "";
  let onData = () => {};
  const listen = () =>
    socket.on("data", (chunk: Buffer) => {
      received += chunk.toString();
      onData();
    });
  listen();
  const closed = once(socket, "close");

  /** One reply, all its lines. */
  async function reply(): Promise<string> {
    for (;;) {
      const whole = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(received)?.[0];
      if (whole !== undefined) {
        received = received.slice(whole.length);
        return whole.trimEnd();
      }
      await Promise.race([
        new Promise<void>((resolve) => (onData = resolve)),
        closed.then(() => Promise.reject(new Error(`The server hung up after: ${received}`))),
      ]);
    }
  }
  return {
    closed,
    reply,
    write: (text: string) => void socket.write(text),
    async ask(line: string, expected = /^250/) {
      socket.write(`${line}\r\n`);
      const answer = await reply();
      expect(answer).toMatch(expected);
      return answer;
    },
    async startTls(ca: string) {
      socket.removeAllListeners("data");
      socket = connectTls({ socket, ca, host: "localhost" });
      await once(socket, "secureConnect");
      listen();
    },
  };
}
