import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { PosthornError } from "../core/errors.ts";
import { silentLog } from "../core/log.ts";
import { type LoggedIn, type SessionOptions, untilLoggedIn } from "./session.ts";
import { ImapTalk } from "./testing.ts";

const open: { close(): unknown }[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const one of open.splice(0)) one.close();
});

interface Visit {
  talk: ImapTalk;
  /** The server's side of the connection. */
  socket: Socket;
  outcome: Promise<LoggedIn | null>;
  /** What the door ends it with. */
  session: AbortController;
}

/** A session of a client that does not hang up by itself. */
async function visit(options: Partial<SessionOptions> = {}, before?: (socket: Socket) => void): Promise<Visit> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const { port } = server.address() as AddressInfo;
  const talk = new ImapTalk(connect({ host: "127.0.0.1", port, allowHalfOpen: true, noDelay: true }));
  const [socket] = await accepted;
  socket.on("error", () => {});
  open.push(server, talk, { close: () => socket.destroy() });
  before?.(socket);
  const session = new AbortController();
  const connection = { socket, remoteAddress: "127.0.0.1", remotePort: 1, isSecure: false, isProxied: false };
  const outcome = untilLoggedIn(connection, {
    mayLogIn: true,
    version: "1.2.3",
    logIn: () => Promise.reject(new PosthornError("limited", "Too many failed logins")),
    takePlace: () => () => {},
    openRelay: () => Promise.reject(new Error("There is no server")),
    signal: session.signal,
    log: silentLog,
    ...options,
  });
  return { talk, socket, outcome, session };
}

/** More than lies between the two sides when the client does not read. */
const fill = (socket: Socket) => void socket.write(Buffer.alloc(32 * 1024 * 1024));

describe("A session before a login", () => {
  const farewells: [string, (visited: Visit) => void, string][] = [
    ["a logout", ({ talk }) => talk.send("a LOGOUT\r\n"), "* BYE Until next time"],
    ["silence", ({ socket }) => void socket.emit("timeout"), "* BYE Nothing was said for too long"],
    ["a command without end", ({ talk }) => talk.send("a".repeat(70_000)), "* BYE The command is too long"],
    ["nonsense without end", ({ talk }) => talk.send("a FOO\r\n".repeat(60)), "* BYE Too many bad commands"],
    ["too many failed logins", ({ talk }) => talk.send("a LOGIN b c\r\n"), "* BYE Try again later"],
    ["a dismissal", ({ session }) => session.abort("The server is shutting down"), "* BYE The server is shutting down"],
  ];

  it.each(farewells)("is over after %s, whether the client hangs up or not", async (_name, end, lastLine) => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const visited = await visit();
    const { talk, socket, outcome } = visited;
    await talk.line();
    const ended = once(talk.socket, "end");
    const closed = once(socket, "close");
    end(visited);
    expect((await talk.until("* BYE")).at(-1)).toBe(lastLine);
    expect(await outcome).toBeNull();
    await ended;
    // Who goes on talking is not listened to.
    talk.send("z NOOP\r\n");
    vi.advanceTimersByTime(5000);
    await closed;
  });

  it("ends with a client that hangs up, whatever it has said behind its last command", async () => {
    const { talk, socket, outcome } = await visit();
    const closed = once(socket, "close");
    talk.send("a LOGOUT\r\nb NOOP\r\n");
    expect(await talk.until("a OK")).toHaveLength(3);
    talk.socket.end();
    await closed;
    expect(await outcome).toBeNull();
  });

  it("cuts a client off that has said all and hears nothing", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { talk, socket, outcome } = await visit({}, fill);
    talk.socket.pause();
    talk.socket.end();
    const closed = once(socket, "close");
    socket.emit("timeout");
    expect(await outcome).toBeNull();
    vi.advanceTimersByTime(5000);
    await closed;
  });

  it("hears no more of a client than that one reads", async () => {
    const { talk, socket } = await visit({}, fill);
    talk.socket.pause();
    const greeted = socket.writableLength;
    const commands = Array.from({ length: 20 }, (_, index) => `${index} NOOP\r\n`).join("");
    talk.send(commands);
    await vi.waitFor(() => expect(socket.bytesRead).toBe(commands.length), { timeout: 30_000, interval: 20 });
    expect(socket.writableLength).toBe(greeted);
    let heard = "";
    talk.socket.removeAllListeners("data").on("data", (chunk: Buffer) => {
      heard = (heard + chunk.toString("latin1")).slice(-1000);
    });
    talk.socket.resume();
    await vi.waitFor(() => expect(heard).toContain("\r\n19 OK Nothing happened\r\n"), {
      timeout: 30_000,
      interval: 20,
    });
  });

  it("takes so many commands, and no more", async () => {
    const { talk, outcome } = await visit();
    talk.send("a NOOP\r\n".repeat(120));
    const lines = await talk.until("* BYE");
    expect(lines).toHaveLength(102);
    expect(lines.at(-1)).toBe("* BYE Too many commands before a login");
    expect(await outcome).toBeNull();
  });

  it("does not last for ever, whatever the client says", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { talk, outcome } = await visit();
    for (const minute of [4, 8]) {
      expect((await talk.say(`${minute} NOOP`)).at(-1)).toBe(`${minute} OK Nothing happened`);
      vi.advanceTimersByTime(4 * 60_000);
    }
    vi.advanceTimersByTime(2 * 60_000);
    expect(await talk.until("* BYE")).toEqual(["* BYE The login took too long"]);
    expect(await outcome).toBeNull();
  });

  it("gives a connection to the mail server back that comes too late", async () => {
    const { socket: upstream } = await visit();
    let isPlaceTaken = false;
    const { talk, session, outcome } = await visit({
      logIn: () => Promise.resolve({ account: "ada" } as LoggedIn["client"]),
      takePlace() {
        isPlaceTaken = true;
        return () => (isPlaceTaken = false);
      },
      openRelay(_account, signal) {
        const found = once(signal, "abort").then(() => ({ socket: upstream, capabilities: [] }));
        session.abort("The server is shutting down");
        return found;
      },
    });
    talk.send("a LOGIN ada pass\r\n");
    expect(await outcome).toBeNull();
    expect({ isPlaceTaken, isDestroyed: upstream.destroyed }).toEqual({ isPlaceTaken: false, isDestroyed: true });
    expect(await talk.until("* BYE")).toHaveLength(2);
  });

  it("leaves no clock of its own on a connection that is handed on", async () => {
    const { socket: upstream } = await visit();
    const { talk, socket, outcome } = await visit({
      logIn: () => Promise.resolve({ account: "ada" } as LoggedIn["client"]),
      openRelay: () => Promise.resolve({ socket: upstream, capabilities: ["IMAP4rev1"] }),
    });
    talk.send("a LOGIN ada pass\r\n");
    expect(await outcome).not.toBeNull();
    expect(socket.listenerCount("timeout")).toBe(0);
  });
});
