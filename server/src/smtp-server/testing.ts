import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { expect, vi } from "vitest";
import type { TestGateway } from "../services/testing.ts";

/** Opens the SMTP door of a gateway, with these settings besides; its port. */
export async function openSmtpDoor(gateway: TestGateway, settings: Record<string, unknown> = {}): Promise<number> {
  await gateway.set({ smtpServerEnabled: true, smtpServerPort: 0, smtpServerPassword: "pass word", ...settings });
  return smtpPort(gateway);
}

/** The port at which the SMTP server listens, once it does. */
export async function smtpPort(gateway: TestGateway): Promise<number> {
  await vi.waitFor(() => expect(gateway.ctx.listeners.all().get("smtpServer")?.name).toBe("listening"), {
    timeout: 30_000,
    interval: 20,
  });
  const state = gateway.ctx.listeners.all().get("smtpServer");
  return state?.name === "listening" ? state.port : 0;
}

/** A client that says what it is told to, byte for byte, and hears whole replies. */
export class SmtpTalk {
  socket: Socket;
  #heard = "";
  #isEnded = false;
  #wake = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    this.#listen();
  }

  static to(port: number): SmtpTalk {
    return new SmtpTalk(connect({ host: "127.0.0.1", port, noDelay: true }));
  }

  static overTls(port: number): SmtpTalk {
    return new SmtpTalk(connectTls({ host: "127.0.0.1", port, rejectUnauthorized: false }));
  }

  #listen(): void {
    this.socket.on("error", () => {});
    this.socket.on("data", (chunk: Buffer) => {
      this.#heard += chunk.toString("latin1");
      this.#wake();
    });
    this.socket.on("close", () => {
      this.#isEnded = true;
      this.#wake();
    });
  }

  /** The next reply with all its lines; null when the server has hung up. */
  async reply(): Promise<string | null> {
    for (;;) {
      const end = /^(?:\d{3}-.*\r\n)*\d{3}(?: .*)?\r\n/.exec(this.#heard)?.[0];
      if (end !== undefined) {
        this.#heard = this.#heard.slice(end.length);
        return end.trimEnd();
      }
      if (this.#isEnded) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  send(bytes: string | Buffer): void {
    this.socket.write(typeof bytes === "string" ? Buffer.from(bytes, "latin1") : bytes);
  }

  /** Says a line and hears the reply. */
  async say(line: string): Promise<string | null> {
    this.send(`${line}\r\n`);
    return this.reply();
  }

  /** Hears the greeting and says hello. */
  async greet(): Promise<string | null> {
    await this.reply();
    return this.say("EHLO client.example");
  }

  logIn(user: string, password: string): Promise<string | null> {
    return this.say(`AUTH PLAIN ${Buffer.from(`\0${user}\0${password}`).toString("base64")}`);
  }

  /** Hands a message in, up to the reply to its last dot. */
  async submit(message: string | Buffer, to = ["bob@example.com"], from = "ada@example.com"): Promise<string | null> {
    const said = [await this.say(`MAIL FROM:<${from}>`)];
    for (const address of to) said.push(await this.say(`RCPT TO:<${address}>`));
    said.push(await this.say("DATA"));
    const refused = said.find((reply) => !/^(250|354)/.test(reply ?? ""));
    if (refused !== undefined) return refused;
    this.send(message);
    this.send(message.length === 0 || message.toString("latin1").endsWith("\r\n") ? ".\r\n" : "\r\n.\r\n");
    return this.reply();
  }

  /** Says STARTTLS and goes on over TLS. */
  async startTls(): Promise<void> {
    await this.say("STARTTLS");
    this.socket.removeAllListeners("data");
    const plain = this.socket;
    this.socket = connectTls({ socket: plain, rejectUnauthorized: false });
    this.#listen();
    await new Promise((done) => this.socket.once("secureConnect", done));
  }

  close(): void {
    this.socket.destroy();
  }
}
