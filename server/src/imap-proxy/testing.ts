import { connect, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import { expect, vi } from "vitest";
import type { TestGateway } from "../services/testing.ts";

/** Opens the IMAP proxy of a gateway, with these settings besides; its port. */
export async function openImapProxy(gateway: TestGateway, settings: Record<string, unknown> = {}): Promise<number> {
  await gateway.set({
    imapProxyServerEnabled: true,
    imapProxyServerPort: 0,
    imapProxyServerPassword: "pass word",
    ...settings,
  });
  await vi.waitFor(() => expect(gateway.ctx.listeners.all().get("imapProxyServer")?.name).toBe("listening"), {
    timeout: 30_000,
    interval: 20,
  });
  const state = gateway.ctx.listeners.all().get("imapProxyServer");
  return state?.name === "listening" ? state.port : 0;
}

/** A client that says what it is told to, byte for byte. */
export class ImapTalk {
  readonly socket: Socket;
  #heard = "";
  #isEnded = false;
  #wake = () => {};

  constructor(socket: Socket) {
    this.socket = socket;
    socket.on("error", () => {});
    socket.on("data", (chunk: Buffer) => {
      this.#heard += chunk.toString("latin1");
      this.#wake();
    });
    socket.on("close", () => {
      this.#isEnded = true;
      this.#wake();
    });
  }

  static to(port: number): ImapTalk {
    return new ImapTalk(connect({ host: "127.0.0.1", port, noDelay: true }));
  }

  static overTls(port: number): ImapTalk {
    return new ImapTalk(connectTls({ host: "127.0.0.1", port, rejectUnauthorized: false }));
  }

  /** The next line; null when the server has hung up. */
  async line(): Promise<string | null> {
    for (;;) {
      const end = this.#heard.indexOf("\r\n");
      if (end >= 0) {
        const line = this.#heard.slice(0, end);
        this.#heard = this.#heard.slice(end + 2);
        return line;
      }
      if (this.#isEnded) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  send(text: string | Buffer): void {
    this.socket.write(typeof text === "string" ? Buffer.from(text, "latin1") : text);
  }

  /** Says a command and hears all up to its tagged answer, which comes last; null at the end when the server hung up. */
  async say(command: string): Promise<(string | null)[]> {
    this.send(`${command}\r\n`);
    return this.until(`${command.split(" ")[0]} `);
  }

  /** All lines up to one that begins so. */
  async until(start: string): Promise<(string | null)[]> {
    const lines: (string | null)[] = [];
    for (;;) {
      const line = await this.line();
      lines.push(line);
      if (line === null || line.startsWith(start)) return lines;
    }
  }

  async logIn(user: string, password: string): Promise<string | null> {
    const base64 = Buffer.from(`\0${user}\0${password}`).toString("base64");
    return (await this.say(`login AUTHENTICATE PLAIN ${base64}`)).at(-1) ?? null;
  }

  close(): void {
    this.socket.destroy();
  }
}
