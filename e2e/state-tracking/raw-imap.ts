import { once } from "node:events";
import { connect, type Socket } from "node:net";
import type { MailServer } from "./mail-server.ts";

/**
 * An IMAP client that knows nothing: it sends commands, several at once if told to, and waits for
 * their tagged answers. For what a well-behaved client never does.
 */
export class RawImap {
  readonly #socket: Socket;
  #text = "";
  #tags = 0;
  #wake = () => {};

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (chunk: Buffer) => {
      this.#text += chunk.toString("latin1");
      this.#wake();
    });
    socket.on("close", () => this.#wake());
    socket.on("error", () => undefined);
  }

  static async open(server: MailServer, user: string): Promise<RawImap> {
    const socket = connect(server.port, server.host);
    await once(socket, "connect");
    const client = new RawImap(socket);
    await client.send(`LOGIN ${user} ${server.password}`);
    return client;
  }

  get isOpen(): boolean {
    return !this.#socket.destroyed && this.#socket.writable;
  }

  /** Sends all commands in one write; resolves with how many of them the server refused. */
  async send(...commands: string[]): Promise<number> {
    const tags = commands.map(() => `r${++this.#tags}`);
    this.#socket.write(commands.map((command, i) => `${tags[i]} ${command}\r\n`).join(""), "latin1");
    let refused = 0;
    for (const tag of tags) {
      const answer = await this.#answerTo(tag);
      if (answer !== "OK") refused++;
    }
    this.#text = "";
    return refused;
  }

  close(): void {
    this.#socket.destroy();
  }

  async #answerTo(tag: string): Promise<string> {
    const giveUpAt = Date.now() + 20_000;
    for (;;) {
      const answer = new RegExp(`(?:^|\\n)${tag} (OK|NO|BAD)`).exec(this.#text)?.[1];
      if (answer !== undefined) return answer;
      if (this.#socket.destroyed || this.#socket.readableEnded) throw new Error("The server hung up");
      const leftMs = giveUpAt - Date.now();
      if (leftMs <= 0) throw new Error("The server did not answer");
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  }
}
